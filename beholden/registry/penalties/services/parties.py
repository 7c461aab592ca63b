"""Who the parties are: persons sealed when written, masked in pages, opened for a reason that stays on record."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.engines import sealing
from beholden.ground.people.models import Account, Organisation
from beholden.registry.filings.answers import Refused, text
from beholden.registry.filings.kinds import IdKind
from beholden.registry.penalties import framing, permissions
from beholden.registry.penalties.codes import party_code
from beholden.registry.penalties.models import Case, Party, PartyKind
from beholden.registry.penalties.services.writing import keep, locked, note, now_or, require, said

_MOST = 20  # persons beside one unit


@dataclass(frozen=True, slots=True)
class Person:
    """A natural person as typed."""

    name: str
    id_kind: str = IdKind.RESIDENT.value
    id_number: str = ""
    telephone: str = ""
    address: str = ""
    post: str = ""


def write_unit(case: Case, unit: Organisation) -> Party:
    """The unit as the main party."""
    return Party.objects.create(case=case, kind=PartyKind.UNIT, shown=unit.name, uscc=unit.uscc)


def write_person(case: Case, kind: str, typed: Person) -> Party:
    """A person as a party: the name masked, all else sealed. Raises Refused."""
    name = text(typed.name, _("姓名"), 64, field="name")
    number = text(typed.id_number, _("证件号码"), 40, field="id_number").upper()
    if not name:
        raise Refused("empty", _("请填写%(label)s") % {"label": _("姓名")}, field="name")
    if typed.id_kind not in IdKind.values:
        raise Refused("no_choice", _("请选择证件种类"), field="id_kind")
    if len(number) < 5 or not number.isascii() or not number.isalnum():
        raise Refused("bad_number", _("证件号码应为 5 位以上的数字或者字母"), field="id_number")
    kept = {
        **asdict(typed),
        "name": name,
        "id_number": number,
        "telephone": text(typed.telephone, _("电话"), 40, field="telephone"),
        "address": text(typed.address, _("住址"), 200, field="address"),
    }
    code, post = party_code(), text(kept.pop("post"), _("职务"), 100, field="post")
    sealed = sealing.seal(
        json.dumps(kept, ensure_ascii=False).encode(), sealing.installation_key(settings.DATA), _bound(code)
    )
    return Party.objects.create(case=case, code=code, kind=kind, shown=masked(name), post=post, sealed=sealed)


@transaction.atomic
def add_responsible(
    by: Account, case: Case, typed: Person, *, seen: int | None = None, now: datetime | None = None
) -> Party:
    """Somebody responsible in the unit; only where the Regulation fines such persons. Raises Refused, Conflict."""
    kept, at = locked(case, seen), now_or(now)
    require(kept, "add_party", by)
    if kept.unit is None:
        raise Refused("no_unit", _("当事人是个人，没有责任人员。"), field="name")
    found = framing.frame(kept, timezone.localdate(at))
    if framing.range_for(found, PartyKind.RESPONSIBLE) is None:
        raise Refused("no_fine", _("条例对责任人员没有罚款。"), cite=found.violation.passage.cite)
    if kept.parties.count() > _MOST:
        raise Refused("too_many", _("责任人员太多，请核对。"), field="name")
    made = write_person(kept, PartyKind.RESPONSIBLE, typed)
    keep(kept, at)
    note(kept, "add_party", by, at, made.shown, party=made.code)
    return made


def particulars(party: Party) -> dict[str, Any]:
    """A person's particulars in clear, {} for a unit and when the key is another one's."""
    if not party.sealed:
        return {}
    try:
        opened = sealing.unseal(party.sealed, sealing.installation_key(settings.DATA), _bound(party.code))
    except sealing.SealBroken:
        return {}
    found: dict[str, Any] = json.loads(opened)
    return found


def masked_number(party: Party) -> str:
    """The ends of the number of a person's document."""
    number = str(particulars(party).get("id_number", ""))
    return f"{number[:2]}{'*' * max(0, len(number) - 4)}{number[-2:]}" if number else ""


def masked(name: str) -> str:
    """A person's name as lists show it."""
    return name[:1] + "*" * min(max(1, len(name) - 1), 3)


@transaction.atomic
def reveal(by: Account, party: Party, *, why: str, now: datetime | None = None) -> dict[str, Any]:
    """A person's particulars for a stated reason, which stands in the log. Raises Refused."""
    if not permissions.handles(by, party.case):
        raise Refused("not_yours", _("您的岗位不查看当事人信息。"))
    reason, at = said(why, _("查看的理由"), "why", longest=200, least=2), now_or(now)
    note(party.case, "reveal", by, at, reason, party=party.code, why=reason)
    return particulars(party)


def _bound(code: str) -> str:
    return f"penalty party {code}"
