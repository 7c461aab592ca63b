"""At the end of its term, who asked is erased: sealed particulars and uploaded papers; what was decided stays.

How long the records of providing personal information are kept says the law (`provision_records.retention`).
"""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from beholden.engines import rulebook
from beholden.site.requests.models import FootageRequest, RequestFile
from beholden.site.requests.services.filing import SHELF
from beholden.site.requests.services.writing import note, now_or

RULE = "provision_records.retention"


def kept_until(request: FootageRequest) -> date | None:
    """The last day the particulars are kept; None while the request is open or no rule gives a number."""
    if request.ended_at is None:
        return None
    on = timezone.localdate(request.ended_at)
    try:
        return rulebook.opened(settings.LAW).due(RULE, on, request.system.division[:6], {}).due.due
    except rulebook.LawError:
        return None


def erase_due(*, now: datetime | None = None) -> int:
    """Erase who asked wherever the term is over; how many requests."""
    at = now_or(now)
    gone = 0
    ended = FootageRequest.objects.filter(ended_at__isnull=False, erased_at__isnull=True).select_related("system")
    for pk in list(ended.values_list("pk", flat=True)):
        with transaction.atomic():
            kept = FootageRequest.objects.select_for_update(of=("self",)).select_related("system").get(pk=pk)
            until = kept_until(kept)
            if until is None or timezone.localdate(at) <= until:
                continue
            paths = [SHELF.where(one.sha256) for one in kept.files.all()]
            others = RequestFile.objects.exclude(request=kept).filter(erased_at__isnull=True)
            shared = {SHELF.where(sha) for sha in others.values_list("sha256", flat=True)}
            kept.files.update(erased_at=at)
            kept.private, kept.erased_at, kept.receipt = "", at, None
            kept.revision += 1
            kept.save()
            note(kept, "erase", None, at)
        for path in paths:
            if path not in shared:
                path.unlink(missing_ok=True)
        gone += 1
    return gone
