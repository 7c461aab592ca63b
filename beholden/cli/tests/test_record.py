"""`beholden record` used wrongly: one line, exit code two, and nothing is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from beholden.cli import main

URL = "rtsp://127.0.0.1:1/x"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "--into"),
        (["http://127.0.0.1/x"], "The address is not usable: http://127.0.0.1/x"),
        (["rtsp://me:geheim-77@127.0.0.1:99999/x"], "The address is not usable: rtsp://127.0.0.1:99999/x"),
        ([f"../../x={URL}"], "'../../x' cannot name a folder"),
        ([f"😀={URL}"], "cannot name a folder"),
        ([f"{'a' * 300}={URL}"], "cannot name a folder"),
        ([f"a={URL}", f"a={URL}2"], "two cameras are named 'a'"),
        ([URL, "--for", "0"], "is not a whole number of seconds"),
        ([URL, "--for", "9" * 20], "is not a whole number of seconds"),
        ([URL, "--segment", "soon"], "'soon' is not a whole number of seconds"),
    ],
)
def test_wrong_use_is_one_line_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    into = tmp_path / "footage-here"
    assert main(["record", *words, *(["--into", str(into)] if words else [])]) == 2
    heard = capsys.readouterr()
    assert said in heard.err
    assert "geheim" not in heard.err
    assert (heard.out, heard.err.count("\n")) == ("", 1)
    assert not into.exists()


def test_a_folder_that_is_none_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("")
    for into, said in (("", "--into names no folder"), (str(tmp_path / "file"), "cannot record into")):
        assert main(["record", URL, "--into", into, "--for", "1"]) == 2
        assert said in capsys.readouterr().err
