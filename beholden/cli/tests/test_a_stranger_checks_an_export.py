"""`beholden verify FOLDER` of an export of footage: proven, or what was done to it, and never by the code in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from beholden.cli import main
from beholden.engines.packaging.tests.made import make
from beholden.engines.packaging.tests.tampering import bit_flipped


def test_an_export_is_proven_or_what_was_done_to_it_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make(tmp_path)
    (made.folder / "verify.py").write_text("print('proven')\n")
    keys = ["--key", made.key, "--key", made.footage_key, "--witness", made.witness]
    assert main(["verify", str(made.folder), *keys]) == 0
    assert capsys.readouterr().out.endswith("proven\n")
    bit_flipped(made.folder)
    assert main(["verify", str(made.folder)]) == 1
    told = capsys.readouterr().out
    assert "✗ [k-gate · 2026-11-21 14:00:30+08:00 · 2026-11-21 14:01:00+08:00]" in told
    assert told.endswith("not proven\n")
    (made.folder / "manifest.json").write_text("{}")
    assert main(["verify", str(made.folder)]) == 2
