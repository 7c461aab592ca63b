"""`beholden record` used wrongly: one line, exit code two, and nothing is written."""

from __future__ import annotations

import hashlib
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from beholden.cli import main
from beholden.engines.video import emulator
from tests.clips import clip

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


SAFE = "rtsps://127.0.0.1:1/x"
PIN = "AB:" * 31 + "AB"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([SAFE, "--ca", "nowhere.pem"], "--ca nowhere.pem is no file with certificates in PEM form"),
        ([SAFE, "--ca", "/"], "--ca / is no file with certificates"),
        ([SAFE, "--ca", "/dev/zero"], "--ca /dev/zero is no file with certificates"),
        ([SAFE, "--ca", __file__], "is no file with certificates in PEM form"),
        ([URL, "--ca", "system"], "camera '127.0.0.1-1-x' has no certificate; only rtsps://"),
        ([f"a={SAFE}", f"b={URL}", "--pin", f"b={PIN}"], "camera 'b' has no certificate"),
        ([f"a={SAFE}", f"b={SAFE}2", "--pin", PIN], "say whose certificate it is: --pin NAME=SHA256"),
        ([f"a={SAFE}", "--pin", f"c={PIN}"], "camera 'c' is not among those to record"),
        ([f"a={SAFE}", "--pin", PIN, "--pin", f"a={PIN}"], "camera 'a' is pinned twice"),
        ([SAFE, "--pin", "ab" * 20], "has 64 hexadecimal digits"),
        ([SAFE, "--pin", ""], "has 64 hexadecimal digits"),
        ([SAFE, "--pin", PIN, "--udp"], "over UDP no certificate is verified"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_certificate_that_could_not_be_verified_is_refused_before_anything_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    into = tmp_path / "footage-here"
    assert main(["record", *words, "--into", str(into)]) == 2
    heard = capsys.readouterr().err
    assert said in heard
    assert heard.count("\n") == 1
    assert not into.exists()


@pytest.mark.server
def test_a_camera_is_recorded_only_while_it_shows_the_certificate_it_must(tmp_path: Path) -> None:
    with emulator.serve([clip("h264-small")], tls=True) as cameras:
        url = cameras.urls[0]
        shown = ssl.get_server_certificate(("127.0.0.1", int(url.split(":")[2].split("/")[0])))
        own = tmp_path / "own.pem"
        own.write_text(shown)
        digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(shown)).hexdigest()

        def recorded(name: str, *words: str) -> subprocess.CompletedProcess[str]:
            command = [sys.executable, "-m", "beholden.cli", "record", f"a={url}", "--into", str(tmp_path / name)]
            return subprocess.run([*command, "--for", "4", *words], capture_output=True, text=True, timeout=60)

        spaced = ":".join(digest.upper()[place : place + 2] for place in range(0, 64, 2))
        for name, words in (("pinned", ("--pin", f"a={spaced}")), ("vouched", ("--ca", str(own)))):
            done = recorded(name, *words)
            assert (done.returncode, done.stderr) == (0, "")
            assert list((tmp_path / name / "footage" / "a").rglob("*.mp4"))
        for name, words in (("other", ("--pin", "0" * 64)), ("unknown", ("--ca", "system"))):
            done = recorded(name, *words)
            assert done.returncode == 1
            assert "The camera's certificate was not accepted" in done.stderr
            assert not list((tmp_path / name).rglob("*.mp4"))
            assert name != "other" or digest in done.stderr
