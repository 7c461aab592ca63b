"""A player that knows nothing of Beholden shows exactly the recorded frames."""

from __future__ import annotations

import hashlib
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import av
import pytest

from beholden.engines.video import hls
from beholden.engines.video.index import Index
from beholden.engines.video.segments.tests import made

SECOND = 1_000_000


@contextmanager
def served(index: Index, low: int, high: int, kinds: frozenset[str]) -> Iterator[str]:
    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/index.m3u8":
                body = hls.playlist(
                    index, index.root, "gate", low, high, lambda row, first, last: f"/{row.id}/{first}-{last}.m4s",
                    lambda row: f"/init/{row.id}.mp4",
                ).encode()  # fmt: skip
            elif match := re.fullmatch(r"/init/(\d+)\.mp4", self.path):
                row = index.get(int(match[1]))
                assert row is not None
                body = hls.init(index.root, row, kinds)
            else:
                match = re.fullmatch(r"/(\d+)/(\d+)-(\d+)\.m4s", self.path)
                assert match
                row = index.get(int(match[1]))
                assert row is not None
                body = hls.media(index.root, row, int(match[2]), int(match[3]), kinds)
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/index.m3u8"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def decoded(paths: list[Path]) -> list[str]:
    found = []
    for path in paths:
        with av.open(str(path)) as container:
            found += [hashlib.md5(bytes(frame.planes[0])).hexdigest() for frame in container.decode(video=0)]
    return found


@pytest.mark.server
@pytest.mark.parametrize(
    ("codec", "kinds"), [("h264", frozenset({"video"})), ("h264", hls.KINDS), ("h265", frozenset({"video"}))]
)
def test_every_frame_of_several_files_is_shown_once_and_exactly(
    tmp_path: Path, codec: str, kinds: frozenset[str]
) -> None:
    clip = made.pictures(12, fps=25, gop=25, bframes=2, sound="aac", codec=codec)
    with Index(tmp_path / "index.sqlite") as index:
        rows = made.record(tmp_path, clip, length=5).rows
        index.take(rows)
        source = decoded([tmp_path / row.path for row in rows])
        assert len(source) == 300
        with served(index, made.T0, made.T0 + 12 * SECOND, kinds) as address, av.open(address) as container:
            streams = {stream.type for stream in container.streams}
            frames = list(container.decode(video=0))
            shown = [hashlib.md5(bytes(frame.planes[0])).hexdigest() for frame in frames]
    assert streams == kinds
    assert [made.number_in(frame) for frame in frames] == list(range(300))
    assert shown == source


@pytest.mark.server
def test_ffmpeg_plays_the_tail_of_a_file_that_is_still_open(tmp_path: Path) -> None:
    with Index(tmp_path / "index.sqlite") as index:
        recorded = made.record(tmp_path, made.pictures(12), length=5, leave_open=True)
        index.take(recorded.rows)
        with served(index, made.T0 + 8 * SECOND, made.T0 + 12 * SECOND, frozenset({"video"})) as address:
            done = subprocess.run(
                ["ffmpeg", "-v", "error", "-i", address, "-f", "framemd5", "-"],
                capture_output=True,
                timeout=60,
                check=True,
            )
    assert done.stderr == b""
    assert len([line for line in done.stdout.splitlines() if not line.startswith(b"#")]) == 40
