"""Item 4: the site asks with its log's key what is filed, and holds that against the cameras in use (R14, M10(4))."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from beholden.engines.attestation.question import Question, ask
from beholden.engines.attestation.tests.making import STRANGER
from beholden.ground.evidence import keys
from beholden.ground.people.tests.cast import Cast
from beholden.ground.systems.models import System
from beholden.ground.systems.services import CameraFields, add_camera
from beholden.registry.filings import services as filings
from beholden.registry.filings.cameras import CameraFields as CameraIn
from beholden.registry.filings.models import Filing
from beholden.registry.filings.tests.made import NOW, draft
from beholden.site.selfcheck import answering, services
from beholden.site.selfcheck.models import FilingSeen, Provenance, Result
from beholden.site.selfcheck.registry import Answer, Unreachable
from beholden.site.selfcheck.tests.made import Wire, system_of, to_this_registry

pytestmark = pytest.mark.django_db


def filed_of(cast: Cast, system: System) -> Filing:
    """A filing in force of the System, its cameras taken from it."""
    given = [
        CameraIn(camera.name, "一层", function_type="watch", structure_type="2", source=camera.code)
        for camera in system.cameras.all()
    ]
    one = draft(cast.manager, cameras=given)
    filings.take_over_system(cast.manager, one, system, now=NOW)
    handed_in = filings.submit(cast.manager, Filing.objects.get(pk=one.pk), incomplete=True, now=NOW)
    return filings.accept(cast.county_officer, handed_in, now=NOW)


def asked(system: System, *, number: str | None = None, by: Any = None) -> Any:
    with time_machine.travel(NOW, tick=False):
        if number is None:
            services.ask(system, post=to_this_registry, now=NOW)
        else:
            services.name_filing(by, system, number, post=to_this_registry, now=NOW)
    four = answering.sheet(system, NOW).answer(4)
    assert four is not None
    return four


def test_what_is_not_filed_is_a_gap_and_what_is_filed_is_compared(cast: Cast) -> None:
    system = system_of(cast, now=NOW)
    four = asked(system)
    assert (four.result, four.provenance) == (Result.VIOLATION, Provenance.MEASURED)
    assert four.measured["filed"] is False and four.gap.href == "/filings"

    filing = filed_of(cast, system)
    four = asked(system)
    assert (four.result, four.measured["filing"]) == (Result.CONFORM, filing.number)
    assert four.measured["cameras_same"] is True

    add_camera(cast.manager, system, CameraFields("03 后门", "rtsp://10.0.0.3/main"), now=NOW)
    four = answering.sheet(system, NOW).answer(4)
    assert four is not None and four.result == Result.VIOLATION and four.gap is not None
    assert "2" in str(four.gap.says) and "3" in str(four.gap.says)


def test_the_same_number_of_other_cameras_is_not_the_same(cast: Cast) -> None:
    system = system_of(cast, now=NOW)
    filed_of(cast, system)
    gate, _till = system.cameras.order_by("id")
    gate.state, gate.stopped_at = "stopped", NOW
    gate.save()
    add_camera(cast.manager, system, CameraFields("03 后门", "rtsp://10.0.0.3/main"), now=NOW)
    four = asked(system)
    assert four.result == Result.VIOLATION and four.measured["cameras_filed"] == four.measured["cameras_used"] == 2


def test_a_filing_of_another_installation_is_found_by_the_number_on_its_receipt(cast: Cast) -> None:
    system = system_of(cast, now=NOW)
    filing = filed_of(cast, system)
    Filing.objects.filter(pk=filing.pk).update(system=None)  # two machines: the registry has no System of ours
    filing.cameras.update(source="")
    assert asked(system).result == Result.VIOLATION
    four = asked(system, number=f" {filing.number} ", by=cast.manager)
    assert four.result == Result.CONFORM and FilingSeen.objects.get().number == filing.number


def test_a_registry_that_is_away_leaves_the_last_answer_until_it_is_old(cast: Cast) -> None:
    system = system_of(cast, now=NOW)
    filed_of(cast, system)
    assert asked(system).result == Result.CONFORM
    away = Wire(Unreachable("https://registry.example: refused"))
    services.ask(system, post=away, now=NOW + timedelta(days=1))
    four = answering.sheet(system, NOW + timedelta(days=1)).answer(4)
    assert four is not None and four.result == Result.CONFORM
    old = answering.sheet(system, NOW + timedelta(days=8)).answer(4)
    assert old is not None and old.result == Result.NOT_SEEN and old.gap is not None
    assert old.gap.href.endswith("/filing") and "refused" in " ".join(str(said) for _p, said in old.says)


@pytest.mark.parametrize(
    "answer", [Answer(200, b"<html>"), Answer(200, b"[]"), Answer(500, b""), Answer(200, b'{"known":"yes"}')],
    ids=["page", "list", "broken", "no answer"],
)  # fmt: skip
def test_what_is_no_answer_is_told_and_changes_nothing(cast: Cast, answer: Answer) -> None:
    system = system_of(cast, now=NOW)
    seen = services.ask(system, post=Wire(answer), now=NOW)
    assert seen.answered_at is None and seen.said and seen.answer == {}


def test_the_job_asks_again_only_when_an_answer_has_grown_old(cast: Cast, settings: Any) -> None:
    settings.REGISTRY = ["https://registry.example"]
    system = system_of(cast, now=NOW)
    wire = Wire(Answer(200, b'{"known": false}'))
    assert services.ask_all(post=wire, now=NOW) == 1
    assert services.ask_all(post=wire, now=NOW + timedelta(hours=2)) == 0
    assert services.ask_all(post=wire, now=NOW + timedelta(hours=21)) == 1
    assert b"rtsp" not in wire.sent[0][1] and system.code.encode() in wire.sent[0][1]
    settings.REGISTRY, settings.ROLE = [], "site"
    assert services.ask_all(post=wire, now=NOW + timedelta(days=9)) == 0


def test_a_stranger_a_late_question_and_another_unit_learn_nothing(cast: Cast, settings: Any) -> None:
    system = system_of(cast, now=NOW)
    filing = filed_of(cast, system)
    signers = keys.signers(Path(settings.DATA))
    origin = signers[0].verifier.name

    def told(body: bytes) -> tuple[int, dict[str, Any]]:
        with time_machine.travel(NOW, tick=False):
            answer = to_this_registry("/api/standing", body)
        return answer.status, answer.json

    mine = Question(system.code, "", "", origin, NOW)
    assert told(ask(mine, signers))[1]["number"] == filing.number
    stranger = Question(system.code, "", "", STRANGER.verifier.name, NOW)
    assert told(ask(stranger, [STRANGER]))[0] == 403
    late = Question(system.code, "", "", origin, NOW - timedelta(hours=1))
    assert told(ask(late, signers))[0] == 422
    assert told(b"nonsense")[0] == 422
    cast.unit.uscc = "91130200MA0ABCDE16"
    cast.unit.save()
    other = Question(system.code, "", "91650500MA0ABCDE16", origin, NOW)
    assert told(ask(other, signers)) == (200, {"known": False})
    settings.ROLE = "registry"  # its own log is then no site's
    assert told(ask(mine, signers))[0] == 403
    assert Client().get("/api/standing").status_code == 405
