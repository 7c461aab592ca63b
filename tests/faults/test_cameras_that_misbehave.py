"""Cameras with every fault there is, and healthy ones between them, in one recorder process.

Each faulty camera gives one clear sentence or whole frames; the healthy ones lose not a single frame; memory stays
bounded.
"""

from __future__ import annotations

import itertools
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import av
import pytest

from beholden.engines.video import emulator
from beholden.engines.video.emulator import Count
from tests.clips import clip, read_number
from tests.peers import ffmpeg

pytestmark = [pytest.mark.server, pytest.mark.timeout(180)]

SECONDS: Final = 27
CLIP: Final = "h264-gop25"
# name -> fault. The first and the last camera are healthy, and so is one in the middle.
CAMERAS: Final = {
    "good-first": "",
    "drop": "drop=0.05",
    "corrupt": "corrupt=0.02",
    "reorder": "reorder=0.05",
    "duplicate": "duplicate=0.05",
    "jitter": "jitter=200ms",
    "stall": "stall=3:12",
    "half-open": "half-open=3",
    "close": "close=3",
    "clock": "clock=+3600",
    "parameters": "parameters=4",
    "slow-loris": "slow-loris=1",
    "good-middle": "",
    "huge-sdp": "huge-sdp",
    "garbage": "garbage",
    "some-garbage": "garbage=5000",
    "not-rtsp": "not-rtsp",
    "audio-only": "audio-only",
    "mjpeg": "mjpeg",
    "redirect": "redirect",
    "silent": "silent",
    "wrong-ssrc": "wrong-ssrc",
    "no-marker": "no-marker",
    "no-timestamps": "no-timestamps",
    "renumber": "renumber",
    "stale": "stale=2",
    "wrap": "wrap=4",
    "good-last": "",
}
# Faults that a recorder can put right completely: every frame sent is recorded, once, in order.
PUT_RIGHT: Final = ("reorder", "duplicate", "jitter", "clock", "no-marker", "renumber", "stale", "wrap")
HEALTHY: Final = ("good-first", "good-middle", "good-last")
# name -> (code, what the sentence must hold)
REFUSED: Final = {
    "huge-sdp": ("too_large", "too large"),
    "garbage": ("malformed", "makes no sense"),
    "not-rtsp": ("not_rtsp", "does not speak RTSP"),
    "audio-only": ("no_video", "only audio"),
    "mjpeg": ("codec", "MJPEG"),
    "redirect": ("redirect", "not followed"),
    "silent": ("silent", "No video data"),
    "slow-loris": ("unreachable", "No answer"),
}


@dataclass
class Outcome:
    """What there was to see: a status a second, the sentences, the files, the senders' counts, kilobytes of memory."""

    into: Path
    history: list[dict[str, Any]] = field(default_factory=list)
    sentences: str = ""
    counts: dict[str, Count] = field(default_factory=dict)
    memory: list[int] = field(default_factory=list)

    def files(self, name: str) -> list[Path]:
        return sorted((self.into / "footage" / name).rglob("*.mp4"))

    def frames(self, name: str) -> list[str]:
        """MD5 of every recorded frame's slices, in order."""
        return [packet.md5 for path in self.files(name) for packet in ffmpeg.packets(path)]

    def states(self, name: str) -> list[str]:
        return [now[name]["state"] for now in self.history if name in now]

    def codes(self, name: str) -> set[str]:
        return {now[name]["error"]["code"] for now in self.history if name in now and now[name]["error"]}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    """One recording of all cameras at once."""
    seen = Outcome(tmp_path_factory.mktemp("faults"))
    files = [(clip(CLIP), fault) for fault in CAMERAS.values()]
    with emulator.serve([*files, clip("h264-small")], user="u", password="p", session_timeout=6) as cameras:
        urls = [url.replace("//", "//u:p@") for url in cameras.urls]
        named = [f"{name}={url}" for name, url in zip(CAMERAS, urls, strict=False)]
        words = [sys.executable, "-m", "beholden.cli", "record", *named, "--into", str(seen.into)]
        with subprocess.Popen(words, stderr=subprocess.PIPE, text=True) as recorder:
            try:
                _watch(recorder.pid, seen)
            finally:
                recorder.send_signal(signal.SIGINT)
                _, seen.sentences = recorder.communicate(timeout=20)
        seen.counts = dict(zip(CAMERAS, cameras.stats, strict=False))
        assert recorder.returncode == 1, seen.sentences  # some cameras gave no footage
    yield seen


def _watch(pid: int, seen: Outcome) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        time.sleep(0.5)
        status = seen.into / "run" / "recorder.json"
        if status.exists():
            seen.history.append(json.loads(status.read_text())["cameras"])
            seen.memory.append(_memory(pid))


