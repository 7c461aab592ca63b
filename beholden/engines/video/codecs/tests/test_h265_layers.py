"""H.265 sets with sub-layers, tiers, odd profiles and timing."""

from __future__ import annotations

import pytest

from beholden.engines.video.codecs import h265
from beholden.engines.video.codecs.tests.writer import Writer
from beholden.engines.video.errors import CameraError


def _profile(
    w: Writer, sub_layers: int, *, space: int = 0, high: bool = False, number: int = 1, compatible: int = 0x60000000,
    constraints: int = 0x900000000000, level: int = 93,
) -> None:  # fmt: skip
    w.fixed(space, 2).fixed(high, 1).fixed(number, 5).fixed(compatible, 32).fixed(constraints, 48).fixed(level, 8)
    for _ in range(sub_layers):
        w.fixed(1, 1).fixed(1, 1)
    if sub_layers:
        w.fixed(0, 2 * (8 - sub_layers))
    for _ in range(sub_layers):
        w.fixed(0x55, 88).fixed(60, 8)


def _sps(
    sub_layers: int = 0, *, depth: int = 8, window: tuple[int, int, int, int] | None = None, **profile: int
) -> bytes:
    w = Writer().fixed(0, 4).fixed(sub_layers, 3).fixed(1, 1)
    _profile(w, sub_layers, **profile)  # type: ignore[arg-type]
    w.ue(0, 1, 640, 368).fixed(window is not None, 1)
    if window:
        w.ue(*window)
    w.ue(depth - 8, depth - 8, 4).fixed(1, 1)
    for layer in range(sub_layers + 1):
        w.ue(3, layer, 0)
    return w.ue(0, 0, 0).unit(b"\x42\x01")


def _vps(sub_layers: int, timing: tuple[int, int] | None) -> bytes:
    w = Writer().fixed(0, 4).fixed(3, 2).fixed(0, 6).fixed(sub_layers, 3).fixed(1, 1).fixed(0xFFFF, 16)
    _profile(w, sub_layers)
    w.fixed(0, 1).ue(3, 2, 0).fixed(1, 6).ue(2).fixed(0b1011, 4).fixed(timing is not None, 1)
    if timing:
        w.fixed(timing[0], 32).fixed(timing[1], 32)
    return w.fixed(0, 1).ue(0).unit(b"\x40\x01")


@pytest.mark.parametrize("sub_layers", [0, 1, 3, 6])
def test_sub_layers_are_stepped_over_and_the_highest_reordering_counts(sub_layers: int) -> None:
    found = h265.parse_sps(_sps(sub_layers, depth=10, window=(0, 2, 0, 4)))
    assert (found.width, found.height, found.bit_depth, found.chroma) == (636, 360, 10, 1)
    assert (found.reorder, found.sub_layers) == (sub_layers, sub_layers + 1)
    with pytest.raises(CameraError, match="damaged"):
        h265.parse_sps(_sps(sub_layers, window=(200, 200, 0, 0)))


@pytest.mark.parametrize(
    ("profile", "string"),
    [
        ({}, "hvc1.1.6.L93.90"),
        ({"high": True, "level": 153}, "hvc1.1.6.H153.90"),
        ({"space": 1, "number": 4, "compatible": 0x08000000, "constraints": 0}, "hvc1.A4.10.L93"),
        ({"constraints": 0xB00000000001}, "hvc1.1.6.L93.B0.0.0.0.0.1"),
        ({"number": 2, "compatible": 0x20000000}, "hvc1.2.4.L93.90"),
    ],
)
def test_codec_strings_of_all_kinds(profile: dict[str, int], string: str) -> None:
    assert h265.parse_sps(_sps(**profile)).codec_string == string


def test_timing_in_the_video_parameter_set() -> None:
    assert h265.parse_vps_fps(_vps(0, (1001, 30_000))) == pytest.approx(29.97, abs=0.01)
    assert h265.parse_vps_fps(_vps(2, (1, 25))) == 25.0
    assert h265.parse_vps_fps(_vps(1, None)) == 0.0
    assert h265.parse_vps_fps(_vps(1, (0, 25))) == 0.0
    with pytest.raises(CameraError, match="damaged"):
        h265.parse_vps_fps(_vps(0, (1, 25))[:24])
