"""What the papers of a case say; how they look is `law/letters`. Always Chinese, whatever the officer reads in.

A person stands in them by name and with the number of the document masked; outside, in the check by QR code, by the
masked name only.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beholden.engines import rulebook
from beholden.engines.rulebook.penalty import Penalty
from beholden.ground.documents.kinds import Kind
from beholden.ground.people.models import Account
from beholden.registry.orders import lawful
from beholden.registry.penalties.models import Case, EventKind, Ground, Hearing, Outcome, Party, PartyKind
from beholden.registry.penalties.services import parties

_NEEDS = ("authority", "unit", "party", "rows")
KINDS = (
    Kind("penalty_notice", gettext_lazy("行政处罚告知书"), "penalty-notice", "罚告", _NEEDS),
    Kind("hearing_notice", gettext_lazy("行政处罚听证告知书"), "penalty-hearing-notice", "听告", _NEEDS),
    Kind("defence_record", gettext_lazy("陈述申辩笔录"), "penalty-defence", "陈辩", _NEEDS),
    Kind("hearing_summons", gettext_lazy("举行听证通知书"), "penalty-summons", "听通", _NEEDS),
    Kind("hearing_record", gettext_lazy("听证笔录"), "penalty-hearing", "听笔", _NEEDS),
    Kind("penalty_decision", gettext_lazy("行政处罚决定书"), "penalty-decision", "罚决", _NEEDS),
    Kind("no_penalty_decision", gettext_lazy("不予行政处罚决定书"), "penalty-none", "不罚", _NEEDS),
    Kind("case_closing", gettext_lazy("行政处罚结案报告"), "penalty-closing", "结案", ("authority", "unit", "rows")),
)


def name_of(party: Party) -> str:
    """The whole name, as it stands on the party's own papers."""
    return str(parties.particulars(party).get("name", "")) or party.shown


def prior_notice(case: Case, party: Party, found: Penalty) -> dict[str, Any]:
    """What is proposed, on which facts and articles, and the party's rights (行政处罚法 44)."""
    with translation.override("zh-hans"):
        assert case.defence_until is not None
        return {
            **_party(case, party),
            "story": case.story,
            "evidence": case.evidence,
            "reason": case.reason,
            "duty": [{"cite": one} for one in found.violation.duty],
            "violation": found.violation.title[0],
            "cite": found.violation.passage.cite,
            "proposed": _penalties(case, party, found),
            "until": _day(case.defence_until),
            "hearing": party.hearing_owed,
            "hearing_until": _day(party.hearing_until) if party.hearing_owed else "",
            "basis": ["行政处罚法44", "行政处罚法45(1)", found.violation.passage.cite],
        }


def hearing_notice(case: Case, party: Party) -> dict[str, Any]:
    """The right to a hearing, and until when it can be asked for (行政处罚法 63, 64)."""
    with translation.override("zh-hans"):
        found = rulebook.opened(settings.LAW).penalty(
            case.violation, case.noticed_on or case.opened_on, case.division[:6], {}
        )
        return {
            **_party(case, party),
            "proposed": _penalties(case, party, found),
            "violation": found.violation.title[0],
            "until": _day(party.hearing_until),
            "basis": ["行政处罚法63", "行政处罚法64(1)(1)", "行政处罚法85", "程序规定123(2)"],
        }


def defence(case: Case, party: Party, words: str, by: Account, at: datetime, *, online: bool) -> dict[str, Any]:
    """What the party said, by whom it was taken down (行政处罚法 45)."""
    with translation.override("zh-hans"):
        return {
            **_party(case, party),
            "how": _("线上提交") if online else _("当面陈述，由办案民警记录"),
            "by": by.name,
            "time": _moment(at),
            "words": words,
            "basis": ["行政处罚法45(1)", "行政处罚法45(2)"],
        }


def summons(case: Case, hearing: Hearing) -> dict[str, Any]:
    """When and where the hearing is, and who chairs it (行政处罚法 64)."""
    with translation.override("zh-hans"):
        assert hearing.chair is not None
        assert hearing.on is not None
        return {
            **_party(case, hearing.party),
            "time": _moment(hearing.on),
            "place": hearing.place,
            "chair": hearing.chair.name,
            "open": _("公开举行") if hearing.open else _("不公开举行（涉及国家秘密、商业秘密或者个人隐私）"),
            "basis": ["行政处罚法64(1)(2)", "行政处罚法85"],
        }


def hearing_record(case: Case, hearing: Hearing) -> dict[str, Any]:
    """What was said at the hearing, and the chair's opinion."""
    with translation.override("zh-hans"):
        return {
            **summons(case, hearing),
            "present": hearing.present,
            "record": hearing.record,
            "opinion": hearing.opinion,
            "officers": _officers(case),
            "basis": ["行政处罚法64"],
        }


