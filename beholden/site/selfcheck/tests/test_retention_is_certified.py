"""The attained-retention certificate: counted from the index, printed, signed, checked by a stranger (R17)."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from beholden.cli import main
from beholden.engines.attestation import certificate
from beholden.engines.attestation.certificate import CameraKept
from beholden.ground.documents import files
from beholden.ground.documents import queries as documents
from beholden.ground.evidence import heads, keys
from beholden.ground.people.tests.cast import Cast
from beholden.site.dossiers.refusals import Refused
from beholden.site.recordings.services import HoldFields, place_hold
from beholden.site.selfcheck import queries, retention, services
from beholden.site.selfcheck.models import RetentionCertificate
from beholden.site.selfcheck.tests.made import recorded, system_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


def packed(made: RetentionCertificate) -> bytes:
    cameras = [CameraKept(**one) for one in made.cameras]
    return certificate.packed(made.note.encode(), cameras, queries.proofs(made))


def test_days_gaps_with_causes_and_holds_are_certified(cast: Cast, settings: Any) -> None:
    system = system_of(cast, now=NOW)
    recorded(system, NOW, 31)
    place_hold(
        cast.manager, system, HoldFields("incident", NOW - timedelta(days=2), NOW, "店内纠纷"), now=NOW
    )  # fmt: skip
    made = services.certify(cast.manager, system, now=NOW)
    found = certificate.verify(packed(made), keys.verifiers(Path(settings.DATA)))
    assert (found.certificate.count, found.certificate.short) == (2, 0)
    assert found.certificate.attained == 31 * retention.DAY + 300
    camera = found.cameras[0]
    assert camera.floor_days == 30 and camera.holds == 1 and sum(camera.gaps.values()) > 30 * retention.DAY
    assert camera.covered + sum(camera.gaps.values()) == camera.attained
    issued = documents.by_code(made.document)
    assert issued is not None and files.content(issued).startswith(b"%PDF")


def test_a_stranger_checks_it_and_sees_a_touched_one(cast: Cast, settings: Any, tmp_path: Path, capsys: Any) -> None:
    system = system_of(cast, now=NOW)
    recorded(system, NOW, 31)
    made = services.certify(cast.manager, system, now=NOW)
    path = tmp_path / "certificate.json"
    path.write_bytes(packed(made))
    (key,) = keys.verifiers(Path(settings.DATA))
    assert main(["verify", str(path), "--key", key.vkey]) == 0
    said = capsys.readouterr().out
    assert "2 cameras" in said and "31" in said and "stands in the log" not in said

    heads.publish()  # a checkpoint now covers the entry: the file handed out from now on proves it
    path.write_bytes(packed(made))
    assert main(["verify", str(path), "--key", key.vkey]) == 0
    assert "stands in the log" in capsys.readouterr().out

    whole = json.loads(path.read_bytes())
    whole["cameras"][0]["attained"] += 10 * retention.DAY
    path.write_text(json.dumps(whole))
    assert main(["verify", str(path), "--key", key.vkey, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["verdict"] == "not proven"


def test_without_footage_there_is_nothing_to_certify_and_others_may_not(cast: Cast) -> None:
    system = system_of(cast, now=NOW, cameras=0)
    with pytest.raises(Refused, match="没有录像"):
        services.certify(cast.manager, system, now=NOW)
    with pytest.raises(PermissionDenied):
        services.certify(cast.other_manager, system, now=NOW)
    assert not RetentionCertificate.objects.exists()
