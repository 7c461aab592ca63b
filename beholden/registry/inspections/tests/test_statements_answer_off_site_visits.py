"""A unit's signed statement: kept when an enrolled log signed it, read at an off-site inspection (M10, M11)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from beholden.engines.attestation import Answer, LogHead, Statement, sign
from beholden.engines.ledger.note import Signer
from beholden.ground.people.models import Organisation
from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings.tests.made import uscc
from beholden.registry.inspections import law, services
from beholden.registry.inspections.services import attestations
from beholden.registry.inspections.tests.made import NOW, TODAY, begun, fresh

SITE = Signer("beholden/0123456789abcdef/access", b"s" * 32)
OTHER = Signer("beholden/fedcba9876543210/access", b"o" * 32)
USCC = uscc("91130200MA0ABCDE1")


def statement(signer: Signer = SITE, **changed: object) -> bytes:
    told = {
        "number": "证-1",
        "system": "s-1",
        "system_name": "城南商场系统",
        "unit": USCC,
        "unit_name": "城南商场有限公司",
        "division": "130203",
        "place_category": "op_crowd",
        "issued_at": NOW - timedelta(hours=1),
        "checklist": law.checklist(TODAY).sha256,
        "rulebook": law.book().sha256,
        "answers": (
            Answer(4, "conform", "measured", measured={"cameras": 16}),
            Answer(5, "conform", "declared"),
            Answer(7, "violation", "measured", note="最早录像 27 天"),
            Answer(6, "not_seen", "declared"),
        ),
        "log": LogHead(signer.verifier.name, 0, "0" * 64),
        **changed,
    }
    return sign(Statement(**told), [signer])  # type: ignore[arg-type]


def enrol(*signers: Signer) -> None:
    folder = Path(settings.DATA) / "witness"
    folder.mkdir(exist_ok=True)
    (folder / "logs.vkey").write_text("".join(f"{one.verifier.vkey}\n" for one in signers))


def test_an_enrolled_log_is_believed_once_and_nobody_else(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.unit.pk).update(uscc=USCC)
    client = Client()

    def send(body: bytes) -> tuple[int, str]:
        answer = client.post("/api/attestations", body, content_type="text/plain")
        return answer.status_code, answer.json().get("code", "")

    assert send(statement()) == (422, "unknown_log")
    enrol(SITE, OTHER)
    assert send(statement()) == (200, "")
    assert send(statement()) == (200, "")
    spoilt = statement(number="证-2").replace("27 天".encode(), "31 天".encode())
    assert send(spoilt) == (422, "not_signed")
    assert send(statement(OTHER)) == (422, "another_log")
    assert send(statement(number="证-3", issued_at=NOW + timedelta(days=3650))) == (422, "ahead")
    assert send(b"hello") == (422, "not_a_statement")
    assert send(b"x" * 200_000) == (422, "too_large")
    assert cast.unit.pk == attestations.ReceivedAttestation.objects.get().unit_id


def test_an_off_site_visit_takes_over_what_was_measured_and_declared(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.unit.pk).update(uscc=USCC)
    enrol(SITE)
    kept = attestations.receive(statement(), now=NOW)
    on_site = begun(cast)
    with pytest.raises(services.Refused, match="非现场"):
        attestations.take_over(cast.station_officer, on_site, kept, now=NOW)
    visit = begun(cast, method="off_site", override_reason="以非现场方式复核")
    services.answer(cast.station_officer, visit, 5, "violation", words="电话核实停机两日", now=NOW)
    assert [one.pk for one in attestations.usable(visit)] == [kept.pk]
    assert attestations.take_over(cast.station_officer, visit, kept, now=NOW) == [4, 7]
    found = {one.item: one for one in visit.answers.filter(superseded=False)}
    assert (found[4].provenance, found[5].provenance, found[7].provenance) == ("measured", "seen", "measured")
    assert "27 天" in found[7].note
    assert found[4].note == "证-1：图像采集设备数 16"
    with pytest.raises(services.Refused, match="没有可以采用"):
        attestations.take_over(cast.station_officer, fresh(visit), kept, now=NOW)
    other = attestations.receive(statement(number="证-9", checklist="1" * 64), now=NOW)
    with pytest.raises(services.Refused, match="版本"):
        attestations.take_over(cast.station_officer, fresh(visit), other, now=NOW)


def test_off_site_a_reason_may_stand_for_the_recording_on_site_nothing_may(cast: Cast) -> None:
    on_site = begun(cast)
    with pytest.raises(services.Refused, match="没有例外"):
        services.excuse_recording(cast.station_officer, on_site, why="忘记带执法记录仪", now=NOW)
    visit = begun(cast, method="off_site", override_reason="以非现场方式复核")
    assert not next(one for one in services.needs(visit) if one.what == "body_camera").done
    visit = services.excuse_recording(cast.station_officer, visit, why="书面核查，没有现场", now=NOW)
    assert next(one for one in services.needs(visit) if one.what == "body_camera").done
