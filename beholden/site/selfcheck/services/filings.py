"""Asking the registry what is filed of a System (R14, M10(4)), signed with the log's key; the last answer is kept."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.engines.attestation import question
from beholden.engines.sealing import KeyFileError
from beholden.ground.evidence import keys
from beholden.ground.people.models import Account
from beholden.ground.systems import wording
from beholden.ground.systems.models import System
from beholden.site.dossiers.refusals import Refused
from beholden.site.selfcheck import permissions, registry
from beholden.site.selfcheck.models import FilingSeen

logger = logging.getLogger(__name__)
PATH = "/api/standing"
AGAIN = timedelta(hours=20)  # an answer younger than this is not asked for again by the job


def name_filing(
    by: Account, system: System, number: str, *, post: registry.Post = registry.post, now: datetime | None = None
) -> FilingSeen:
    """Keep the number on the receipt (or none) and ask at once. Raises PermissionDenied, Refused."""
    permissions.require(by, system)
    try:
        typed = wording.text(number, field="number", label=_("备案编号"), longest=40)
    except wording.Refused as refused:
        raise Refused("bad_text", str(refused), field="number") from refused
    with transaction.atomic():
        seen, _made = FilingSeen.objects.select_for_update().get_or_create(system=system)
        if seen.number != typed:
            seen.number, seen.answer, seen.answered_at = typed, {}, None
            seen.save()
    return ask(system, post=post, now=now)


def ask(system: System, *, post: registry.Post = registry.post, now: datetime | None = None) -> FilingSeen:
    """Ask, and keep what is answered, or why nothing was."""
    at = now or timezone.now()
    number = FilingSeen.objects.filter(system=system).values_list("number", flat=True).first() or ""
    answer, said = {}, ""
    try:
        signers = keys.signers(settings.DATA)
        asked = question.Question(system.code, number, system.unit.uscc, signers[0].verifier.name, at)
        answered = post(PATH, question.ask(asked, signers))
    except registry.Unreachable as error:
        said = _unreachable(error)
    except KeyFileError as error:
        said = str(error)[:300]
    else:
        if answered.status == 200 and isinstance(answered.json.get("known"), bool):
            answer = answered.json
        else:
            said = answered.why
    values = {"asked_at": at, "said": said} | ({"answer": answer, "answered_at": at} if answer else {})
    return FilingSeen.objects.update_or_create(system=system, defaults=values)[0]


def ask_all(*, post: registry.Post = registry.post, now: datetime | None = None) -> int:
    """Ask for every System whose answer has grown old; returns how many were asked. Nothing without a registry."""
    if not registry.where():
        return 0
    at = now or timezone.now()
    fresh = FilingSeen.objects.filter(answered_at__gt=at - AGAIN).values("system_id")
    tried = FilingSeen.objects.filter(asked_at__gt=at - timedelta(hours=1)).values("system_id")
    systems = System.objects.exclude(pk__in=fresh).exclude(pk__in=tried).select_related("unit")
    count = 0
    for system in systems.order_by("pk")[:200]:
        seen = ask(system, post=post, now=at)
        count += 1
        if seen.said:
            logger.info("the registry was asked for %s: %s", system.code, seen.said)
    return count


def _unreachable(error: registry.Unreachable) -> str:
    if str(error) == "BEHOLDEN_REGISTRY":
        return _("还没有设置登记机关的地址（BEHOLDEN_REGISTRY）")
    return (_("连不上登记机关：%(why)s") % {"why": error})[:300]
