"""What a person with a receipt code adds, to a tip or to a complaint. Sent twice, it stands once."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from beholden.registry.filings.answers import Refused
from beholden.registry.tips import codes, sealed, wording
from beholden.registry.tips.models import Complaint, ComplaintMessage, Tip, TipMessage
from beholden.registry.tips.services.writing import keep, locked, note, note_complaint, now_or, require

MOST = 100


def add(one: Tip | Complaint, *, token: str, words: str, now: datetime | None = None) -> None:
    """Add words; ``token`` is the form's. Raises Refused: not_now, empty, too_long, too_many."""
    digest = codes.digest(codes.receipt("message", token))
    rows = TipMessage.objects if isinstance(one, Tip) else ComplaintMessage.objects
    if rows.filter(receipt=digest).exists():
        return
    said = wording.kept(words, _("补充的内容"), wording.LONGEST_WORDS, field="words", least=2, lines=True)
    try:
        with transaction.atomic():
            _add(one, digest, said, now_or(now))
    except IntegrityError:
        if not rows.filter(receipt=digest).exists():
            raise


def _add(one: Tip | Complaint, digest: str, said: str, at: datetime) -> None:
    kept = locked(one, None)
    step = require(kept, "add", None)
    if kept.messages.count() >= MOST:
        raise Refused("too_many", _("补充的次数太多了，请等待办理"), field="words")
    keep(kept, at, step)
    if isinstance(kept, Tip):
        shut = sealed.shut("tip", kept.code, "message", said)
        TipMessage.objects.create(tip=kept, at=at, by=None, words=shut, receipt=digest)
        note(kept, "add", None, at)
        return
    shut = sealed.shut("complaint", kept.code, "message", said)
    ComplaintMessage.objects.create(complaint=kept, at=at, by=None, words=shut, receipt=digest)
    note_complaint(kept, "add", None, at)
