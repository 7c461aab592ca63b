"""What is filed of a System, told to the site that asks with the key of its log (R14, M10(4)); no person signs in.

The site must name the System by its code here or by the number on its receipt, and be a log this registry knows. It
learns whether that is filed, since when, and how many cameras; not where they stand.
"""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router

from beholden.engines.attestation.fields import BadStatement
from beholden.engines.attestation.question import Question, digest, heard
from beholden.engines.ledger.note import LARGEST_NOTE, NoteError, NotSigned, Verifier
from beholden.engines.sealing import KeyFileError
from beholden.ground.evidence import keys, witnessing
from beholden.registry.filings.answers import Refused
from beholden.registry.filings.models import Filing, State

router = Router(tags=["filings"])
_LATEST: Final = (State.DRAFT, State.WITHDRAWN)  # of these the authority knows nothing


@router.post("/standing", response={200: dict[str, Any]}, auth=None)
def standing(request: HttpRequest) -> Any:
    """The filing of the System named in a signed question; ``known`` false when nothing is filed of it."""
    if len(request.body) > LARGEST_NOTE:
        raise Refused("bad_question", _("请求太大"))
    try:
        question = heard(request.body, known_sites(), timezone.now())
    except NotSigned as error:
        raise Refused("not_yours", _("签名不是本登记机关已知场所的，不予回答")) from error
    except (NoteError, BadStatement) as error:
        raise Refused("bad_question", _("无法读取请求：%(why)s") % {"why": error}) from error
    return answer(question)


def known_sites() -> list[Verifier]:
    """Keys of the logs this registry knows; its own too when it is site and registry in one. Raises NoteError."""
    found = [key for of_one in witnessing.known_logs(settings.DATA).values() for key in of_one]
    if settings.ROLE != "all":
        return found
    try:
        return [*found, *keys.verifiers(settings.DATA)]
    except KeyFileError:
        return found  # without its key the own log signs nothing either; others' are still heard


def answer(question: Question) -> dict[str, Any]:
    """What is filed; when nothing is in force, the state of what was handed in last."""
    named = Q(system__code=question.system) if question.system else Q(pk__in=[])
    if question.number:
        named |= Q(number=question.number)
    found = Filing.objects.filter(named).exclude(state__in=_LATEST).select_related("unit")
    of_the_unit = [
        one for one in found.order_by("-in_force", "-id")[:20]
        if not question.unit or not one.unit.uscc or one.unit.uscc == question.unit
    ]  # fmt: skip
    if not of_the_unit:
        return {"known": False}
    filing = of_the_unit[0]
    sources = list(filing.cameras.values_list("source", flat=True))
    return {
        "known": True,
        "in_force": filing.in_force,
        "number": filing.number or "",
        "version": filing.version,
        "state": filing.state,
        "since": timezone.localdate(filing.decided_at).isoformat() if filing.decided_at else "",
        "cameras": filing.camera_count,
        # cameras typed by hand or taken from a list have no code of the site's to compare
        "codes": digest(sources) if all(sources) else "",
        "retention_days": str(filing.answers.get("retention_days") or ""),
    }
