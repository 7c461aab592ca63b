"""People in key posts (R16(2)(1)): kept with the post, their papers sealed, read only for a stated reason (PIPL 51)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.engines import sealing
from beholden.ground.people.models import Account
from beholden.site.dossiers import fields, permissions
from beholden.site.dossiers.models import StaffMember
from beholden.site.dossiers.refusals import Conflict, Refused
from beholden.site.dossiers.services.writing import log, now_or

PRIVATE = {"id_number": 32, "telephone": 32}
_MOST = 2_000  # in one unit


@transaction.atomic
def add_staff(by: Account, given: Mapping[str, object], *, now: datetime | None = None) -> StaffMember:
    """A person in a key post of the manager's own unit. Raises Refused."""
    if not permissions.may_write(by) or by.organisation is None:
        raise Refused("not_yours", _("只有管理单位的负责人可以办理。"))
    if StaffMember.objects.filter(unit=by.organisation).count() >= _MOST:
        raise Refused("too_many", _("人员太多了，请联系维护人员"))
    at = now_or(now)
    made = StaffMember(unit=by.organisation, created_by=by, created_at=at)
    _fill(made, given, at)
    made.save()
    log(made.code, "add_staff", by, at)
    return made


@transaction.atomic
def change_staff(
    by: Account, person: StaffMember, given: Mapping[str, object], *, seen: int | None, now: datetime | None = None
) -> StaffMember:
    """Other particulars; sealed ones left empty stay as they are. Raises Refused, Conflict."""
    kept = _locked(by, person, seen)
    at = now_or(now)
    _fill(kept, given, at)
    kept.revision += 1
    kept.save()
    log(kept.code, "change_staff", by, at)
    return kept


@transaction.atomic
def leave_staff(
    by: Account, person: StaffMember, on: object, *, seen: int | None = None, now: datetime | None = None
) -> StaffMember:
    """The person left the post: nothing more is owed for them, what was kept stays. Raises Refused, Conflict."""
    kept = _locked(by, person, seen)
    at = now_or(now)
    day = fields.day(on, _("离岗日期"), "left_on")
    if day is None:
        raise Refused("empty", _("请填写%(label)s") % {"label": _("离岗日期")}, field="left_on")
    if day < kept.joined_on or day > timezone.localdate(at):
        raise Refused("ends_first", _("离岗日期应当在到岗日期之后、今天之前"), field="left_on")
    kept.left_on = day
    kept.revision += 1
    kept.save()
    log(kept.code, "leave_staff", by, at)
    return kept


@transaction.atomic
def reveal_staff(by: Account, person: StaffMember, *, why: str, now: datetime | None = None) -> dict[str, str]:
    """Identity number and telephone for a stated reason, which stands in the log. Raises Refused."""
    if not permissions.writes_for(by, person):
        raise Refused("not_yours", _("您的岗位不查看人员的证件信息。"))
    reason = fields.text(why, _("理由"), 200, field="why")
    if len(reason) < 2:
        raise Refused("empty", _("请写明查看的理由"), field="why")
    log(person.code, "reveal_staff", by, now_or(now), why=reason)
    return private_of(person)


def private_of(person: StaffMember) -> dict[str, str]:
    """The sealed particulars in clear; {} when there are none or the key is another one's."""
    if not person.sealed:
        return {}
    try:
        found: dict[str, str] = json.loads(
            sealing.unseal(person.sealed, sealing.installation_key(settings.DATA), _context(person))
        )
    except sealing.SealBroken:
        return {}
    return found


def masked_private(person: StaffMember) -> dict[str, str]:
    """The ends of the numbers, as pages show them."""
    return {
        name: f"{value[:2]}{'*' * max(3, len(value) - 4)}{value[-2:]}"
        for name, value in private_of(person).items()
        if len(value) > 4
    }


def _context(person: StaffMember) -> str:
    return f"dossier staff {person.code}"


def _locked(by: Account, person: StaffMember, seen: int | None) -> StaffMember:
    kept = StaffMember.objects.select_for_update().get(pk=person.pk)
    if not permissions.writes_for(by, kept):
        raise Refused("not_yours", _("只有管理单位的负责人可以办理。"))
    if seen is not None and kept.revision != seen:
        raise Conflict
    return kept


def _fill(person: StaffMember, given: Mapping[str, object], at: datetime) -> None:
    for name, label, longest in (("name", _("姓名"), 64), ("post", _("岗位"), 100)):
        kept = fields.text(given.get(name), label, longest, field=name)
        if not kept:
            raise Refused("empty", _("请填写%(label)s") % {"label": label}, field=name)
        setattr(person, name, kept)
    joined = fields.day(given.get("joined_on"), _("到岗日期"), "joined_on")
    if joined is None:
        raise Refused("empty", _("请填写%(label)s") % {"label": _("到岗日期")}, field="joined_on")
    if person.left_on and joined > person.left_on:
        raise Refused("ends_first", _("到岗日期晚于离岗日期"), field="joined_on")
    person.joined_on = joined
    typed = {
        name: fields.text(given.get(name), _("证件号码或者电话"), longest, field=name)
        for name, longest in PRIVATE.items()
    }
    private = {**private_of(person), **{name: value for name, value in typed.items() if value}}
    if private:
        text = json.dumps(private, ensure_ascii=False).encode()
        person.sealed = sealing.seal(text, sealing.installation_key(settings.DATA), _context(person))
