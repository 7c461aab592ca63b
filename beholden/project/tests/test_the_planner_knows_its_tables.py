"""SQLite is told what its tables hold; the job that does it is one of those that run."""

from __future__ import annotations

import pytest
from django.db import connection

from beholden.ground.people import services as people
from beholden.ground.people.roles import Kind
from beholden.ground.people.tests.cast import Cast
from beholden.project import jobs, planner


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts by itself")
def test_the_job_counts_every_filled_table_anew(cast: Cast) -> None:
    _name, every, work = next(job for job in jobs.collect() if job[0] == "project.planner")
    assert every == planner.EVERY
    assert work() is True
    first = known()
    assert first["people_account"] == sum(1 for _part, _account in cast.accounts())
    people.create_organisation(None, name="路北区文化馆", kind=Kind.MANAGING, division="130203")
    assert known() == first
    assert work() is True
    assert known()["people_organisation"] == first["people_organisation"] + 1


def known() -> dict[str, int]:
    """How many rows the planner believes in, by table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tbl, stat FROM sqlite_stat1 WHERE stat IS NOT NULL")
        return {table: int(stat.split()[0]) for table, stat in cursor.fetchall()}
