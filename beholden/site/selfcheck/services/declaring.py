"""What a person of the unit says of an item, for a while (M10): who, until when, with a photo where one is due."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.ground.people.models import Account
from beholden.ground.systems import wording
from beholden.ground.systems.models import System
from beholden.ground.uploads import named
from beholden.site.dossiers import uploads
from beholden.site.dossiers.refusals import Refused
from beholden.site.selfcheck import answering, permissions
from beholden.site.selfcheck.models import Declaration, Result


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it comes in: its name as typed, its bytes in pieces."""

    name: str
    chunks: Iterable[bytes]


def declare(
    by: Account,
    system: System,
    number: int,
    result: str,
    note: str = "",
    *,
    upload: Upload | None = None,
    now: datetime | None = None,
) -> Declaration:
    """Keep what ``by`` says of item ``number``; it is asked again after `BEHOLDEN_SELFCHECK_DAYS`.

    Raises PermissionDenied, Refused: an item that is measured or does not apply, a gap without a word about it, a sign
    without its photo.
    """
    permissions.require(by, system)
    at = now or timezone.now()
    found = answering.sheet(system, at)
    one = found.answer(number)
    if one is None or not answering.declarable(one.item, one):
        raise Refused("not_declared", _("这一项由系统测得，或者在这里不适用，不需要自述。"))
    if result not in (Result.CONFORM, Result.VIOLATION):
        raise Refused("no_choice", _("请选择符合或者不符合"), field="result")
    try:
        text = wording.text(note, field="note", label=_("说明"), longest=500, lines=True)
    except wording.Refused as refused:
        raise Refused("bad_text", str(refused), field="note") from refused
    if result == Result.VIOLATION and not text:
        raise Refused("empty", _("不符合的，请写明情况"), field="note")
    needed = answering.PHOTO in one.item.evidence and result == Result.CONFORM
    if upload is None and needed:
        raise Refused("no_file", _("请附上照片（JPG、PNG）或者 PDF 文件"), field="file", cite=one.item.cite)
    if upload is None and result == Result.CONFORM and not text:
        raise Refused("empty", _("请写明依据，或者附上文件"), field="note")
    sha256, media, name = "", "", ""
    if upload is not None:
        sha256, _size, media = uploads.SHELF.keep(upload.chunks, uploads.TAKES)
        name = named(upload.name, media)
    with transaction.atomic():
        return Declaration.objects.create(
            system=system,
            item=number,
            checklist=found.checklist.sha256,
            result=result,
            note=text,
            until=timezone.localdate(at) + timedelta(days=settings.SELFCHECK_DAYS),
            by=by,
            at=at,
            file_name=name,
            media_type=media,
            sha256=sha256,
        )
