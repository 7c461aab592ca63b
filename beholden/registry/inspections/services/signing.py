"""Signatures under what was found: both officers, and the unit or its refusal. They hold while the content stays."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from beholden.ground.people.models import Account
from beholden.registry.filings.answers import Refused, text
from beholden.registry.inspections import signatures
from beholden.registry.inspections.models import Inspection, Manner, Outcome, Signature, Signer
from beholden.registry.inspections.services.writing import Moment, keep, locked, reasoned, require

LONGEST_PATH: Final = 40_000
LARGEST_SIDE: Final = 4_000
_PATH = re.compile(r"[ML0-9., -]+")


@transaction.atomic
def sign(
    by: Account,
    visit: Inspection,
    signer: str,
    manner: str,
    *,
    account: Account | None = None,
    name: str = "",
    title: str = "",
    path: str = "",
    width: int = 0,
    height: int = 0,
    reason: str = "",
    seen: int | None = None,
    now: datetime | None = None,
    moment: Moment | None = None,
) -> Signature:
    """One signature. ``path`` is the stroke as SVG path data of M and L only, in a box ``width`` × ``height``.

    ``account`` is the signing officer (default: ``by``), one of the visit's. The unit signs by name, drawn or typed, or
    refuses with the reason. Raises Refused, Conflict.
    """
    kept = locked(visit, seen)
    require(kept, "sign", by)
    if signer not in Signer.values or manner not in Manner.values:
        raise Refused("no_choice", _("请选择签名人和签名方式"), field="signer")
    officer = (account or by) if signer == Signer.OFFICER else None
    if officer is not None and not kept.officers.filter(pk=officer.pk).exists():
        raise Refused("not_an_officer", _("签名的民警不在这次检查的名单里"), field="account")
    if signer == Signer.UNIT and kept.outcome == Outcome.ABSENT:
        raise Refused("absent", _("已经记录无人在场，不能再由单位签名；有人到场的，先恢复检查。"), field="signer")
    if officer is not None and manner == Manner.REFUSED:
        raise Refused("no_choice", _("检查民警应当签名"), field="manner")
    sealed = {} if manner == Manner.REFUSED else _stroke(manner, path, width, height)
    why = reasoned(reason, "reason") if manner == Manner.REFUSED else ""
    if signer == Signer.UNIT:
        sealed |= {"name": text(name, _("姓名"), 64, field="name"), "title": text(title, _("职务"), 64, field="title")}
        if not sealed["name"] and manner != Manner.REFUSED:
            raise Refused("empty", _("请写明签名人的姓名"), field="name")
    when = moment or Moment.here(now)
    made = Signature(
        inspection=kept,
        signer=signer,
        account=officer,
        manner=manner,
        reason=why,
        content_sha256=signatures.content_sha256(kept),
        by=by,
        **when.told(),
    )
    made.save()
    made.sealed = signatures.sealed(made, sealed)
    made.save(update_fields=["sealed"])
    keep(kept, when.at_server)
    return made


def _stroke(manner: str, path: str, width: int, height: int) -> dict[str, Any]:
    if manner != Manner.DRAWN:
        return {}
    sound = 0 < len(path) <= LONGEST_PATH and path.startswith("M") and _PATH.fullmatch(path)
    if not sound or not (0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE):
        raise Refused("no_stroke", _("没有收到签名的笔迹，请重新签名"), field="path")
    return {"path": path, "width": width, "height": height}
