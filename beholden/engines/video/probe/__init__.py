"""What is behind a camera's address: asked before it is recorded (M10(5): a camera that is filed must really be seen).

`probe` plays a few seconds and says codec, size, rate and clock, or raises a CameraError that tells what to mend.
"""

from __future__ import annotations

from beholden.engines.video.probe.probing import probe
from beholden.engines.video.probe.result import Probe

__all__ = ["Probe", "probe"]
