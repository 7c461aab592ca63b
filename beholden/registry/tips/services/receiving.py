"""A tip comes in, from anybody and without an account (R24(2)). Sent twice, it stands once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from beholden.engines import rulebook
from beholden.ground.people.models import Organisation
from beholden.ground.places import coordinates
from beholden.ground.places import queries as places
from beholden.ground.uploads import Kept
from beholden.registry.filings.answers import Refused
from beholden.registry.tips import codes, desks, media, scope, sealed, wording
from beholden.registry.tips.models import Tip, TipFile
from beholden.registry.tips.services import clocks
from beholden.registry.tips.services.writing import log, note, now_or

KIND = "tip"


@dataclass(frozen=True, slots=True)
class TipFields:
    """What a person reports. Degrees of WGS-84; ``token`` is the word of the form it came by."""

    token: str
    subject: str
    words: str
    division: str
    place: str
    contact: str = ""
    urgent: bool = False
    lon: float | None = None
    lat: float | None = None
    sign: str = ""


def receive(given: TipFields, files: Iterable[Kept] = (), *, now: datetime | None = None) -> tuple[Tip, str]:
    """Take in a tip; (the tip, its receipt code). The same form again gives the same code and no second tip.

    Raises Refused: no_choice, empty, too_long, no_division, off_earth, no_authority, too_many.
    """
    at = now_or(now)
    receipt = codes.receipt(KIND, given.token)
    known = Tip.objects.filter(receipt=codes.digest(receipt)).first()
    if known is not None:
        return known, receipt
    try:
        with transaction.atomic():
            return _made(given, list(files), receipt, at), receipt
    except IntegrityError:
        known = Tip.objects.filter(receipt=codes.digest(receipt)).first()
        if known is None:
            raise
        return known, receipt


def checked(given: TipFields, on: datetime) -> tuple[TipFields, Organisation]:
    """The fields as they are kept, and whose the tip is: before any byte of a file is read. Raises Refused."""
    day = timezone.localdate(on)
    if given.subject not in scope.subjects(day):
        raise Refused("no_choice", _("请选择举报的是哪一种情况"), field="subject", cite="R24(2)")
    words = wording.kept(given.words, _("情况"), wording.LONGEST_WORDS, field="words", least=4, lines=True)
    place = wording.kept(given.place, _("地点"), wording.LONGEST_PLACE, field="place", least=2)
    contact = wording.kept(given.contact, _("联系方式"), wording.LONGEST_CONTACT, field="contact")
    try:
        places.division(given.division, day)
    except rulebook.LawError as error:
        raise Refused("no_division", _("没有找到这个县（市、区），请重新填写"), field="county") from error
    if given.lon is not None and given.lat is not None:
        try:
            coordinates.check(given.lon, given.lat)
        except coordinates.NoPosition as error:
            raise Refused("off_earth", _("地图上的位置不正确，请重新标注"), field="lon") from error
    kept = TipFields(
        given.token,
        given.subject,
        words,
        given.division,
        place,
        contact,
        given.urgent or given.subject == scope.PRIVACY,
        given.lon if given.lat is not None else None,
        given.lat if given.lon is not None else None,
        given.sign[:16],
    )
    return kept, desks.for_tip(given.division)


def _made(given: TipFields, files: list[Kept], receipt: str, at: datetime) -> Tip:
    kept, authority = checked(given, at)
    if len(files) > media.MOST:
        raise Refused("too_many", _("最多附 %(most)d 个文件") % {"most": media.MOST}, field="files")
    code = codes.tip_code()
    tip = Tip(
        code=code,
        receipt=codes.digest(receipt),
        subject=kept.subject,
        urgent=kept.urgent,
        authority=authority,
        division=kept.division,
        place=kept.place,
        lon=kept.lon,
        lat=kept.lat,
        sign=kept.sign,
        words=sealed.shut(KIND, code, "words", kept.words),
        contact=sealed.shut(KIND, code, "contact", kept.contact) if kept.contact else "",
        received_at=at,
        arrived_at=at,
        changed_at=at,
    )
    clocks.begin(tip, at)
    tip.log_index = _logged(tip, kept.words, files, at)
    tip.save()
    for file in {file.sha256: file for file in files}.values():
        TipFile.objects.create(tip=tip, media_type=file.media_type, bytes=file.bytes, sha256=file.sha256, at=at)
    note(tip, "receive", None, at, log_index=tip.log_index)
    return tip


def _logged(tip: Tip, words: str, files: list[Kept], at: datetime) -> int | None:
    """That it came, so that nobody can make it never have come. A log that is down does not turn a reporter away."""
    digest = hashlib.sha256(words.encode()).hexdigest()
    try:
        return log(tip, "receive", None, at, words=digest, files=[file.sha256 for file in files])
    except Refused:
        return None
