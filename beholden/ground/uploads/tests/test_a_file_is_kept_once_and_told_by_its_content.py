"""What is handed in lies once under its hash or not at all; what it is, its content says; it is given out to save."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.http import Http404

from beholden.ground.acts.refusals import Refused
from beholden.ground.uploads import MB, Shelf, Takes, media_type, named, papers

SHELF = Shelf("letters")
PDF = b"%PDF-1.7\n" + b"x" * 200
TAKES = papers(1 * MB)


@pytest.fixture(autouse=True)
def data(settings: Any, tmp_path: Path) -> Path:
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    return tmp_path / "data"


def lying(data: Path) -> list[Path]:
    return [path for path in data.rglob("*") if path.is_file()]


def test_the_same_content_in_any_pieces_lies_there_once(data: Path) -> None:
    kept = SHELF.keep([PDF], TAKES)
    assert kept == (hashlib.sha256(PDF).hexdigest(), len(PDF), "application/pdf")
    assert SHELF.keep((PDF[at : at + 1] for at in range(len(PDF))), TAKES, kept.sha256) == kept
    assert lying(data) == [SHELF.where(kept.sha256)]
    assert SHELF.where(kept.sha256).read_bytes() == PDF
    assert stat.S_IMODE((data / "letters").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("content", "expected", "code", "words"),
    [
        ([], "", "bad_file", "不是 PDF"),
        ([b"%PD"], "", "bad_file", "不是 PDF"),
        ([b"MZ" + b"x" * 900], "", "bad_file", "不是 PDF"),
        ([PDF, b"x" * MB], "", "too_large", "最大 1 MB"),
        ([PDF], "0" * 64, "damaged", "哈希不一致"),
    ],
    ids=["empty", "short", "program", "large", "damaged"],
)
def test_what_is_not_taken_leaves_nothing(
    data: Path, content: list[bytes], expected: str, code: str, words: str
) -> None:
    with pytest.raises(Refused, match=words) as refused:
        SHELF.keep(content, TAKES, expected)
    assert (refused.value.code, refused.value.field) == (code, "file")
    assert lying(data) == []


def test_reading_stops_where_it_is_clear_and_a_broken_line_leaves_nothing(data: Path) -> None:
    taken = []

    def pieces(first: bytes) -> Iterator[bytes]:
        for piece in [first, *[b"x" * MB] * 5]:
            taken.append(len(piece))
            yield piece

    for first in (b"MZ" + b"x" * 900, PDF):
        taken.clear()
        with pytest.raises(Refused):
            SHELF.keep(pieces(first), TAKES)
        assert len(taken) <= 2

    def broken() -> Iterator[bytes]:
        yield PDF
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        SHELF.keep(broken(), TAKES)
    assert lying(data) == []


def test_each_kind_has_its_own_most_and_its_own_words() -> None:
    takes = Takes({"image/png": 100, "video/mp4": 1_000}, "neither", "files", "too much")
    png, mp4 = b"\x89PNG\r\n\x1a\n", b"\0\0\0\x18ftypisom"
    assert SHELF.keep([mp4 + b"x" * 500], takes).media_type == "video/mp4"
    for content, says in ((png + b"x" * 500, "too much"), (PDF, "neither"), (mp4 + b"x" * 1_000, "too much")):
        with pytest.raises(Refused, match=says) as refused:
            SHELF.keep([content], takes)
        assert refused.value.field == "files"


@pytest.mark.parametrize(
    ("head", "media"),
    [
        (b"%PDF-1.4", "application/pdf"),
        (b"\xff\xd8\xff\xe1", "image/jpeg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"RIFF\0\0\0\0AVI LIST", "video/x-msvideo"),
        (b"RIFF\0\0\0\0WAVEfmt ", ""),
        (b"\0\0\0\x18ftypheic", "image/heic"),
        (b"\0\0\0\x14ftypqt  ", "video/quicktime"),
        (b"\0\0\0\x18ftypmp42", "video/mp4"),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x84webm", "video/webm"),
        (b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\x82\x88matroska", "video/x-matroska"),
        (b"<html>%PDF-", ""),
        (b"", ""),
    ],
)
def test_a_file_is_what_it_begins_with(head: bytes, media: str) -> None:
    assert media_type(head) == media


def test_a_name_makes_no_path_and_ends_as_the_content_does() -> None:
    assert named("../../etc/授权书.exe", "application/pdf") == "etc授权书.pdf"
    assert named("...", "image/png") == "材料.png"
    assert named("a\u202egpj" + "长" * 300, "image/jpeg") == ("agpj" + "长" * 300)[:80] + ".jpg"


def test_it_is_given_out_to_be_saved_and_by_a_word_that_soon_is_none() -> None:
    kept = SHELF.keep([PDF], TAKES)
    answer = SHELF.handed_out(kept.sha256, "授权书.pdf", kept.media_type)
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[arg-type]
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    for gone in ("", "0" * 64):
        with pytest.raises(Http404):
            SHELF.handed_out(gone, "x.pdf", "application/pdf")
    with time_machine.travel("2026-11-22T12:00:00Z", tick=False):
        word = SHELF.token("a-1")
        assert SHELF.opened(word) == "a-1"
    with time_machine.travel("2026-11-22T12:05:01Z", tick=False), pytest.raises(Http404):
        SHELF.opened(word)
    for other in (Shelf("others").token("a-1"), word + "x", ""):
        with pytest.raises(Http404):
            SHELF.opened(other)
