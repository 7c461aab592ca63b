"""The window (M8): staff take in paper, key it, answer on the spot. The papers go to the archive within their term."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.ground.people import services as people
from beholden.ground.people.models import Account, Organisation
from beholden.ground.people.refusals import Refused as PeopleRefused
from beholden.ground.people.roles import Kind as OrganisationKind
from beholden.ground.places import queries as places
from beholden.registry.filings import answers, known, permissions
from beholden.registry.filings.answers import Refused
from beholden.registry.filings.models import Channel, Filing, State
from beholden.registry.filings.services import clocks, finding
from beholden.registry.filings.services.drafts import _recheck, _set
from beholden.registry.filings.services.writing import keep, locked, note, now_or, require


@transaction.atomic
def receive(
    by: Account,
    *,
    unit_name: str,
    uscc: str = "",
    division: str = "",
    received_on: date | None = None,
    now: datetime | None = None,
) -> Filing:
    """Take in the papers of a unit; a unit not known here yet is entered. Raises Refused."""
    if not permissions.may_receive(by) or by.organisation is None:
        raise Refused("not_yours", _("只有受理备案的公安机关可以接收材料。"))
    at = now_or(now)
    today = timezone.localdate(at)
    day = received_on or today
    if day > today:
        raise Refused("not_a_day", _("接收日期不能晚于今天"), field="received_on")
    own = places.prefix(by.organisation.division[:6])
    place = division or by.organisation.division[:6]
    if not place.startswith(own):
        raise Refused("other_place", _("系统不在本机关管辖的行政区划内"), field="division", cite="R14(1)")
    unit = _unit(unit_name, uscc.strip().upper(), place, at)
    filing = Filing(
        unit=unit,
        channel=Channel.WINDOW,
        state=State.PAPER_RECEIVED,
        authority=by.organisation,
        received_on=day,
        created_by=by,
        created_at=at,
        changed_at=at,
    )
    told = {"division": place, "unit_name": unit_name, "unit_uscc": uscc}
    told["jurisdiction"] = permissions.remit(by.organisation)[0]
    _set(filing, {**known.answers(unit), **answers.cleaned(told)})
    filing.due = clocks.start_archive(filing, at)
    filing.save()
    finding.refresh(filing)
    note(filing, "receive", by, at)
    return filing


def _unit(name: str, uscc: str, division: str, at: datetime) -> Organisation:
    if uscc:
        found = Organisation.objects.filter(uscc=uscc, kind=OrganisationKind.MANAGING).first()
        if found is not None:
            return found
    try:
        return people.create_organisation(
            None, name=name, kind=OrganisationKind.MANAGING, division=division, uscc_code=uscc, at=at
        )
    except PeopleRefused as refused:
        field = "uscc" if "uscc" in refused.code else "unit_name"
        raise Refused(refused.code, refused.sentence, field=field) from refused


@transaction.atomic
def key_in(
    by: Account, filing: Filing, given: Mapping[str, object], *, seen: int | None = None, now: datetime | None = None
) -> Filing:
    """Key what the paper says. Raises Refused, Conflict; nothing is kept then."""
    kept = locked(filing, seen)
    step = require(kept, "key", by)
    cleaned = answers.cleaned(given)
    if cleaned.get("place_category") in ("other_public", "non_public"):
        raise Refused("exempt", _("这类场所无需备案，请把材料退还本人并说明。"), field="place_category", cite="R9(2)")
    before = (kept.division, kept.jurisdiction)
    _set(kept, cleaned)
    if (kept.division, kept.jurisdiction) != before and not permissions.in_charge(by.organisation, kept):
        raise Refused("other_place", _("系统不在本机关管辖的行政区划内"), field="division", cite="R14(1)")
    at = now_or(now)
    if "place_category" in given:
        _recheck(kept, at)
    first = kept.state != step.to
    keep(kept, at, state=step.to)
    finding.refresh(kept)
    if first:
        note(kept, "key", by, at)
    return kept


@transaction.atomic
def receive_again(by: Account, filing: Filing, *, seen: int | None = None, now: datetime | None = None) -> Filing:
    """The person came back with what was missing. Raises Refused, Conflict."""
    kept = locked(filing, seen)
    step = require(kept, "receive", by)
    at = now_or(now)
    kept.due = clocks.start_archive(kept, at)  # the one that runs since the papers first came
    keep(kept, at, state=step.to)
    note(kept, "receive", by, at)
    return kept
