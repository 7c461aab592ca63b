"""Who may look: Basic, Digest MD5, Digest SHA-256, nobody else."""

from __future__ import annotations

import pytest

from beholden.engines.video import emulator
from beholden.engines.video.emulator.signin import Gate, Scheme
from beholden.engines.video.emulator.tests.viewer import Viewer
from tests.clips import clip

# RFC 7616, 3.9.1: the worked example, with its realm and nonce.


@pytest.mark.server
@pytest.mark.parametrize("scheme", ["digest", "digest-sha256", "basic"])
def test_the_right_password_plays_and_a_wrong_one_does_not(scheme: Scheme) -> None:
    with emulator.serve([clip("short")], user="admin", password="p:ss", auth=scheme) as cameras:
        with Viewer(cameras.urls[0], "admin", "p:ss") as viewer:
            viewer.play()
            assert viewer.packets(0.3)
        for user, password in (("admin", "wrong"), ("other", "p:ss"), ("admin", "")):
            with Viewer(cameras.urls[0], user, password) as viewer:
                assert viewer.ask("DESCRIBE").status == 401
                assert viewer.ask("SETUP", Transport="RTP/AVP/TCP;interleaved=0-1").status == 401
        assert cameras.stats[0].sessions == 1


@pytest.mark.server
def test_without_a_password_everybody_may_look() -> None:
    with emulator.serve([clip("short")]) as cameras, Viewer(cameras.urls[0]) as viewer:
        assert viewer.ask("OPTIONS").status == 200
        viewer.play()
        assert viewer.packets(0.3)


@pytest.mark.server
def test_an_old_nonce_is_stale_and_a_new_one_serves() -> None:
    with (
        emulator.serve([(clip("short"), "stale=0.2")], user="a", password="b") as cameras,
        Viewer(cameras.urls[0], "a", "b") as viewer,
    ):
        viewer.play()
        viewer.packets(0.4)
        stale = viewer._ask_once("GET_PARAMETER", cameras.urls[0], {})
        assert stale.status == 401
        assert "stale=true" in stale.headers["www-authenticate"]
        assert viewer.ask("GET_PARAMETER").status == 200


def test_digest_without_qop_is_accepted_as_old_clients_send_it() -> None:
    import hashlib
    import re

    def md5(text: str) -> str:
        return hashlib.md5(text.encode()).hexdigest()

    gate = Gate("digest", "u", "p")
    found = re.search(r'nonce="(\w+)"', gate.challenge(1.0))
    assert found
    answer = md5(f"{md5('u:IP Camera:p')}:{found[1]}:{md5('DESCRIBE:rtsp://h/1')}")
    header = f'Digest username="u", realm="IP Camera", nonce="{found[1]}", uri="rtsp://h/1", response="{answer}"'
    assert gate.check("DESCRIBE", header, 2.0, None) == "in"
    assert gate.check("SETUP", header, 2.0, None) == "out"
    assert gate.check("DESCRIBE", header, 2.0, 0.5) == "stale"


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic !!!",
        "Digest",
        'Digest nonce=""',
        'Digest nonce="é"',
        "Bearer x",
        'Digest username="u", nonce="' + "9" * 32,
    ],
)
def test_damaged_headers_stay_outside(header: str) -> None:
    for scheme in ("basic", "digest", "digest-sha256"):
        assert Gate(scheme, "u", "p").check("DESCRIBE", header, 1.0, None) == "out"


def test_a_nonce_of_another_server_opens_nothing() -> None:
    one, other = Gate("digest", "u", "p"), Gate("digest", "u", "p")
    assert one._issued(one._nonce(5.0)) == 5.0
    assert other._issued(one._nonce(5.0)) is None
