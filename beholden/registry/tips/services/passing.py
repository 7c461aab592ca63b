"""A tip that is another authority's is passed on, within the hours of 程序规定61(2), and acknowledged there."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from beholden.ground.documents import services as documents
from beholden.ground.people.models import Account, Organisation
from beholden.ground.people.roles import Kind
from beholden.registry.filings.answers import Refused
from beholden.registry.tips import letters, wording
from beholden.registry.tips.models import Tip, TipAction, TipTransfer
from beholden.registry.tips.services import clocks
from beholden.registry.tips.services.writing import keep, locked, log, note, now_or, require, subject


@transaction.atomic
def transfer(
    by: Account,
    tip: Tip,
    *,
    to: Organisation,
    why: str,
    seen: int | None = None,
    now: datetime | None = None,
) -> TipTransfer:
    """Pass it on to the authority whose it is; theirs from now on, with a clock of its own.

    Late, it is passed on all the same, and stands as late. Raises Refused, Conflict.
    """
    kept = locked(tip, seen)
    step = require(kept, TipAction.TRANSFER, by)
    reason = wording.kept(why, _("理由"), wording.LONGEST_REASON, field="why", least=4)
    if to.kind != Kind.AUTHORITY or to.pk == kept.authority_id:
        raise Refused("no_choice", _("请选择有管辖权的另一个公安机关"), field="to")
    at = now_or(now)
    sender = kept.authority
    in_time = clocks.passed_on(kept, at)
    context = letters.transfer(kept, sender, to, reason)
    document = documents.issue("tip_transfer", subject(kept), context, by, authority=sender, now=at).number
    kept.authority, kept.handler = to, None
    clocks.begin(kept, at)
    keep(kept, at, step)
    made = TipTransfer.objects.create(
        tip=kept, sender=sender, receiver=to, by=by, at=at, in_time=in_time, why=reason, document=document
    )
    index = log(kept, "transfer", by, at, to=to.name, why=reason, in_time=in_time, document=document)
    note(kept, TipAction.TRANSFER, by, at, f"{to.name}：{reason}", document=document, log_index=index)
    return made