def decision(case: Case, party: Party, found: Penalty) -> dict[str, Any]:
    """Facts, evidence, articles, the penalty, how to pay, where to complain (行政处罚法 59 in substance)."""
    with translation.override("zh-hans"):
        book, on, at = rulebook.opened(settings.LAW), timezone.localdate(case.decided_at), case.division[:6]
        said = [(one.text, one.answer) for one in party.statements.all()]
        return {
            **_party(case, party),
            "story": case.story,
            "evidence": case.evidence,
            "reason": case.reason,
            "violation": found.violation.title[0],
            "cite": found.violation.passage.cite,
            "penalties": _penalties(case, party, found),
            "heard": "；".join(_("陈述、申辩：%(text)s") % {"text": text} for text, _answer in said)[:900],
            "answered": "；".join(answer for _text, answer in said if answer)[:900],
            "on_spot": case.on_spot,
            "pay_days": book.resolve("penalty.payment.term", on, at).value,
            "daily": book.resolve("penalty.surcharge.daily", on, at).value,
            "cap": book.resolve("penalty.surcharge.cap", on, at).value,
            "review_days": book.resolve("reconsideration.term", on, at).value,
            "fined": party.fine is not None,
            "basis": [found.violation.passage.cite, "行政处罚法51" if case.on_spot else "行政处罚法62"],
        }


def none(case: Case, party: Party) -> dict[str, Any]:
    """Why none is given, and what the party is reminded of (行政处罚法 33)."""
    with translation.override("zh-hans"):
        book, on = rulebook.opened(settings.LAW), timezone.localdate(case.decided_at)
        found = book.violations[case.violation]
        return {
            **_party(case, party),
            "story": case.story,
            "ground": str(Ground(case.ground).label),
            "reason": case.reason,
            "violation": found.title[0],
            "established": case.ground != Ground.NOT_ESTABLISHED,
            "review_days": book.resolve("reconsideration.term", on, case.division[:6]).value,
            "basis": ["行政处罚法33(2)" if case.ground == Ground.NO_FAULT else "行政处罚法33(1)", "行政处罚法33(3)"],
        }


def service(case: Case, party: Party) -> dict[str, Any]:
    """Which paper reached whom, when, how, on what proof."""
    with translation.override("zh-hans"):
        return {
            **_party(case, party),
            "document": _("不予行政处罚决定书") if case.outcome == Outcome.NONE else _("行政处罚决定书"),
            "order": party.decision,
            "place": case.place,
            "manners": lawful.manner_words(timezone.localdate(case.decided_at), case.division),
            "manner": str(party.get_manner_display()),
            "on": _day(party.received_on),
            "proof": party.proof,
            "officers": _officers(case),
            "basis": ["行政处罚法61", "程序规定36"],
        }


def closing(case: Case, on: date) -> dict[str, Any]:
    """How the case ended: decision, service, money, measures, departments, reviews."""
    from beholden.registry.penalties.services import executing

    with translation.override("zh-hans"):
        main = case.parties.exclude(kind=PartyKind.RESPONSIBLE).get()
        rows = [*_about(case), [_("结果"), str(case.get_outcome_display())]]
        for party in case.parties.exclude(decision=""):
            owed = executing.owing(party, on)
            words = {"paid": owed.paid, "fine": owed.fine, "extra": owed.surcharge}
            paid = _("罚款 %(fine)s 元，加处 %(extra)s 元，已缴 %(paid)s 元") % words if owed.fine else "—"
            rows.append(
                [party.shown, f"{party.decision}；{_day(party.received_on)} {party.get_manner_display()}；{paid}"]
            )
        names = rulebook.opened(settings.LAW).rule("penalty.measures").labels
        for event in case.events.all():
            what = names[event.what][0] if event.kind == EventKind.MEASURE and event.what in names else event.what
            rows.append([str(event.get_kind_display()), f"{_day(event.on)} {what} {event.result}".strip()])
        return {
            "authority": case.authority.name,
            "unit": main.shown,
            "rows": rows,
            "closing": case.closing,
            "officers": _officers(case),
            "basis": ["程序规定260"],
        }


def _party(case: Case, party: Party) -> dict[str, Any]:
    rows = [*_about(case)]
    if party.person:
        rows.append([str(party.get_kind_display()), name_of(party)])
        number = parties.masked_number(party)
        rows += [[_("证件号码"), number]] if number else []
        rows += [[_("职务"), party.post]] if party.post else []
    else:
        rows.append([_("当事人"), party.shown])
        rows += [[_("统一社会信用代码"), party.uscc]] if party.uscc else []
    head = {"authority": case.authority.name, "unit": party.shown, "party": name_of(party), "rows": rows}
    return {**head, "you": "你" if party.person else "你单位"}


def _about(case: Case) -> list[list[str]]:
    title = rulebook.opened(settings.LAW).violations[case.violation].title[0]
    rows = [[_("案号"), case.number], [_("案由"), title]]
    return [*rows, [_("地点"), case.place]] if case.place else rows


def _penalties(case: Case, party: Party, found: Penalty) -> list[str]:
    """What is imposed on this party, one sentence each; measures go with the main party."""
    names = {code: name[0] for code, name in zip(found.measures, found.measure_names, strict=True)}
    own = [names[code] for code in case.measures if code in names] if party.kind != PartyKind.RESPONSIBLE else []
    if party.fine is not None:
        own.append(_("罚款人民币 %(fine)s 元") % {"fine": f"{party.fine:,}"})
    return own


def _officers(case: Case) -> str:
    return "、".join(case.officers.order_by("name").values_list("name", flat=True))


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def _moment(at: datetime) -> str:
    return f"{_day(timezone.localtime(at).date())} {timezone.localtime(at):%H:%M}"
