"""A camera's URL: what is usable, what is not, and that no password is ever shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.engines.video.errors import CameraError
from beholden.engines.video.rtsp.address import parse, redact


@pytest.mark.parametrize(
    ("url", "host", "port", "path", "username", "password", "shown"),
    [
        ("rtsp://cam", "cam", 554, "/", "", "", "rtsp://cam/"),
        (
            "RTSP://Cam.local:8554/a/b?c=1&d=2",
            "Cam.local",
            8554,
            "/a/b?c=1&d=2",
            "",
            "",
            "rtsp://Cam.local:8554/a/b?c=1&d=2",
        ),
        ("rtsps://10.0.0.1/x", "10.0.0.1", 322, "/x", "", "", "rtsps://10.0.0.1/x"),
        ("rtsp://u:p@h/x", "h", 554, "/x", "u", "p", "rtsp://h/x"),
        ("rtsp://u:p%40%2F%3A@h/x", "h", 554, "/x", "u", "p@/:", "rtsp://h/x"),
        ("rtsp://u:p@ss:w@h:99/x", "h", 99, "/x", "u", "p@ss:w", "rtsp://h:99/x"),
        ("rtsp://u@h?q=1", "h", 554, "/?q=1", "u", "", "rtsp://h/?q=1"),
        ("rtsp://[fe80::1]:8554/x", "fe80::1", 8554, "/x", "", "", "rtsp://[fe80::1]:8554/x"),
        (" rtsp://h/通道 \n", "h", 554, "/%E9%80%9A%E9%81%93", "", "", "rtsp://h/%E9%80%9A%E9%81%93"),
        ("rtsp://h/x#part", "h", 554, "/x", "", "", "rtsp://h/x"),
    ],
)
def test_usable_addresses(url: str, host: str, port: int, path: str, username: str, password: str, shown: str) -> None:
    found = parse(url)
    assert (found.host, found.port, found.path, found.username, found.password) == (
        host,
        port,
        path,
        username,
        password,
    )
    assert found.shown == shown
    assert "password" not in repr(found)


@pytest.mark.parametrize(
    "url",
    ["", "cam", "http://cam/", "file:///etc/passwd", "rtsp:///x", "rtsp://:554/", "rtsp://h:0/", "rtsp://h:70000/", "rtsp://h:x/",
     "rtsp://h:/", "rtsp://a b/", "rtsp://h/a b", "rtsp://h/\r\nEvil: 1", "rtsp://h\x00/", "rtsp://[::1/x", "rtsp://[zz]/x",
     "rtsp://-h/", "rtsp://h/" + "x" * 3000, "rtsp://u:secret@/x", "rtspu://u:secret@h/", "rtsp://u:secret@h:99999/x",
     "u:secret@h"],
)  # fmt: skip
def test_unusable_addresses_get_one_sentence_without_a_password(url: str) -> None:
    with pytest.raises(CameraError) as caught:
        parse(url)
    assert caught.value.code == "address"
    for language in ("zh", "en"):
        assert "secret" not in caught.value.sentence(language)
        assert len(caught.value.sentence(language)) < 400


def test_credentials_beside_the_url_win() -> None:
    found = parse("rtsp://old:older@h/x", "new", "newer")
    assert (found.username, found.password) == ("new", "newer")
    assert parse("rtsp://old:older@h/x").username == "old"


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_a_camera_error(text: str) -> None:
    for url in (text, "rtsp://" + text):
        try:
            found = parse(url)
        except CameraError as error:
            assert error.code == "address"
            assert error.detail.isprintable()
        else:
            assert found.shown.isprintable()
            assert " " not in found.url


@given(st.text(alphabet=st.characters(exclude_characters="@/?#", min_codepoint=33), min_size=3, max_size=20))
def test_whatever_the_password_it_is_not_shown(password: str) -> None:
    assert redact(f"rtsp://user:{password}@camera:port/path") == "rtsp://camera:port/path"
