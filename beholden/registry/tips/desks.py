"""Whose a tip or a complaint is: the police of the place; for a complaint an authority above whom it is about (R32)."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from beholden.ground.people.models import Account, Organisation
from beholden.ground.people.roles import Kind, Role
from beholden.ground.places import queries as places
from beholden.registry.filings.answers import Refused
from beholden.registry.tips import permissions


def authorities() -> QuerySet[Organisation]:
    """Every authority here, by division and name."""
    return Organisation.objects.filter(kind=Kind.AUTHORITY).order_by("division", "name", "id")


def for_tip(division: str) -> Organisation:
    """The ordinary police of the place: of the county, else of the city or province above, where somebody works.

    Raises Refused: nobody here would read it.
    """
    manned = set(
        Account.objects.filter(is_active=True, role__in=permissions.HANDLING).values_list("organisation_id", flat=True)
    )
    near = [
        office
        for office in authorities().filter(pk__in=manned)
        if places.within(division, office.division[:6]) and permissions.ordinary(office)
    ]
    if not near:
        says = _(
            "本平台还没有这个地方的公安机关，您的举报在这里不会有人看到，所以没有提交。请拨打 110 或者到最近的派出所。"
        )
        raise Refused("no_authority", says, field="county", cite="R24(2)")
    return max(near, key=lambda office: len(places.prefix(office.division[:6])))


def for_complaint(about: Organisation | None, division: str) -> Organisation:
    """The desk above whom it is about: the nearest; when that is none of the authorities here, the highest.

    Raises Refused: nobody here stands above them.
    """
    area = about.division if about else division
    above = [office for office in desks() if permissions.apart(office, about) and _above(office.division, area)]
    if not above:
        says = _(
            "本平台没有能够独立办理这件事的上级机关，所以没有提交。"
            "请向被检举、控告机关的上级公安机关或者监察机关提出（监察机关举报电话 12388）。"
        )
        raise Refused("no_desk", says, field="about", cite="R25(2)")
    by_width = sorted(above, key=lambda office: (len(places.prefix(office.division[:6])), office.pk))
    return by_width[-1] if about else by_width[0]


def desks() -> list[Organisation]:
    """Authorities with a discipline officer at work."""
    manned = Account.objects.filter(is_active=True, role=Role.DISCIPLINE_OFFICER).values("organisation_id")
    return list(authorities().filter(pk__in=manned))


def _above(division: str, area: str) -> bool:
    wide, narrow = places.prefix(division[:6]), places.prefix(area[:6])
    return len(wide) < len(narrow) and narrow.startswith(wide)
