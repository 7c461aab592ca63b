"""Who looked is erased at the end of the term the site set, entered before; number, leaf and tree stay (R16(2)(3))."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from beholden.engines.ledger import publishing
from beholden.engines.ledger.verify import verify_directory
from beholden.ground.evidence import heads, keys, logs
from beholden.ground.evidence import queries as ledger
from beholden.ground.evidence.models import Opening
from beholden.site.access import proofs, retaining
from beholden.site.access.models import AccessEntry
from beholden.site.access.tests.stage import Stage, ask, recording, sign_in
from beholden.site.recordings import services as recordings

pytestmark = pytest.mark.django_db


@pytest.fixture
def looked(stage: Stage, settings: Any) -> Stage:
    """A look and a refusal eight months ago, a look at an authority's wish then, and one of today."""
    now = timezone.now()
    with time_machine.travel(now - timedelta(days=245), tick=True):
        recording(stage.gate)
        ask(sign_in(stage.cast.guard), stage.gate.code, "live")
        ask(sign_in(stage.cast.other_guard), stage.gate.code, "live")
        ask(sign_in(stage.cast.guard, "authority", "查调〔2026〕0001号"), stage.gate.code, "live")
    recording(stage.gate)
    ask(sign_in(stage.cast.guard), stage.gate.code, "live")
    recordings.note_retention_run(timezone.now())
    settings.REGISTER_MONTHS = 7
    return stage


def told() -> list[tuple[str, str]]:
    return [(entry.result, entry.name) for entry in AccessEntry.objects.order_by("number")]


def test_without_a_term_of_the_site_or_below_a_texts_nothing_is_erased_and_the_page_says_so(
    looked: Stage, settings: Any
) -> None:
    page = sign_in(looked.cast.auditor, None)
    settings.REGISTER_MONTHS = 0
    assert retaining.erase_due() == 0
    assert "没有法律文件规定登记簿的保存期限" in page.get("/register").content.decode()
    settings.REGISTER_MONTHS = 5
    assert retaining.erase_due() == 0
    shown = page.get("/register").content.decode()
    assert "短于网络日志至少保存的 6 个月" in shown
    assert "网络安全法" in shown
    assert all(name for _result, name in told())


def test_what_is_over_tells_nobody_any_more_and_the_verifier_still_verifies(looked: Stage, tmp_path: Any) -> None:
    before = ledger.head()
    assert retaining.erase_due() == 2
    assert [name != "" for _result, name in told()] == [False, False, True, True]  # what went to others stays longer
    assert [result for result, _name in told()] == ["granted", "refused", "granted", "granted"]
    first = AccessEntry.objects.get(number=1)
    assert (first.account, first.username, first.unit, first.client, first.purpose_note) == (None, "", "", "", "")
    assert first.erased_at is not None
    assert Opening.objects.get(log="access", index=first.log_index).sealed == ""
    proof = proofs.check(first)
    assert (proof.included, proof.erased, proof.holds) == (True, True, False)
    assert proofs.check(AccessEntry.objects.get(number=4)).holds
    after = ledger.head()
    assert after.size == before.size + 1  # one entry says that two went
    last = Opening.objects.get(log="access", index=after.size - 1)
    assert last.kind == "decide"
    heads.publish()
    signed = publishing.current(logs.log().folder, keys.verifiers(looked_data()))
    assert signed is not None
    publishing.export(logs.log(), signed, keys.verifiers(looked_data()), tmp_path / "out")
    report = verify_directory(tmp_path / "out", keys.verifiers(looked_data()), [], [])
    assert report.holds, report.findings
    assert retaining.erase_due() == 0
    auditor = sign_in(looked.cast.auditor, None)
    assert "期满已删除" in auditor.get("/register").content.decode()
    entry = auditor.get("/register/1").content.decode()
    assert "仍在账本中" in entry
    assert "王保安" not in entry


def looked_data() -> Any:
    from django.conf import settings

    return settings.DATA


def test_a_clock_set_ahead_and_a_log_that_is_full_erase_nothing(looked: Stage, monkeypatch: Any) -> None:
    from beholden.ground.evidence.reading import LogUnavailable
    from beholden.site.access.services import erasing

    assert retaining.erase_due(timezone.now() + timedelta(days=365)) == 0

    def full(*_: Any, **__: Any) -> None:
        raise LogUnavailable("full")

    with monkeypatch.context() as patch:
        patch.setattr(erasing.evidence, "append", full)
        assert retaining.erase_due() == 0
    assert all(name for _result, name in told())


def test_the_database_lets_this_one_change_through_and_no_other(looked: Stage) -> None:
    gone = "erased_at = at, account_id = NULL, username = '', name = '', unit = '', purpose_note = '', client = ''"
    for change in (f"{gone}, result = 'refused'", f"{gone}, leaf_hash = '{'0' * 64}'", "erased_at = at", "name = 'x'"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE access_accessentry SET {change} WHERE number = 1")
    assert retaining.erase_due() == 2
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE access_accessentry SET erased_at = NULL WHERE number = 1")


def test_a_thousand_entries_go_in_seconds(looked: Stage) -> None:
    one = AccessEntry.objects.get(number=1)
    values = {field.attname: getattr(one, field.attname) for field in AccessEntry._meta.concrete_fields}
    AccessEntry.objects.bulk_create(
        AccessEntry(**{**values, "number": number, "log_index": 10_000 + number}) for number in range(100, 1_100)
    )
    begun = time.monotonic()
    assert retaining.erase_due() == 1_002
    assert time.monotonic() - begun < 20
    assert json.dumps(told()).count("王保安") == 0 or [name for _result, name in told()].count("王保安") == 2
