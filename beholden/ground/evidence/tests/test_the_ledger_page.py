"""The auditor's page: head, newest entries, check of a number; nobody else's."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from beholden.engines.ledger import tlog_proof
from beholden.engines.ledger.footage import Deletion, Seg
from beholden.ground.evidence import footage, heads, keys, logs, queries, services

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


MINUTE = 60_000_000
SIX = 1_788_400_800_000_000  # 2026-09-03 10:00 in Shanghai


def recorded(count: int) -> None:
    segs = [Seg("c-gate", "a" * 32, n, SIX + n * MINUTE, SIX + (n + 1) * MINUTE, 9, f"{n:064x}") for n in range(count)]
    gone = Deletion(1, "c-gate", SIX, SIX + MINUTE, (("a" * 32, 0, 0),), "retention.floor", 30, SIX, "0" * 64)
    with footage.opened() as book, book.writing():
        book.write([*segs, gone], AT)


def test_a_minute_of_footage_leads_to_a_proof_that_a_stranger_can_check(auditor: Client, settings: Settings) -> None:
    recorded(5)
    page = auditor.get("/ledger?log=footage").content.decode()
    assert queries.head(logs.FOOTAGE).root in page
    assert 'option value="c-gate"' in page
    asked = "/ledger?log=footage&camera=c-gate&at="
    assert "尚无检查点覆盖" in auditor.get(f"{asked}2026-09-03T10:02").content.decode()
    heads.publish(logs.FOOTAGE)
    found = auditor.get(f"{asked}2026-09-03T10:02").content.decode()
    assert "2026-09-03 10:02:00 – 2026-09-03 10:03:00" in found
    assert f"{2:064x}" in found
    assert 'href="/ledger/2/proof?log=footage"' in found
    proof = tlog_proof.parse(auditor.get("/ledger/2/proof?log=footage").content)
    signed = tlog_proof.verify(proof, keys.verifiers(settings.DATA, logs.FOOTAGE))
    assert (signed.checkpoint.size, f'"root":"{2:064x}"'.encode() in (proof.extra or b"")) == (6, True)
    assert "已登记删除" in auditor.get(f"{asked}2026-09-03T10:00").content.decode()
    assert "没有这一分钟的录像" in auditor.get(f"{asked}2026-09-03T12:00").content.decode()
    entry = auditor.get("/ledger/2?log=footage").content.decode()
    assert "c-gate" in entry
    assert auditor.get("/ledger/checkpoint?log=footage").content == heads.last(logs.FOOTAGE).note


def test_a_log_or_a_minute_that_cannot_be_is_refused_kindly(auditor: Client) -> None:
    recorded(1)
    for bad in ("nonsense", "2026-13-01T00:00", "9999-12-31T23:59", "0001-01-01T00:00", "'"):
        page = auditor.get(f"/ledger?log=footage&camera=c-gate&at={bad}")
        assert (page.status_code, "格式填写时间" in page.content.decode()) == (200, True), bad
    assert auditor.get("/ledger?log=footage&camera=none&at=2026-09-03T10:00").status_code == 200
    for path in ("/ledger?log=x", "/ledger/0?log=../access", "/ledger/0/proof?log=", "/ledger/checkpoint?log=footage"):
        assert auditor.get(path).status_code == 404
    assert auditor.get("/ledger/99?log=footage").status_code == 404
