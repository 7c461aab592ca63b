"""`beholden sample redraw`: a stranger repeats a draw with the file alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from beholden.cli import main
from beholden.engines.sampling.tests.test_a_draw_can_be_repeated import drawn


def test_a_draw_is_repeated_and_a_changed_one_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "draw.json"
    file.write_text(json.dumps(drawn().as_dict()), encoding="utf-8")
    assert main(["sample", "redraw", str(file)]) == 0
    assert "the sample holds:" in capsys.readouterr().out
    assert main(["sample", "redraw", str(file), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["verdict"], told["sample"]) == ("holds", list(drawn().sample))
    file.write_text(json.dumps({**drawn().as_dict(), "sample": list(drawn().population[:5])}), encoding="utf-8")
    assert main(["sample", "redraw", str(file)]) == 1
    assert "drawn again, the sample is another" in capsys.readouterr().out


def test_what_is_no_draw_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "draw.json"
    file.write_bytes(b"\x00\xff")
    assert main(["sample", "redraw", str(file)]) == 2
    assert main(["sample", "redraw", str(tmp_path / "nothing")]) == 2
    assert main(["sample"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 3
    assert "not JSON" in said[0]
