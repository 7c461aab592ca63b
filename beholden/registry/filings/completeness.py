"""What is missing from a filing, as the rulebook lists it on that day at that place (R14(1), M6 to M8).

The unit and the officer see this very list. ``Defect`` is a reason for the one correction notice; ``Remark`` is what
may turn out at an inspection and never holds a filing up: completeness is all that is reviewed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from beholden.engines import rulebook
from beholden.ground.people import uscc
from beholden.registry.filings.answers import EXTRA, facts, place
from beholden.registry.filings.models import AttachmentKind, Channel, Filing, Kind


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing missing. ``code`` is stable; ``task`` the page where it is put right; ``cite`` who asks for it."""

    code: str
    says: str
    task: str
    cite: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to look at that doesn't hold the filing up."""

    code: str
    says: str
    cite: str


@dataclass(frozen=True, slots=True)
class Review:
    """The whole list on one day, with the state of the law it was made from."""

    defects: tuple[Defect, ...]
    remarks: tuple[Remark, ...]
    rulebook: str

    @property
    def complete(self) -> bool:
        """Nothing is missing."""
        return not self.defects

    def codes(self) -> list[str]:
        """The codes of what is missing."""
        return [defect.code for defect in self.defects]


@dataclass(frozen=True, slots=True)
class Papers:
    """What completeness looks at, gathered once: answers, counts over the cameras, what was uploaded or shown."""

    answers: Mapping[str, Any]
    cameras: int
    without_function: int
    without_position: int
    without_install_day: int
    categories: frozenset[str]
    earliest_near_secret: date | None
    attachments: frozenset[str]
    agent: bool
    channel: str
    kind: str


# What an officer sees on paper and a program does not; each is about one thing that was handed in.
BY_EYE: Final[dict[str, tuple[Promise, str, str]]] = {
    "letter.no_seal": (gettext_lazy("授权书没有加盖单位公章，或者印章无法辨认"), AttachmentKind.LETTER, "M6"),
    "letter.other_matter": (gettext_lazy("授权书写的单位、系统或者经办人与本次备案不符"), AttachmentKind.LETTER, "M6"),
    "letter.unreadable": (gettext_lazy("授权书不完整或者无法看清"), AttachmentKind.LETTER, "M6"),
    "agent_id.unreadable": (gettext_lazy("经办人身份证件不完整或者无法看清"), AttachmentKind.AGENT_ID, "M6"),
    "agent_id.other_person": (gettext_lazy("身份证件与填写的经办人不是同一人"), AttachmentKind.AGENT_ID, "M6"),
}

_TASK_OF: Final = {
    "unit_profile": "unit",
    "unit_name": "unit",
    "unit_type": "unit",
    "unit_uscc": "unit",
    "location": "system",
    "camera_count": "cameras",
    "camera_kinds": "cameras",
    "retention_days": "system",
    "agent_id": "agent",
    "authorisation_letter": "agent",
}


def _said(key: str) -> Callable[[Papers], bool]:
    return lambda papers: bool(papers.answers.get(key))


# id in `filing.fields` or `filing.materials` → is it there?
_THERE: Final[dict[str, Callable[[Papers], bool]]] = {
    "unit_profile": lambda papers: bool(papers.answers.get("unit_name") and papers.answers.get("unit_type")),
    "unit_name": _said("unit_name"),
    "unit_type": _said("unit_type"),
    "unit_uscc": lambda papers: uscc.is_valid(str(papers.answers.get("unit_uscc") or "")),
    "location": lambda papers: bool(
        papers.answers.get("location") and papers.answers.get("division") and not papers.without_position
    ),
    "camera_count": lambda papers: papers.cameras > 0,
    "camera_kinds": lambda papers: papers.cameras > 0 and not papers.without_function,
    "retention_days": _said("retention_days"),
    "agent_id": lambda papers: (
        papers.agent and (papers.channel == Channel.WINDOW or AttachmentKind.AGENT_ID in papers.attachments)
    ),
    "authorisation_letter": lambda papers: AttachmentKind.LETTER in papers.attachments,
}


def review(papers: Papers, on: date) -> Review:
    """What is missing and what is remarkable on that day. Raises rulebook.LawError when the law cannot answer."""
    book = rulebook.opened(settings.LAW)
    at = place(papers.answers, on)
    told = facts(papers.answers, channel=papers.channel)
    defects: list[Defect] = []
    for rule in ("filing.fields", "filing.materials"):
        answer = book.resolve(rule, on, at, told)
        for name in answer.value:
            if not _present(papers, name):
                defects.append(Defect(name, _sentence(book, rule, name, papers), *_where(answer, name)))
    defects += _own(papers)
    return Review(tuple(defects), tuple(_remarks(papers, book, on, at)), book.sha256)


