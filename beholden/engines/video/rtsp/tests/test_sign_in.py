"""Signing in: the strongest way on offer, nonces that grow old, and a wrong password that is said once."""

from __future__ import annotations

import hashlib
import re

import pytest

from beholden.engines.video.errors import CameraError
from beholden.engines.video.rtsp.auth import SignIn, challenges
from beholden.engines.video.rtsp.tests.dialogue import URL, Asked, Dialogue, reply

_MD5 = 'Digest realm="cam", nonce="n1"'
_SHA = 'Digest realm="cam", nonce="n2", algorithm=SHA-256, qop="auth,auth-int", opaque="o"'


def _fields(header: str) -> dict[str, str]:
    return {m[1]: m[2] or m[3] for m in re.finditer(r'(\w+)=(?:"([^"]*)"|([^,\s]+))', header)}


class _Gate:
    """A server's side of digest, written from RFC 7616 alone."""

    def __init__(self, challenge: str, password: str = "secret") -> None:
        self.challenge, self.password = challenge, password
        self.refused = self.passed = 0

    def __call__(self, good: bytes, asked: Asked) -> bytes:
        if self._right(asked):
            self.passed += 1
            return good
        self.refused += 1
        return reply("401 Unauthorized", WWW_Authenticate=self.challenge)

    def _right(self, asked: Asked) -> bool:
        given = asked.headers.get("authorization", "")
        want = _fields(self.challenge)
        if self.challenge.startswith("Basic"):
            return given == "Basic YWRtaW46c2VjcmV0" and self.password == "secret"
        got = _fields(given)
        if got.get("nonce") != want["nonce"] or got.get("uri") != asked.url:
            return False
        make = hashlib.sha256 if "SHA-256" in want.get("algorithm", "").upper() else hashlib.md5

        def h(text: str) -> str:
            return make(text.encode()).hexdigest()

        a1 = h(f"admin:{want['realm']}:{self.password}")
        if want.get("algorithm", "").lower().endswith("-sess"):
            a1 = h(f"{a1}:{want['nonce']}:{got['cnonce']}")
        a2 = h(f"{asked.method}:{asked.url}")
        if "qop" in want:
            return got["response"] == h(f"{a1}:{want['nonce']}:{got['nc']}:{got['cnonce']}:auth:{a2}")
        return got["response"] == h(f"{a1}:{want['nonce']}:{a2}")


def _guarded(gate: _Gate, url: str = URL) -> Dialogue:
    talk = Dialogue(url=url)
    for method, good in list(talk.answers.items()):
        talk.answers[method] = lambda asked, good=good: gate(good(asked) if callable(good) else good, asked)
    return talk


@pytest.mark.parametrize(
    "challenge",
    [
        'Basic realm="cam"',
        _MD5,
        _MD5 + ', algorithm=MD5, qop="auth"',
        _MD5 + ", algorithm=md5-sess, qop=auth",
        _MD5 + ", algorithm=MD5-sess",
        _SHA,
        'Digest realm="cam", nonce="n3", algorithm=SHA-256-sess, qop="auth"',
        'Digest realm="IP Camera(23435)", nonce="a1b2", stale="FALSE"',
    ],
)
def test_each_way_to_sign_in_passes_after_one_refusal(challenge: str) -> None:
    gate = _Gate(challenge)
    talk = _guarded(gate).run()
    assert talk.session.playing
    assert (gate.refused, gate.passed) == (1, 5)
    assert all("secret" not in str(asked.headers) for asked in talk.asked)


@pytest.mark.parametrize("challenge", ['Basic realm="cam"', _MD5, _SHA])
def test_a_wrong_password_is_said_after_one_try(challenge: str) -> None:
    gate = _Gate(challenge, password="another")
    with pytest.raises(CameraError) as caught:
        _guarded(gate).run()
    assert caught.value.code == "unauthorised"
    assert "secret" not in caught.value.sentence("zh")
    assert gate.refused == 2


def test_without_a_password_nothing_is_tried() -> None:
    gate = _Gate(_MD5)
    with pytest.raises(CameraError, match="password is wrong"):
        _guarded(gate, url="rtsp://192.168.5.9/live").run()
    assert gate.refused == 1


def test_a_nonce_that_grows_old_in_mid_session_is_replaced() -> None:
    gate = _Gate(_MD5 + ', qop="auth"')
    talk = _guarded(gate).run()
    for turn in range(1, 4):
        gate.challenge = f'Digest realm="cam", nonce="later{turn}", qop="auth", stale=true'
        talk.now += 15
        talk.session.tick(talk.now)
        talk.run()
        assert talk.session.playing
        assert gate.refused == 1 + turn


def test_a_server_that_calls_every_nonce_stale_is_left_after_two_tries() -> None:
    talk = Dialogue({"DESCRIBE": reply("401 Unauthorized", WWW_Authenticate=_MD5 + ", stale=true")})
    with pytest.raises(CameraError, match="password is wrong"):
        talk.run()
    assert len([asked for asked in talk.asked if asked.method == "DESCRIBE"]) == 3


def test_of_several_challenges_the_strongest_is_answered_in_one_header_or_in_many() -> None:
    weak = 'Basic realm="a, Digest b"'
    for values in ([weak, _MD5, _SHA], [f"{weak}, {_SHA}, {_MD5}"], [_SHA + "," + weak]):
        sign_in = SignIn("admin", "secret", nonce_maker=lambda: "c")
        assert sign_in.take(values).parameters["nonce"] == "n2"
        header = sign_in.header("PLAY", "rtsp://x/") or ""
        assert "algorithm=SHA-256" in header
        assert 'opaque="o"' in header


@pytest.mark.parametrize(
    "values",
    [
        [],
        ["Negotiate"],
        ['Digest realm="x", nonce="y", algorithm=SHA-512-256'],
        ['Digest realm="x", nonce="y", qop="auth-int"'],
        ['Digest realm="x"'],
        ["=,=,="],
    ],
)
def test_what_cannot_be_answered_is_named(values: list[str]) -> None:
    with pytest.raises(CameraError) as caught:
        SignIn("admin", "secret").take(values)
    assert caught.value.code == "auth_scheme"


def test_the_example_of_rfc_7616() -> None:
    offered = (
        'Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=SHA-256, '
        'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
    )
    cnonce = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
    sign_in = SignIn("Mufasa", "Circle of Life", nonce_maker=lambda: cnonce)
    sign_in.take([offered])
    header = sign_in.header("GET", "/dir/index.html") or ""
    assert _fields(header)["response"] == "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"
    assert "nc=00000002" in (sign_in.header("GET", "/dir/index.html") or "")


def test_names_with_quotes_are_escaped_and_parameters_unescaped() -> None:
    (challenge,) = challenges(['Digest realm="a\\"b", nonce="n"'])
    assert challenge.parameters["realm"] == 'a"b'
    sign_in = SignIn('us"er', "x")
    sign_in.take(['Digest realm="a\\"b", nonce="n"'])
    assert 'username="us\\"er", realm="a\\"b"' in (sign_in.header("PLAY", "u") or "")
