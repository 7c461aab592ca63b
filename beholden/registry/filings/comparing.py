"""What a change changes, side by side (M9): answers by their labels, cameras added, gone and altered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from beholden.ground.systems.models import PlaceCategory
from beholden.registry.filings.answers import CHOICES, EXTRA, FIELDS, FLAGS, SECRET
from beholden.registry.filings.cameras import words_of
from beholden.registry.filings.completeness import label
from beholden.registry.filings.kinds import Datum, FunctionType, StructureType
from beholden.registry.filings.models import Filing, FilingCamera
from beholden.registry.filings.papers import CAMERA_FIELDS

_QUIET: Final = frozenset({"change_reason", "letter_received", "id_checked"})
_SHOWN: Final = tuple(name for name in CAMERA_FIELDS if name not in ("number", "source"))
MOST: Final = 200  # cameras listed by name; the counts are always whole


@dataclass(frozen=True, slots=True)
class Change:
    """One thing before and after, as a person reads it."""

    name: str
    label: str
    before: str
    after: str


@dataclass(slots=True)
class Difference:
    """All that differs. The lists of cameras hold at most MOST names; ``counts`` are (added, gone, altered)."""

    answers: list[Change] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    altered: list[Change] = field(default_factory=list)
    counts: tuple[int, int, int] = (0, 0, 0)

    def __bool__(self) -> bool:
        return bool(self.answers or any(self.counts))


def said(name: str, value: Any) -> str:
    """An answer as a person reads it."""
    if name in FLAGS:
        return _("是") if value else _("否")
    if value in ("", None):
        return "—"
    if name == "premises":
        return words_of("premises").get(str(value), str(value))
    if name in CHOICES:
        return str(dict(CHOICES[name].choices).get(value, value))
    return str(value)


def label_of(name: str) -> str:
    """The label of an answer in the reader's language."""
    if name.startswith(EXTRA):
        return label(name.removeprefix(EXTRA))
    return str(FIELDS[name][1]) if name in FIELDS else name


def answers(before: Mapping[str, Any], after: Mapping[str, Any], *, secret: bool = True) -> list[Change]:
    """The answers that differ, in the order of the form; ``secret`` False leaves out what lies near a secret unit."""
    names = [*FIELDS, *sorted({*before, *after} - {*FIELDS})]
    return [
        Change(name, label_of(name), said(name, before.get(name)), said(name, after.get(name)))
        for name in names
        if name not in _QUIET
        and (secret or name not in SECRET)
        and said(name, before.get(name)) != said(name, after.get(name))
    ]


def difference(before: Filing, after: Filing, *, secret: bool = True) -> Difference:
    """What ``after`` declares otherwise than ``before``. Cameras are paired by device code, source, else name."""
    old, new = _keyed(before.cameras.all()), _keyed(after.cameras.all())
    added = [new[key].name for key in new if key not in old]
    gone = [old[key].name for key in old if key not in new]
    altered = [change for key in new if key in old and (change := _altered(old[key], new[key], secret))]
    return Difference(
        answers(before.answers, after.answers, secret=secret),
        added[:MOST],
        gone[:MOST],
        altered[:MOST],
        (len(added), len(gone), len(altered)),
    )


def _keyed(cameras: Iterable[FilingCamera]) -> dict[tuple[str, str, int], FilingCamera]:
    found: dict[tuple[str, str, int], FilingCamera] = {}
    for camera in cameras:
        kind, value = next(
            (kind, value)
            for kind, value in (("code", camera.device_code), ("source", camera.source), ("name", camera.name))
            if value
        )
        again = 0
        while (kind, value, again) in found:
            again += 1
        found[(kind, value, again)] = camera
    return found


def _altered(old: FilingCamera, new: FilingCamera, secret: bool) -> Change | None:
    names = [name for name in _SHOWN if secret or name != "near_secret"]
    differing = [name for name in names if getattr(old, name) != getattr(new, name)]
    if not differing:
        return None
    return Change(
        new.name,
        new.name,
        "；".join(_camera_word(old, name) for name in differing),
        "；".join(_camera_word(new, name) for name in differing),
    )


def _camera_word(camera: FilingCamera, name: str) -> str:
    value = getattr(camera, name)
    label_text = {"typed_lon": _("经度"), "typed_lat": _("纬度"), "sees": _("可以拍到的区域")}.get(name) or str(
        FilingCamera._meta.get_field(name).verbose_name
    )
    if isinstance(value, bool):
        return f"{label_text} {_('是') if value else _('否')}"
    if isinstance(value, list):
        known = words_of("area")
        value = "、".join(known.get(word, word) for word in value)
    elif name == "area":
        value = words_of("area").get(value, value)
    elif name in ("function_type", "structure_type", "place_category", "datum"):
        value = _chosen(name, value)
    return f"{label_text} {'—' if value in ('', None) else value}"


def _chosen(name: str, value: str) -> str:
    choices = {
        "function_type": FunctionType.choices,
        "structure_type": StructureType.choices,
        "datum": Datum.choices,
        "place_category": PlaceCategory.choices,
    }
    return str(dict(choices[name]).get(value, value))
