"""A hundred megabytes of real video with a tip, beside it strings that break programs: a real server takes it without
growing, keeps it to the byte, and says in one sentence when it is too long (R24(2))."""

from __future__ import annotations

import hashlib
import html
import http.client
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import av
import pytest

from beholden.cli.tests.running import Running, beholden
from beholden.registry.tips import media
from beholden.registry.tips.tests.naughty import STRINGS
from tests.clips import clip

MB = 1024 * 1024
GROWTH = 32 * MB  # of the web at its highest; measured 9 MB for four videos, three of them at once
CODE = re.compile(r'receipt-code"[^>]*>([0-9A-Z-]+)<')


def video(path: Path, size: int) -> Path:
    """A clip again and again until it is a little over ``size``: a real file that plays."""
    words = ["ffmpeg", "-v", "error", "-stream_loop", "-1", "-i", str(clip("h264-small"))]
    subprocess.run([*words, "-c", "copy", "-fs", str(size), str(path)], check=True, timeout=120)
    return path


class Web:
    """The server's web, as a phone without an account meets it."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.port = running.port

    def processes(self) -> list[Path]:
        """The web's processes: the one that listens and its worker."""
        first, found = self.running.children()["web"], []
        for one in Path("/proc").iterdir():
            try:
                parent = int((one / "stat").read_text().rpartition(")")[2].split()[1]) if one.name.isdigit() else 0
            except OSError:
                continue
            if parent == first or one.name == str(first):
                found.append(one)
        assert len(found) >= 2
        return found

    def highest(self, *, forget: bool = False) -> int:
        """The most memory it has held since it was last asked to forget, in bytes."""
        total = 0
        for one in self.processes():
            status = (one / "status").read_text()
            total += int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024  # type: ignore[index]
            if forget:
                (one / "clear_refs").write_text("5")
        return total

    def report(self, file: Path, **typed: str) -> tuple[int, str]:
        """Fill in the form with a file, read from the disk while it goes."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        connection.request("GET", "/tip/report?subject=install_forbidden_area")
        answer = connection.getresponse()
        page, cookie = answer.read().decode(), answer.headers["Set-Cookie"].split(";")[0]
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
        fields = {
            **hidden,
            "subject": "install_forbidden_area",
            "words": "三层女更衣室天花板的烟感器里有镜头。",
            "county": "130203",
            "place": "北新道 1 号",
            **typed,
        }
        mark = uuid.uuid4().hex
        head = "".join(
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields.items()
        )
        head += f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="IMG_王小明.mov"\r\n'
        start, end = (head + "Content-Type: text/plain\r\n\r\n").encode("utf-8"), f"\r\n--{mark}--\r\n".encode()

        def body() -> Iterator[bytes]:
            yield start
            with file.open("rb") as source:
                while piece := source.read(256 * 1024):
                    yield piece
            yield end

        length = len(start) + file.stat().st_size + len(end)
        headers = {"Content-Type": f"multipart/form-data; boundary={mark}", "Content-Length": str(length)}
        connection.request("POST", "/tip/report", body(), {**headers, "Cookie": cookie})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, text


@pytest.fixture(scope="module")
def web(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    data = tmp_path_factory.mktemp("tip") / "data"
    data.mkdir()
    environ = {**os.environ, "BEHOLDEN_DATA": str(data)}
    environ.pop("DATABASE_URL", None)
    words = [sys.executable, "-m", "tests.faults.peopled"]
    subprocess.run(words, cwd=root, env=environ, check=True, timeout=120)
    with beholden("up", "--only", "web", "--port", "0", "--workers", "1", data=data) as running:
        found = Web(running)
        small = data.parent / "small.mp4"
        small.write_bytes(clip("h264-small").read_bytes())
        assert found.report(small)[0] == 201  # everything is loaded once before anything is measured
        yield found
        running.end()


@pytest.mark.server
@pytest.mark.timeout(240)
def test_it_is_kept_to_the_byte_and_the_server_does_not_grow(web: Web, tmp_path: Path) -> None:
    path = video(tmp_path / "long.mp4", 99 * MB)
    size, digest = path.stat().st_size, hashlib.sha256(path.read_bytes()).hexdigest()
    assert 98 * MB < size <= media.LARGEST_VIDEO
    web.highest(forget=True)
    calm = web.highest()
    nasty = {"words": " ".join(STRINGS)[:1_800], "place": STRINGS[21][:100], "contact": STRINGS[23][:60]}
    status, page = web.report(path, **nasty)
    assert status == 201, page[:2_000]
    assert CODE.search(page)
    with ThreadPoolExecutor(3) as several:  # three at once: bounded for all of them together
        again = list(
            several.map(lambda number: web.report(path, words=f"第 {number} 次举报：更衣室有镜头。"), range(3))
        )
    assert [status for status, _page in again] == [201] * 3
    grown = web.highest() - calm
    assert grown < GROWTH, f"the web grew by {grown // MB} MB, from {calm // MB} MB"

    kept = web.running.data / "tips" / digest[:2] / digest
    assert kept.stat().st_size == size  # the same file four times: it lies there once
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == digest
    assert not list((web.running.data / "tips").glob(".*.part"))
    with av.open(str(kept)) as played:
        assert next(played.decode(video=0)).width > 0


@pytest.mark.server
@pytest.mark.timeout(240)
def test_one_that_is_too_long_is_refused_in_a_sentence_and_no_word_is_lost(web: Web, tmp_path: Path) -> None:
    path = video(tmp_path / "too-long.mp4", media.LARGEST_VIDEO + MB)
    assert path.stat().st_size > media.LARGEST_VIDEO
    before = sorted((web.running.data / "tips").rglob("*"))
    web.highest(forget=True)
    calm = web.highest()
    words = "更衣室里有镜头 <script>alert(0)</script> \\ %(name)s {{ 7*7 }}"
    status, page = web.report(path, words=words)
    assert status == 422
    assert "文件太大：照片每张最大 20 MB，视频最大 100 MB。文字都还在，请换小一些的文件。" in page
    assert words in html.unescape(page)
    assert "<script>alert" not in page
    assert web.highest() - calm < GROWTH
    assert sorted((web.running.data / "tips").rglob("*")) == before

    text = tmp_path / "renamed.mp4"
    text.write_bytes(b"MZ" + path.read_bytes()[: 8 * MB])
    status, page = web.report(text)
    assert status == 422
    assert "有一个文件不是照片或者视频" in page
