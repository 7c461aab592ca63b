"""What the letters of an order say (M14, M15, R26); how they look is `law/letters` and `ground/documents`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beholden.ground.documents.kinds import Kind as Letter
from beholden.registry.orders import lawful
from beholden.registry.orders.lawful import Offer
from beholden.registry.orders.models import Kind, Order, Reinspection
from beholden.registry.orders.visits import Seen

KIND_OF_ORDER: Final = {Kind.IMMEDIATE: "order_immediate", Kind.TIME_LIMITED: "order_time_limited"}
_ORDER: Final = ("authority", "unit", "items", "text")
_RECEIPT: Final = ("authority", "unit", "document", "manners")
KINDS: Final = (
    Letter("order_immediate", gettext_lazy("责令改正通知书"), "order-immediate", "责改", _ORDER),
    Letter(
        "order_time_limited", gettext_lazy("责令限期改正通知书"), "order-time-limited", "责限", (*_ORDER, "term_days")
    ),
    Letter(
        "order_extension",
        gettext_lazy("延长改正期限通知书"),
        "order-extension",
        "责延",
        ("authority", "unit", "after", "why"),
    ),
    Letter(
        "order_revocation", gettext_lazy("撤销责令通知书"), "order-revocation", "责撤", ("authority", "unit", "why")
    ),
    Letter(
        "reinspection_record",
        gettext_lazy("复查记录"),
        "reinspection-record",
        "复查",
        ("authority", "unit", "items", "result"),
    ),
    # one paper: printed to be signed, and issued with what is on record once something was served
    Letter("service_receipt_blank", gettext_lazy("送达回证"), "service-receipt", "", _RECEIPT),
    Letter("service_receipt", gettext_lazy("送达回证"), "service-receipt", "送证", _RECEIPT),
)


def order(one: Order, offers: Sequence[Offer]) -> dict[str, Any]:
    """Values for both orders: always Chinese, whatever language the officer reads in."""
    with translation.override("zh-hans"):
        checklist = lawful.book().checklist(one.issued_on or timezone.localdate())
        items = []
        for ground in one.grounds:
            item, violation = checklist.item(ground["item"]), lawful.book().violations[ground["violation"]]
            items.append(
                {
                    "item": item.number,
                    "text": item.standard,
                    "found": ground.get("found", ""),
                    "violation": violation.title[0],
                    "cite": f"{item.cite}、{violation.passage.cite}",
                    "duty": "、".join(violation.duty),
                }
            )
        measures = [measure for offer in offers for measure in offer.measures]
        return {
            **_head(one),
            "place": one.place,
            "inspection": one.inspection.number,
            "record": one.inspection.document,
            "items": items,
            "text": one.text,
            "delete": one.delete_footage,
            "fixed": len(one.fixed),
            "warning": "warning" in measures,
            "term_days": one.term_days,
            "term_why": one.term_why,
            "again": lawful.within(one),
            "basis": list(dict.fromkeys(["M14", *(offer.cite for offer in offers)])),
        }


def extension(one: Order, before: date, why: str) -> dict[str, Any]:
    """Values for `order-extension.typ`."""
    assert one.expires_on is not None
    return {
        **_head(one),
        "before": _day(before),
        "after": _day(one.expires_on),
        "why": why,
        "again": lawful.within(one),
        "basis": ["M14", "M15"],
    }


def revocation(one: Order, why: str) -> dict[str, Any]:
    """Values for `order-revocation.typ`."""
    return {**_head(one), "why": why, "given": _day(one.issued_on), "basis": ["M14"]}


def reinspection(one: Order, made: Reinspection, found: Iterable[Seen]) -> dict[str, Any]:
    """Values for `reinspection-record.typ`."""
    with translation.override("zh-hans"):
        checklist = lawful.book().checklist(one.issued_on or timezone.localdate())
        words = {"conform": _("符合"), "not_applicable": _("不适用"), "violation": _("仍不符合")}
        items = []
        for seen in found:
            state = words[seen.result]
            if seen.violated and seen.violation in made.refused:
                state = _("拒不改正")
            items.append(
                {"item": seen.item, "text": checklist.item(seen.item).standard, "state": state, "note": seen.note}
            )
        last = one.reports.last()
        return {
            **_head(one),
            "items": items,
            "result": str(made.get_result_display()),
            "why": made.why,
            "early": made.early,
            "done_on": _day(made.done_on),
            "given": _day(one.issued_on),
            "expires": _day(one.expires_on) if one.expires_on else "",
            "reported": _day(last.at.date()) if last else "",
            "inspection": made.inspection.number,
            "record": made.inspection.document,
            "basis": ["M15"],
        }


def receipt(one: Order) -> dict[str, Any]:
    """Values for the receipt to be signed at service: what is known is printed already."""
    with translation.override("zh-hans"):
        return {
            **_head(one),
            "document": f"{one.get_kind_display()}{_('通知书')}",
            "place": one.place,
            "manners": lawful.manner_words(one.issued_on or timezone.localdate(), one.division),
            "basis": ["程序规定36"],
        }


def _head(one: Order) -> dict[str, Any]:
    return {"authority": one.authority.name, "unit": one.party_name, "order": one.number or ""}


def _day(day: date | None) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日" if day else ""
