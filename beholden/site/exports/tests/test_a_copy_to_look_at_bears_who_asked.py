"""A viewing copy leaves like evidence does, registered; who asked stands in every picture of it (R16(2)(2), R20)."""

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import ImageStat

from beholden.engines.packaging import provenance
from beholden.engines.packaging.stranger.verify import verify
from beholden.site.access.models import AccessEntry
from beholden.site.access.tests.stage import Stage, sign_in
from beholden.site.exports import services
from beholden.site.exports.models import Export
from beholden.site.exports.services import finishing
from beholden.site.exports.tests.test_footage_leaves_registered_and_proves_itself import fetched, wish


def test_it_is_registered_marked_signed_and_told_from_evidence(recorded: Stage, tmp_path: Path, settings: Any) -> None:
    client = sign_in(recorded.cast.manager, "internal", "查调〔2026〕0012号 核实投诉")
    answer = client.post("/exports/new", {**wish(recorded.gate.code, seconds=20), "form": "viewing"})
    export = Export.objects.get(code=answer["Location"].rsplit("/", 1)[1])
    number = AccessEntry.objects.get(result="granted").number
    said = finishing.words(export, number)
    assert said.startswith(f"查调〔2026〕0012号 · No.{number} · ")
    assert "城南商场有限公司" in said
    assert recorded.cast.manager.name in said
    assert services.make_all() == 1
    key = Path(settings.DATA) / "secrets" / "c2pa.pem"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    data = b"".join(fetched(client, export).streaming_content)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / export.code
    report = verify(folder)
    assert report.findings == []
    assert not (folder / "originals").exists()
    copy = folder / "playable" / recorded.gate.code / "001.mp4"
    told = provenance.check(copy, (folder / "c2pa-root.pem").read_text("ascii"))
    assert (told.state, told.facts["register"], told.facts["kind"]) == ("trusted", number, "viewing")
    with av.open(str(copy)) as film:
        for frame in film.decode(video=0):  # the recorded pictures are of one grey each
            assert ImageStat.Stat(frame.to_image().convert("L")).stddev[0] > 5
    page = client.get(f"/exports/{export.code}").content.decode()
    assert "不作为证据" in page


def test_a_credential_that_is_spoiled_stops_it_with_a_sentence_and_nothing_unsigned_leaves(
    recorded: Stage, settings: Any
) -> None:
    client = sign_in(recorded.cast.manager)
    key = Path(settings.DATA) / "secrets" / "c2pa.pem"
    key.parent.mkdir(parents=True, exist_ok=True)
    key.write_text("spoiled")
    key.chmod(0o600)
    answer = client.post("/exports/new", wish(recorded.gate.code))
    assert services.make_all() == 0
    export = Export.objects.get()
    assert (export.state, export.why) == ("failed", "credential")
    assert "签名证书不可用" in client.get(answer["Location"]).content.decode()
    key.unlink()
    client.post(f"/exports/{export.code}/acts/retry")
    assert services.make_all() == 1


@pytest.mark.parametrize("form", ["", "evidence"], ids=["unsaid", "evidence"])
def test_unsaid_is_evidence_and_another_word_is_refused(recorded: Stage, form: str) -> None:
    client = sign_in(recorded.cast.manager)
    assert client.post("/exports/new", {**wish(recorded.gate.code), "form": "whatever"}).status_code == 422
    assert not Export.objects.exists()
    assert client.post("/exports/new", {**wish(recorded.gate.code), "form": form}).status_code == 302
    assert Export.objects.get().form == "evidence"