def local_fields(filing: Filing, on: date) -> list[tuple[str, str, str]]:
    """What the law of that place asks and no field of ours names: (name of the answer, label, citation)."""
    book = rulebook.opened(settings.LAW)
    told = facts(filing.answers, channel=filing.channel)
    try:
        asked = book.resolve("filing.fields", on, place(filing.answers, on), told)
    except rulebook.LawError:
        return []  # no filing is owed there: nothing is asked
    return [(EXTRA + name, label(name), _where(asked, name)[1]) for name in asked.value if name not in _THERE]


def _present(papers: Papers, name: str) -> bool:
    known = _THERE.get(name)
    return known(papers) if known else bool(papers.answers.get(EXTRA + name))


def _where(answer: rulebook.Answer, name: str) -> tuple[str, str]:
    cite = next((ground.cite for ground in answer.because if name in (ground.value or ())), answer.because[0].cite)
    return _TASK_OF.get(name, "system"), cite


def label(name: str, rule: str = "filing.fields") -> str:
    """The law's name of a field or material in the reader's language."""
    found = rulebook.opened(settings.LAW).rule(rule).labels.get(name)
    return found[(get_language() or "zh").startswith("en")] if found else name


def _sentence(book: rulebook.Rulebook, rule: str, name: str, papers: Papers) -> str:
    if name == "unit_uscc" and papers.answers.get("unit_uscc"):
        return _("统一社会信用代码不正确：请核对 18 位代码")
    if name == "location" and papers.answers.get("location") and papers.answers.get("division"):
        return _("有 %(count)d 台图像采集设备没有写明点位") % {"count": papers.without_position}
    if name == "camera_kinds" and papers.cameras:
        return _("有 %(count)d 台图像采集设备没有写明功能类型") % {"count": papers.without_function}
    return _("缺少：%(what)s") % {"what": label(name, rule)}


def _own(papers: Papers) -> list[Defect]:
    """What the clocks and the consent of a secret unit need, and what a change must say."""
    found = []
    if not papers.answers.get("place_category"):
        found.append(Defect("place_category", _("缺少：公共场所类别（决定适用哪些义务）"), "system", "R7(2)"))
    if not papers.answers.get("in_use_date"):
        found.append(Defect("in_use_date", _("缺少：系统投入使用日期（备案期限从这一天起算）"), "system", "R14(1)"))
    if papers.kind != Kind.NEW and not papers.answers.get("change_reason"):
        found.append(Defect("change_reason", _("缺少：变更或者停用的原因"), "system", "M9"))
    if papers.answers.get("near_secret_unit"):
        lacking = [name for name in ("consent_unit", "consent_number", "consent_date") if not papers.answers.get(name)]
        if lacking or papers.without_install_day:
            found.append(
                Defect("secret_consent", _("涉密单位周边：须写明同意的单位、文号、日期和设备安装日期"), "system", "R10")
            )
    return found


def _remarks(papers: Papers, book: rulebook.Rulebook, on: date, at: str) -> list[Remark]:
    found = []
    days = papers.answers.get("retention_days")
    try:
        floor = book.resolve("retention.floor", on, at, facts(papers.answers, channel=papers.channel) | {})
    except rulebook.LawError:
        floor = None  # no floor for such a place: nothing to remark on
    if floor is not None and isinstance(days, int) and isinstance(floor.value, int) and days < floor.value:
        words = {"days": days, "floor": floor.value}
        says = _("填报的存储期限是 %(days)d 天，法定最短 %(floor)d 天") % words
        found.append(Remark("retention_short", says, floor.because[0].cite))
    exempt = papers.categories & {"other_public", "non_public"}
    if exempt:
        says = _("其中有的设备拍摄的是其他公共场所或者非公共场所，这些设备无需备案")
        found.append(Remark("not_owed", says, "R9(2)"))
    return found


def by_eye(code: str) -> Defect:
    """The defect an officer found by looking. Raises KeyError for one that is not on the list."""
    says, _kind, cite = BY_EYE[code]
    return Defect(code, str(says), "agent", cite)


def exempt(filing: Filing) -> bool:
    """Whether all of it lies where no filing is owed (R9(2), R33)."""
    return filing.place_category in ("other_public", "non_public")