def _memory(pid: int) -> int:
    """Resident kilobytes of the recorder and its workers."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    lines = (line for one in (pid, *children) for line in Path(f"/proc/{one}/status").read_text().splitlines())
    return sum(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def _sent(outcome: Outcome, name: str) -> list[str]:
    """MD5 of every frame that the camera sent in its only run."""
    source = [packet.md5 for packet in ffmpeg.packets(clip(CLIP))]
    run = outcome.counts[name].runs[0]
    assert outcome.counts[name].sessions == 1, f"{name} was connected to {outcome.counts[name].sessions} times"
    return [source[number % len(source)] for number in range(run.first, run.last + 1)]


@pytest.mark.parametrize("name", [*HEALTHY, *PUT_RIGHT])
def test_not_a_frame_is_lost_doubled_or_moved(outcome: Outcome, name: str) -> None:
    sent, got = _sent(outcome, name), outcome.frames(name)
    assert got == sent[: len(got)]
    assert len(sent) - len(got) <= 5  # under way when the recorder stopped
    assert len(got) > 500
    assert outcome.codes(name) == set()


@pytest.mark.parametrize("name", REFUSED)
def test_a_camera_that_cannot_be_used_gets_one_sentence_with_the_reason(outcome: Outcome, name: str) -> None:
    code, words = REFUSED[name]
    assert outcome.codes(name) == {code}
    lines = [line for line in outcome.sentences.splitlines() if line.startswith(f"{name}: ")]
    assert len(lines) == 1
    assert words in lines[0]
    assert "u:p@" not in outcome.sentences
    assert outcome.files(name) == []


def test_nothing_but_sentences_is_printed(outcome: Outcome) -> None:
    lines = [line for line in outcome.sentences.splitlines() if line]
    assert lines
    assert all(line.partition(": ")[0] in CAMERAS for line in lines), outcome.sentences
    assert "Traceback" not in outcome.sentences


@pytest.mark.parametrize("name", ["drop", "corrupt"])
def test_a_bad_network_costs_the_frames_it_hit_and_no_others(outcome: Outcome, name: str) -> None:
    sent, got = _sent(outcome, name), outcome.frames(name)
    whole = set(sent)
    assert outcome.codes(name) == set()
    assert 0.5 * len(sent) < len(got) <= len(sent)
    if name == "drop":
        places = iter(sent)
        assert all(frame in places for frame in got)  # in order, each whole
        assert outcome.history[-1][name]["lost"] > 50
    else:
        assert sum(frame in whole for frame in got) > 0.6 * len(got)


def test_garbage_that_ends_costs_no_more_than_the_frames_up_to_the_next_key_frame(outcome: Outcome) -> None:
    sent, got = _sent(outcome, "some-garbage"), outcome.frames("some-garbage")
    missing = sent.index(got[0])
    assert missing <= 25
    assert got == sent[missing:][: len(got)]
    assert len(sent) - missing - len(got) <= 5
    assert outcome.codes("some-garbage") == set()


def test_a_dropped_packet_never_shows_a_wrong_number(outcome: Outcome) -> None:
    for path in outcome.files("drop"):
        numbers = _key_numbers(path)
        assert numbers and all(number % 25 == 0 for number in numbers)


def _key_numbers(path: Path) -> list[int]:
    """The numbers that the key frames of a file show."""
    with av.open(str(path)) as container:
        container.streams.video[0].codec_context.skip_frame = "NONKEY"
        return [read_number(frame.to_image()) for frame in container.decode(video=0)]


@pytest.mark.parametrize("name", ["stall", "half-open"])
def test_a_camera_that_falls_silent_is_noticed_and_comes_back(outcome: Outcome, name: str) -> None:
    assert "silent" in outcome.codes(name)
    assert "lost" in outcome.states(name)
    assert f"{name}: No video data for 10 seconds" in outcome.sentences
    assert outcome.counts[name].sessions >= 2
    assert len(outcome.files(name)) >= 2


def test_a_camera_that_hangs_up_is_called_again_soon(outcome: Outcome) -> None:
    assert outcome.codes("close") == {"closed"}
    assert outcome.counts["close"].sessions >= 5
    assert len(outcome.files("close")) >= 5
    got = len(outcome.frames("close"))
    assert outcome.counts["close"].frames - got <= 3 * outcome.counts["close"].sessions


def test_a_wrong_clock_is_told_and_dates_nothing(outcome: Outcome) -> None:
    offset = outcome.history[-1]["clock"]["clock_offset_us"]
    assert abs(offset / 1e6 - 3600) < 2
    assert abs(outcome.history[-1]["good-last"]["clock_offset_us"]) < 1e6
    folders = {path.parent.name for name in ("clock", "good-last") for path in outcome.files(name)}
    assert len(folders) == 1 or time.gmtime().tm_hour == 0


def test_a_new_size_begins_a_new_file_and_both_play(outcome: Outcome) -> None:
    sizes = []
    for path in outcome.files("parameters"):
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            sizes.append((stream.width, stream.height))
            assert [read_number(frame.to_image()) for frame in container.decode(stream)]
    assert sizes == [(640, 360), (320, 180)]
    assert len(outcome.frames("parameters")) >= outcome.counts["parameters"].frames - 5


def test_a_foreign_ssrc_is_taken_after_a_moment_and_frames_without_time_are_spaced(outcome: Outcome) -> None:
    for name in ("wrong-ssrc", "no-timestamps"):
        assert outcome.states(name)[-1] == "recording"
        sent, got = _sent(outcome, name), outcome.frames(name)
        assert len(got) > len(sent) - 60
        assert got == sent[len(sent) - len(got) - _tail(sent, got) :][: len(got)]
    times = [packet.seconds for path in outcome.files("no-timestamps") for packet in ffmpeg.packets(path)]
    steps = [float(b - a) for a, b in itertools.pairwise(times) if a is not None and b is not None]
    assert all(0.02 < step < 0.08 for step in steps)


def _tail(sent: list[str], got: list[str]) -> int:
    """How many frames were under way when the recorder stopped."""
    return next(n for n in range(6) if sent[len(sent) - 1 - n] == got[-1])


def test_memory_stays_bounded(outcome: Outcome) -> None:
    warm, late = outcome.memory[len(outcome.memory) // 3], max(outcome.memory[-5:])
    assert late < 250_000
    assert late - warm < 25_000
