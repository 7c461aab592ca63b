"""A kept self-check has its report and its entry on the log; its attestation is signed, sent, answered (M10, R24)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from beholden.engines.attestation import verify
from beholden.ground.documents import files
from beholden.ground.documents import queries as documents
from beholden.ground.evidence import keys
from beholden.ground.evidence import queries as ledger
from beholden.ground.people.tests.cast import Cast
from beholden.site.dossiers.refusals import Refused
from beholden.site.selfcheck import flow, services
from beholden.site.selfcheck.models import Attestation, SelfCheck, State
from beholden.site.selfcheck.registry import Answer, Unreachable
from beholden.site.selfcheck.services.declaring import Upload
from beholden.site.selfcheck.tests.made import JPEG, Wire, recorded, system_of, to_this_registry

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@pytest.fixture
def kept(cast: Cast) -> SelfCheck:
    system = system_of(cast, now=NOW)
    recorded(system, NOW, 31)
    services.declare(
        cast.manager, system, 2, "conform", "王保安贴在入口", upload=Upload("大门标识.jpg", [JPEG]), now=NOW
    )
    return services.keep(cast.manager, system, now=NOW)


def test_a_kept_check_has_a_numbered_report_both_languages_and_an_entry_on_the_log(kept: SelfCheck) -> None:
    issued = documents.by_code(kept.document)
    assert issued is not None and issued.number == kept.number and "自查" in kept.number
    assert files.content(issued).startswith(b"%PDF")
    (proven,) = [one for one in ledger.check(kept.number) if one.entry.index == kept.log_index]
    assert proven.included and proven.opened and proven.body is not None and proven.body["action"] == "selfcheck"
    assert (kept.asked, len(kept.answers)) == (13, 13)
    two = kept.answers[1]
    assert two["says"][0]["zh"].startswith("李经理") and two["says"][0]["en"] != two["says"][0]["zh"]
    assert kept.conform == sum(one["result"] == "conform" for one in kept.answers)


def test_a_statement_is_signed_by_the_log_and_tells_no_name_and_nothing_typed(
    cast: Cast, kept: SelfCheck, settings: Any
) -> None:
    made = services.attest(cast.manager, kept, now=NOW)
    found = verify(made.note.encode(), keys.verifiers(Path(settings.DATA)))
    assert found.statement.sha256 == made.sha256 and found.statement.number == kept.number
    assert [one.item for one in found.statement.answers] == list(range(1, 14))
    two, seven = found.statement.answer(2), found.statement.answer(7)
    assert two is not None and (two.provenance, len(two.evidence)) == ("declared", 1)
    assert seven is not None and seven.measured["days_attained"] == 31
    assert found.statement.log.size == kept.log_index + 1  # the check itself stands in the log it names
    for told in ("王保安", "李经理", "大门标识", "01 大门", "rtsp"):
        assert told not in made.note
    with pytest.raises(Refused, match="已经签发"):
        services.attest(cast.manager, kept, now=NOW)


def test_it_is_sent_until_the_registry_answers(cast: Cast, kept: SelfCheck) -> None:
    made = services.attest(cast.manager, kept, now=NOW)
    wire = Wire(Unreachable("https://registry.example: timed out"), Answer(503, b""), Answer(201, b'{"code": "r-1"}'))
    waits = []
    at = NOW
    for _ in range(2):
        assert services.send_due(post=wire, now=at) == 1
        made.refresh_from_db()
        assert made.state == State.WAITING and made.next_at is not None and made.said
        waits.append(made.next_at - at)
        assert services.send_due(post=wire, now=at) == 0
        at = made.next_at
    assert waits == [timedelta(minutes=1), timedelta(minutes=2)]
    services.send_due(post=wire, now=at)
    made.refresh_from_db()
    assert (made.state, made.said, made.tries, made.next_at) == (State.RECEIVED, "r-1", 3, None)
    assert {path for path, _body in wire.sent} == {"/api/attestations"}
    assert {body for _path, body in wire.sent} == {made.note.encode()}
    with pytest.raises(Refused, match="已收到"):
        services.send_again(cast.manager, made)


def test_a_refusal_keeps_its_reason_and_may_be_sent_again(cast: Cast, kept: SelfCheck) -> None:
    made = services.attest(cast.manager, kept, now=NOW)
    no = Answer(403, '{"title": "本机关不认识这个场所的密钥"}'.encode())
    services.send_due(post=Wire(no), now=NOW)
    made.refresh_from_db()
    assert (made.state, made.said) == (State.REFUSED, "本机关不认识这个场所的密钥")
    again = services.send_again(cast.manager, made, now=NOW)
    assert again.state == State.WAITING
    services.send_due(post=Wire(Answer(200, b"{}")), now=NOW)
    made.refresh_from_db()
    assert made.state == State.RECEIVED


def test_only_the_units_own_manager_keeps_and_signs(cast: Cast, kept: SelfCheck) -> None:
    for account in (cast.guard, cast.other_manager, cast.auditor):
        with pytest.raises(PermissionDenied):
            services.keep(account, kept.system)
        with pytest.raises(PermissionDenied):
            services.attest(account, kept)
    assert SelfCheck.objects.count() == 1 and not Attestation.objects.exists()


def test_without_a_log_nothing_is_kept(cast: Cast, kept: SelfCheck, monkeypatch: pytest.MonkeyPatch) -> None:
    from beholden.ground.evidence import services as evidence

    def full(*_args: object, **_more: object) -> None:
        raise evidence.LogUnavailable("the disk is full")

    monkeypatch.setattr(evidence, "append", full)
    with pytest.raises(Refused, match="存证账本"):
        services.keep(cast.manager, kept.system, now=NOW)
    with pytest.raises(Refused, match="存证账本"):
        services.attest(cast.manager, kept, now=NOW)
    assert SelfCheck.objects.count() == 1 and not Attestation.objects.exists()


@pytest.mark.parametrize("state", [flow.NONE, *State.values], ids=["none", *State.values])
def test_every_step_in_every_state_is_open_or_says_why(state: str) -> None:
    for step in flow.STEPS:
        found = flow.verdict(state, step.action)
        assert found.allowed == (state in step.from_) and bool(found.why) != found.allowed


def test_an_answered_attestation_does_not_wait(cast: Cast, kept: SelfCheck) -> None:
    made = services.attest(cast.manager, kept, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attestation.objects.filter(pk=made.pk).update(state=State.RECEIVED)


def test_site_and_registry_in_one_receive_their_own_word(cast: Cast, kept: SelfCheck) -> None:
    made = services.attest(cast.manager, kept, now=NOW)
    with time_machine.travel(NOW, tick=False):
        services.send_due(post=to_this_registry, now=NOW)
    made.refresh_from_db()
    assert (made.state, made.said) == (State.RECEIVED, "")
