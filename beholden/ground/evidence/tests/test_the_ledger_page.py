"""The auditor's page: head, newest entries, check of a number; nobody else's."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from beholden.ground.evidence import queries, services

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 3, 10, 2, 5, tzinfo=UTC)


@pytest.fixture
def auditor(cast) -> Client:  # type: ignore[no-untyped-def]
    client = Client()
    client.force_login(cast.auditor)
    return client


def test_it_shows_head_and_entries_and_opens_a_number(auditor: Client) -> None:
    for number in range(1, 41):
        services.append("acc", {"number": number, "name": "王保安", "purpose": "<b>duty</b>"}, at=AT)
    page = auditor.get("/ledger").content.decode()
    assert queries.head().root in page
    assert "<dd>40</dd>" in page
    assert "2026-09-03 18:02:05" in page
    assert "王保安" not in page
    older = auditor.get("/ledger?before=10").content.decode()
    assert 'data-label="序号"><a href="/ledger/9">9</a>' in older
    assert 'href="/ledger/10"' not in older
    checked = auditor.get("/ledger?number=17").content.decode()
    assert "已证明" in checked
    assert "一致" in checked
    assert "王保安" in checked
    assert "<b>duty" not in checked
    assert "没有存有这个编号的内容" in auditor.get("/ledger?number=99").content.decode()


def test_one_entry_stands_there_as_it_is(auditor: Client) -> None:
    services.append("del", {"camera": "c-1", "rule": "retention.delete"}, at=AT)
    page = auditor.get("/ledger/0").content.decode()
    assert "retention.delete" in page
    assert "依法删除" in page
    assert auditor.get("/ledger/1").status_code == 404
    assert auditor.get("/ledger/99999999999999999999").status_code == 404


def test_an_empty_ledger_and_odd_questions_are_answered(auditor: Client) -> None:
    assert "账本还是空的" in auditor.get("/ledger").content.decode()
    for odd in ("?before=x", "?before=-1", "?before=٣", "?number=" + "9" * 500, "?before=" + "9" * 300):
        assert auditor.get(f"/ledger{odd}").status_code == 200, odd


def test_a_broken_log_is_said_plainly(auditor: Client, settings: Settings) -> None:
    services.append("acc", {"number": 1}, at=AT)
    entries = Path(settings.DATA) / "ledger" / "access" / "entries"
    entries.write_bytes(entries.read_bytes()[:-3])
    for address in ("/ledger", "/ledger/0"):
        answer = auditor.get(address)
        assert answer.status_code == 503
        assert "账本不可用" in answer.content.decode()


def test_only_an_auditor_reads_it(cast) -> None:  # type: ignore[no-untyped-def]
    for part, account in cast.accounts():
        client = Client()
        client.force_login(account)
        wanted = 200 if part == "auditor" else 403
        assert client.get("/ledger").status_code == wanted, part
        assert client.post("/ledger").status_code == (405 if part == "auditor" else 403), part
    assert Client().get("/ledger").headers["Location"] == "/sign-in?next=/ledger"
