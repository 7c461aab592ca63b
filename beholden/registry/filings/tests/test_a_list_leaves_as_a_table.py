"""The list as a table file: what the page lists for this person, and nothing in it is ever computed."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings import queries
from beholden.registry.filings.tests.made import draft, filed, submitted

pytestmark = pytest.mark.django_db


def table(account: Account, query: str = "") -> list[tuple[object, ...]]:
    client = Client()
    client.force_login(account, "django.contrib.auth.backends.ModelBackend")
    answer = client.get(f"/filings/list.xlsx{query}")
    assert answer.status_code == 200
    assert ".xlsx" in answer.headers["Content-Disposition"]
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active  # type: ignore[attr-defined]
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    return list(sheet.iter_rows(values_only=True))


def test_a_table_holds_what_the_page_lists_for_this_person(cast: Cast) -> None:
    waiting = submitted(cast.manager, unit_name='=HYPERLINK("http://x","天山")', name="+1+1")
    done, own = filed(cast.manager, cast.county_officer), draft(cast.manager)
    head, *rows = table(cast.county_officer)
    assert head[:3] == ("编号", "期限", "状态")
    assert [row[0] for row in rows] == [waiting.number]
    assert rows[0][3:5] == ('=HYPERLINK("http://x","天山")', "+1+1")
    assert {row[0] for row in table(cast.county_officer, "?view=all")[1:]} == {waiting.number, done.number}
    assert [row[0] for row in table(cast.county_officer, "?view=all&q=天山")[1:]] == [waiting.number]
    assert {row[0] for row in table(cast.manager, "?view=all")[1:]} == {waiting.number, done.number, own.code}
    assert table(cast.other_manager, "?view=all")[1:] == []
    assert table(cast.other_county_officer, "?view=all")[1:] == []


def test_a_table_ends_somewhere_and_says_so(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "EXPORTED", 2)
    for _each in range(2):
        submitted(cast.manager)
    assert len(table(cast.county_officer)) == 3
    submitted(cast.manager)
    rows = table(cast.county_officer)
    assert len(rows) == 4
    assert "每次最多导出 2 行" in str(rows[-1][0])
