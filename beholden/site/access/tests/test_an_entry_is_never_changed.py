"""The register's rows: constraints, immutability in code and in the database, numbers without holes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from beholden.site.access import services, tokens
from beholden.site.access.models import AccessEntry, AccessUse, Ended, Immutable
from beholden.site.access.tests.stage import Stage, ask, recording, sign_in


@pytest.fixture
def entry(stage: Stage) -> AccessEntry:
    recording(stage.gate)
    ask(sign_in(stage.cast.guard), stage.gate.code, "live")
    return AccessEntry.objects.get()


def test_code_can_neither_change_nor_remove_it(entry: AccessEntry) -> None:
    entry.name = "别人"
    for attempt in (
        entry.save,
        entry.delete,
        AccessEntry.objects.all().delete,
        lambda: AccessEntry.objects.update(name="别人"),
        lambda: AccessEntry.objects.filter(pk=1).update(result="refused"),
    ):
        with pytest.raises(Immutable):
            attempt()
    assert AccessEntry.objects.get().name == "王保安"


def test_the_database_itself_refuses_a_change(entry: AccessEntry) -> None:
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE access_accessentry SET name = 'x' WHERE number = 1")
    assert AccessEntry.objects.get().name == "王保安"


def test_postgresql_refuses_a_removal_too(entry: AccessEntry) -> None:
    if connection.vendor != "postgresql":
        with connection.cursor() as cursor:  # SQLite empties databases row by row, so it only guards the change
            cursor.execute("SELECT sql FROM sqlite_schema WHERE name = 'access_entry_is_never_changed'")
            assert "BEFORE UPDATE" in cursor.fetchone()[0]
        return
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM access_accessentry WHERE number = 1")


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": 0},
        {"result": "perhaps"},
        {"result": "granted", "why": "no_grant"},
        {"purpose": ""},
        {"camera": None},
        {"account": None},
        {"name": ""},
        {"action": "dance"},
        {"purpose": "curiosity"},
        {"result": "refused", "why": ""},
        {"leaf_hash": "ff"},
        {"starts": timezone.now(), "ends": timezone.now() - timedelta(1)},
        {"log_index": 0},
    ],
    ids=lambda wrong: "-".join(wrong),
)
def test_the_database_takes_no_half_entry(entry: AccessEntry, wrong: dict[str, Any]) -> None:
    values = {field.attname: getattr(entry, field.attname) for field in AccessEntry._meta.concrete_fields}
    values |= {"number": 2, "log_index": 99}
    values |= {f"{key}_id" if key in ("camera", "account") else key: value for key, value in wrong.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        AccessEntry(**values).save()
    assert AccessEntry.objects.count() == 1


def test_an_end_is_written_once_and_late_bytes_still_count(entry: AccessEntry) -> None:
    now = timezone.now()
    assert services.open_live(1, now)
    assert not services.open_live(1, now)
    assert services.end(1, Ended.REVOKED, now)
    assert not services.end(1, Ended.VIEWER, now + timedelta(seconds=9))
    assert not services.let_out(1, 10)  # an ended look lets nothing more out
    services.went_out(1, 7)  # but what had gone out already is not denied
    use = AccessUse.objects.get()
    assert (use.ended_why, use.ended_at, use.bytes) == ("revoked", now, 7)


def test_what_nobody_ended_is_ended_with_its_reason(stage: Stage) -> None:
    recording(stage.gate)
    client = sign_in(stage.cast.guard)
    for _ in range(3):
        ask(client, stage.gate.code, "live")
    now = timezone.now()
    services.open_live(1, now)
    services.open_live(2, now)
    assert services.end_forgotten(now + timedelta(seconds=100)) == 0
    services.went_out(2, 5, now + timedelta(seconds=100))
    assert services.end_forgotten(now + timedelta(seconds=130)) == 2
    assert [use.ended_why for use in AccessUse.objects.order_by("pk")] == ["lost", "", "unused"]
    assert AccessUse.objects.get(pk=1).ended_at == now  # as of the last that is known
    assert services.end_forgotten(now + tokens.LIFE["live"] + timedelta(seconds=1)) == 1
    assert AccessUse.objects.get(pk=2).ended_why == "expired"


def test_a_token_is_made_of_a_registered_granted_entry_only(entry: AccessEntry) -> None:
    with pytest.raises(ValueError, match="registered"):
        tokens.sign(
            AccessEntry(number=9, result="granted", leaf_hash="a" * 64, at=timezone.now(), action="live"), "s", "d"
        )
    refused = AccessEntry.objects.get()
    refused.result = "refused"
    with pytest.raises(ValueError, match="registered"):
        tokens.sign(refused, "s", "d")
    assert tokens.read(tokens.sign(entry, "s", "d")) is not None
