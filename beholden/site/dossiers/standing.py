"""How an entry and a kind stand on a day: in order, running out, run out, lacking; and whether the law asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from beholden.engines import rulebook
from beholden.ground.systems.models import System
from beholden.site.dossiers import dates
from beholden.site.dossiers.kinds import IF_ANY, KINDS, Kind
from beholden.site.dossiers.models import GONE, SETTLED, DossierEntry, State

OWED, ADVISED, NOT_OWED, WHERE_USED = "owed", "advised", "not_owed", "where_used"
WORDS: Final[dict[str, Promise]] = {
    dates.VALID: _("有效"),
    dates.EXPIRING: _("即将到期"),
    dates.EXPIRED: _("已到期"),
    dates.FUTURE: _("尚未生效"),
    dates.MISSING: _("缺少"),
}
TONES: Final = {
    dates.VALID: "good",
    dates.EXPIRING: "due",
    dates.EXPIRED: "over",
    dates.FUTURE: "idle",
    dates.MISSING: "over",
}
_FREES: Final = {"other_public": "R9(2)", "non_public": "R33(1)"}  # what frees such a place from what it is freed of
_EXEMPT: Final = ("exempt", "not_regulated")


@dataclass(frozen=True, slots=True)
class Owed:
    """Whether a kind is owed at a place on a day, and the article that says so."""

    word: str
    cite: str


def owed(system: System, kind: Kind, on: date) -> Owed:
    """owed, advised (no text asks for it by name), not_owed, or where_used (owed of whoever is entrusted)."""
    if not kind.rule:
        return Owed(WHERE_USED if kind.when else ADVISED, kind.cite)
    facts = _flat(system.law_facts())
    word, cite = _resolved(rulebook.opened(settings.LAW).sha256, kind.name, on, system.division[:6], facts)
    return Owed(WHERE_USED if word == OWED and kind.when == IF_ANY else word, cite or kind.cite)


def _flat(facts: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted((name, tuple(value) if isinstance(value, list) else value) for name, value in facts.items()))


@lru_cache(maxsize=2_048)  # the same few places ask the same on every page of a day
def _resolved(_law: str, name: str, on: date, at: str, facts: tuple[tuple[str, Any], ...]) -> tuple[str, str]:
    kind, book = KINDS[name], rulebook.opened(settings.LAW)
    try:
        book.divisions.find(at, on)
    except rulebook.UnknownPlace:
        at = "000000"
    try:
        answer = book.resolve(kind.rule, on, at, dict(facts))
    except rulebook.NoRuleInForce as none:
        frees = _FREES.get(str(dict(facts).get("place_category")), "")
        return NOT_OWED, frees or next((one.cite for one in none.considered), kind.cite)
    cite = answer.because[0].cite
    if answer.value in _EXEMPT or (kind.word and kind.word not in answer.value):
        return NOT_OWED, cite
    return OWED, cite


def papers(entry: DossierEntry) -> list[Any]:
    """The entry's files that were not taken off; costs nothing when ``files`` was prefetched."""
    return [one for one in entry.files.all() if one.dropped_at is None]


def state_of(entry: DossierEntry, on: date) -> str:
    """How one entry stands: by its file, its flow and its dates."""
    kind = entry.of
    if entry.state in GONE or (kind.file and not papers(entry)):
        return dates.MISSING
    if entry.state == State.ENDED:
        return dates.VALID if entry.ended_on and on < entry.ended_on else dates.EXPIRED
    if entry.state in (State.CONFIRMED, State.MITIGATED, State.NOT_AFFECTED):
        return dates.VALID
    if entry.state == State.MOVED:
        return dates.EXPIRED if entry.until_on and on > entry.until_on else dates.EXPIRING
    if entry.state != State.KEPT:
        return dates.EXPIRING
    return dates.state_of(entry.begins, entry.until_on, on, kind.lead)


def sentence(entry: DossierEntry, on: date) -> str:
    """What a person reads beside it, in their language."""
    state = state_of(entry, on)
    if entry.state in SETTLED or entry.state != State.KEPT:
        if entry.state == State.MOVED and state == dates.EXPIRED:
            return _t("计划 %(day)s 恢复，已超期 %(days)d 天") % {
                "day": entry.until_on,
                "days": (on - entry.until_on).days if entry.until_on else 0,
            }
        return str(entry.get_state_display())
    if state == dates.MISSING:
        return _t("还没有上传文件")
    if state == dates.FUTURE:
        return _t("%(day)s 起生效") % {"day": entry.begins}
    if entry.until_on is None:
        return _t("长期有效") if entry.of.starts != "happened_on" else _t("已完成")
    left = (entry.until_on - on).days
    if left < 0:
        return _t("%(day)s 到期，已过 %(days)d 天") % {"day": entry.until_on, "days": -left}
    return _t("%(day)s 到期，还有 %(days)d 天") % {"day": entry.until_on, "days": left}


def of_kind(kind: Kind, entries: Iterable[DossierEntry], on: date) -> str:
    """How a whole kind stands: the best entry counts, for each party its own where each must have one."""
    best: dict[str, list[str]] = {}
    for entry in entries:
        if entry.state in GONE or (entry.state == State.ENDED):
            continue
        key = entry.party if kind.each else entry.code if kind.begins != State.KEPT else ""
        best.setdefault(key, []).append(state_of(entry, on))
    return dates.worst(dates.best(states) for states in best.values()) if best else dates.MISSING


@dataclass(frozen=True, slots=True)
class Kept:
    """Until when, and the article that says so."""

    until: date
    cite: str


def kept_until(entry: DossierEntry) -> Kept | None:
    """How long the records of an entrustment that ended are to be kept; None for what is no agreement that ended."""
    if entry.ended_on is None or entry.system is None:
        return None
    try:
        term = rulebook.opened(settings.LAW).due(
            "provision_records.retention", entry.ended_on, entry.system.division[:6], {}
        )
    except rulebook.LawError:
        return None  # the law has no such term on that day or at that place: then none is shown
    return Kept(term.due.due, term.answer.because[0].cite)
