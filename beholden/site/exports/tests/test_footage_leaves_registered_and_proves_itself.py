"""From asking to a stranger's hands: registered first, made by the job, fetched through the door (R16, R20)."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from beholden.engines.packaging.stranger.verify import verify
from beholden.site.access.models import AccessEntry
from beholden.site.access.tests.stage import Stage, sign_in
from beholden.site.exports import services
from beholden.site.exports.models import Export
from beholden.site.exports.tests.conftest import START


def wish(*codes: str, seconds: float = 75) -> dict[str, Any]:
    """What the form sends."""
    ends = START + timedelta(seconds=10 + seconds)
    return {"cameras": codes, "starts": (START + timedelta(seconds=10)).isoformat(), "ends": ends.isoformat()}


def asked(client: Client, *codes: str) -> Export:
    """An export asked for on the page."""
    answer = client.post("/exports/new", wish(*codes))
    assert answer.status_code == 302, answer.content.decode()
    return Export.objects.get(code=answer["Location"].rsplit("/", 1)[1])


def fetched(client: Client, export: Export) -> Any:
    """The answer to the download button."""
    return client.post(f"/exports/{export.code}/download")


def test_a_package_of_two_cameras_is_registered_made_fetched_and_proven(recorded: Stage, tmp_path: Path) -> None:
    client = sign_in(recorded.cast.manager, "incident", "车辆刮擦")
    export = asked(client, recorded.gate.code, recorded.till.code)
    entries = list(AccessEntry.objects.filter(action="export", result="granted").order_by("number"))
    assert [entry.camera_code for entry in entries] == [recorded.gate.code, recorded.till.code]
    assert not export.work.exists()  # registered, and not a byte read yet
    assert services.make_all() == 1
    export.refresh_from_db()
    assert export.state == "ready"
    page = client.get(f"/exports/{export.code}")
    assert page.status_code == 200
    answer = fetched(client, export)
    data = b"".join(answer.streaming_content)
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(tmp_path)
    report = verify(tmp_path / export.code)
    assert report.findings == []
    assert "6 original files" in report.proven[-1] or "6 original files" in report.proven[-2]
    taken = list(AccessEntry.objects.filter(action="export", result="granted").order_by("number"))[2:]
    assert [entry.camera_code for entry in taken] == [recorded.gate.code, recorded.till.code]
    assert sum(entry.use.bytes for entry in taken) == len(data)
    assert all(entry.use.bytes > 10_000 and entry.use.ended_why == "viewer" for entry in taken)


@pytest.mark.parametrize("who", ["guard", "other_manager", "auditor", "system_admin", "county_officer"])
def test_whoever_may_not_export_gets_none_and_the_register_says_so_where_the_door_was_asked(
    recorded: Stage, who: str
) -> None:
    client = sign_in(getattr(recorded.cast, who), "incident" if who in ("guard", "other_manager") else None, "车辆刮擦")
    answer = client.post("/exports/new", wish(recorded.gate.code))
    assert answer.status_code in (403, 422)
    assert not Export.objects.exists()
    assert not AccessEntry.objects.filter(result="granted").exists()


def test_only_who_asked_fetches_and_only_with_a_purpose_and_once_more_is_registered_once_more(recorded: Stage) -> None:
    client = sign_in(recorded.cast.manager)
    export = asked(client, recorded.gate.code)
    early = fetched(client, export)
    assert early.status_code == 302
    assert early["Location"] == f"/exports/{export.code}"
    services.make_all()
    for other in (recorded.cast.auditor, recorded.cast.guard, recorded.cast.other_manager):
        answer = fetched(sign_in(other, None), export)
        assert answer.status_code in (302, 404)
        assert not answer.streaming
    no_purpose = fetched(sign_in(recorded.cast.manager, None), export)
    assert no_purpose["Location"].startswith("/duty?next=")
    before = AccessEntry.objects.filter(result="granted").count()
    for more in (1, 2):
        assert b"".join(fetched(client, export).streaming_content)[:2] == b"PK"
        assert AccessEntry.objects.filter(result="granted").count() == before + more


def test_the_flow_of_bytes_ends_when_the_leave_does(recorded: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    from beholden.site.access.refusals import Shut
    from beholden.site.exports.services import fetching

    client = sign_in(recorded.cast.manager)
    export = asked(client, recorded.gate.code)
    services.make_all()
    monkeypatch.setattr(fetching, "ASKED_EVERY", 0.0)
    pieces = iter(fetched(client, export).streaming_content)
    assert next(pieces)
    recorded.cast.manager.is_active = False
    recorded.cast.manager.save()
    with pytest.raises(Shut):
        list(pieces)
    last = AccessEntry.objects.filter(result="granted").order_by("-number").first()
    assert last is not None
    assert last.use.ended_why == "revoked"


def test_what_went_by_retention_still_leaves_as_the_package_that_was_made(recorded: Stage) -> None:
    client = sign_in(recorded.cast.manager)
    export = asked(client, recorded.gate.code)
    services.make_all()
    for path in (Path(settings.DATA) / "footage" / recorded.gate.code).rglob("*.mp4"):
        path.unlink()
    assert b"".join(fetched(client, export).streaming_content)[:2] == b"PK"
    answer = client.post("/exports/new", {**wish(recorded.gate.code), "starts": "2026-11-01T00:00:00+00:00",
                                           "ends": "2026-11-01T00:10:00+00:00"})  # fmt: skip
    assert answer.status_code == 422
    assert recorded.gate.name in answer.content.decode()
