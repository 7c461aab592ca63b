"""Words for values, units and readings, in Chinese and English, for pages, terminals and documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Two = tuple[str, str]

UNITS: dict[str, Two] = {
    "day": ("日", "days"), "working_day": ("个工作日", "working days"), "month": ("个月", "months"),
    "hour": ("小时", "hours"), "yuan": ("元", "yuan"), "people": ("人", "people"), "times": ("次", "times"),
    "percent": ("%", "%"), "metre": ("米", "metres"), "": ("", ""),
}  # fmt: skip
READINGS: dict[str, Two] = {
    "law": ("法律明文", "in the text"), "infer": ("我们的读法，须请教法律人员", "our reading, needs counsel"),
    "param": ("因地而异，须确认", "varies by place, to be confirmed"),
    "unverified": ("未经查核，须由人确认", "unverified, to be confirmed"),
}  # fmt: skip


def shown(value: Any, labels: Mapping[str, Two], lang: str) -> str:
    """A value as a person reads it; a value without a number says so."""
    place = 1 if lang == "en" else 0
    if value is None:
        return ("没有数字", "no number")[place]
    if isinstance(value, tuple | list):
        return ("、", ", ")[place].join(shown(item, labels, lang) for item in value) or ("无", "none")[place]
    if isinstance(value, dict):
        return ("，", ", ")[place].join(
            f"{shown(key, labels, lang)} {shown(item, labels, lang)}" for key, item in value.items()
        )
    if isinstance(value, str):
        pair = labels.get(value)
        return pair[place] if pair else value
    return str(value)
