"""Whatever a person calls a camera, no path, no register and no other camera suffers from it."""

from __future__ import annotations

import urllib.parse

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beholden.engines.video.segments import names
from beholden.ground.people.tests.cast import Cast
from beholden.ground.systems import codes, wording
from beholden.ground.systems.tests.declared import declare_camera, declare_system
from beholden.ground.systems.wording import Refused


def typed(value: str) -> str:
    return wording.text(value, field="name", label="名称", longest=100, needed=True)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("rtsp：／／192。168．1.9：554／流：1", ("rtsp://192.168.1.9/流：1", "", "")),
        ("rtsp://admin:密：码@192.168.1.9：8554/1", ("rtsp://192.168.1.9:8554/1", "admin", "密：码")),
    ],
    ids=["everywhere", "with a password"],
)
def test_punctuation_of_a_chinese_keyboard_leads_to_the_camera(typed: str, kept: tuple[str, str, str]) -> None:
    address, username, password = wording.camera_address(typed)
    assert (urllib.parse.unquote(address), username, password) == kept


@pytest.mark.parametrize(
    "name",
    [
        "../../x",
        "/etc/passwd",
        "大门 🚪👩‍👩‍👧",
        "a\\b",
        "'; DROP TABLE camera;--",
        "<script>",
        "كاميرا",
        "x" * 100,
        "%s%(a)s{0}",
    ],
)
def test_ugly_names_are_kept_as_typed(cast: Cast, name: str) -> None:
    camera = declare_camera(cast.manager, declare_system(cast.manager), name=name)
    camera.refresh_from_db()
    assert camera.name == name
    assert names.is_key(camera.code)
    assert codes.is_code(camera.code)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "请填写名称"),
        ("   ", "请填写名称"),
        ("长" * 300, "名称最长 100 个字，现在是 300 个"),
        ("a\x00b", "U\\+0000"),
        ("大门\u202e名假", "U\\+202E"),
        ("a\nb", "U\\+000A"),
    ],
)
def test_a_name_nobody_can_read_is_refused_in_one_sentence(name: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence) as caught:
        typed(name)
    assert caught.value.field == "name"
    assert "\n" not in str(caught.value)


@given(st.text(max_size=150))
def test_any_text_is_either_kept_or_refused_with_a_sentence(value: str) -> None:
    try:
        kept = typed(value)
    except Refused as refused:
        assert str(refused)
    else:
        assert 0 < len(kept) <= 100
        assert typed(kept) == kept


def test_codes_are_opaque_and_never_the_same() -> None:
    many = {codes.camera_code() for _ in range(5000)}
    assert len(many) == 5000
    assert all(codes.is_code(code) and names.is_key(code) for code in many)
    assert not any(
        codes.is_code(text) for text in ("c-../../etc", "c-ABCDEFGHJK", "x-abcdefghjk", "c-abc", "c-abcdefghjk\n")
    )


@pytest.mark.parametrize(
    "address", ["", "http://192.168.1.1/", "rtsp://", "file:///etc/passwd", "rtsp://h:99999/", "x" * 600]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(Refused) as caught:
        wording.camera_address(address)
    assert caught.value.field == "url"
    assert "\n" not in str(caught.value)
