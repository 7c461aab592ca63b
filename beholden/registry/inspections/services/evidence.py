"""Photos, documents, the body camera's recording: announced with a hash, then their bytes (M13).

When a thing was taken and when it reached us are two times; the hash taken on the device is what arrives, or nothing.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from beholden.ground.people.models import Account
from beholden.registry.filings.answers import Refused, text
from beholden.registry.inspections import files
from beholden.registry.inspections.models import Evidence, EvidenceKind, Inspection
from beholden.registry.inspections.services.writing import Moment, keep, locked, note, now_or, reasoned, require

MOST: Final = 300  # pieces of evidence of one visit
_HASH = re.compile(r"[0-9a-f]{64}")


@transaction.atomic
def announce(
    by: Account,
    visit: Inspection,
    kind: str,
    *,
    sha256: str = "",
    reference: str = "",
    item: int | None = None,
    name: str = "",
    words: str = "",
    lat: float | None = None,
    lon: float | None = None,
    action: uuid.UUID | None = None,
    now: datetime | None = None,
    moment: Moment | None = None,
) -> Evidence:
    """Say what was taken, when, where; the file follows (`arrive`). A body camera's recording may be named by its
    ``reference`` in the police's store instead. Raises Refused."""
    kept = locked(visit)
    require(kept, "attach", by)
    if kind not in EvidenceKind.values:
        raise Refused("no_choice", _("请选择证据的种类"), field="kind")
    if item is not None and item not in kept.items:
        raise Refused("not_pinned", _("第 %(item)s 项不在这次检查的范围内。") % {"item": item}, field="item")
    digest = sha256.lower()
    named = text(reference, _("编号"), 200, field="reference")
    if digest and not _HASH.fullmatch(digest):
        raise Refused("no_hash", _("文件哈希应为 64 位十六进制数字"), field="sha256")
    if not digest and not (named and kind == EvidenceKind.BODY_CAMERA):
        raise Refused("no_hash", _("请选择文件；执法记录仪的录像可以只写编号"), field="file")
    if (lat is None) != (lon is None) or (lat is not None and lon is not None and not _on_earth(lat, lon)):
        raise Refused("nowhere", _("拍摄位置的经纬度不对"), field="lat")
    if kept.evidence.count() >= MOST:
        raise Refused("too_many", _("这次检查的证据太多了，最多 %(most)d 件") % {"most": MOST}, field="file")
    when = moment or Moment.here(now)
    made = Evidence.objects.create(
        inspection=kept,
        item=item,
        kind=kind,
        name=_name(name),
        note=text(words, _("说明"), 500, field="note", lines=True),
        sha256=digest,
        reference=named,
        lat=lat,
        lon=lon,
        action=action,
        by=by,
        **when.told(),
    )
    keep(kept, when.at_server)
    return made


def _on_earth(lat: float, lon: float) -> bool:
    return -90 <= lat <= 90 and -180 <= lon <= 180


def _name(typed: str) -> str:
    return "".join(letter for letter in str(typed) if letter.isprintable() and letter not in '/\\:*?"<>|')[:120].strip(
        ". "
    )


def arrive(by: Account, piece: Evidence, chunks: Iterable[bytes], *, now: datetime | None = None) -> Evidence:
    """The bytes of announced evidence: kept when they hash to what was announced. Coming again changes nothing.

    Raises Refused: not_now, damaged, too_large, bad_file; then the announcement still waits for its file.
    """
    visit = piece.inspection
    require(visit, "attach", by)
    if piece.arrived_at is not None:
        return piece
    if piece.dropped_at is not None or not piece.sha256:
        raise Refused("gone", _("这件证据不等待文件"), field="file")
    _sha256, size, media = files.keep(chunks, piece.kind, piece.sha256)
    with transaction.atomic():
        kept = locked(visit)
        require(kept, "attach", by)
        at = now_or(now)
        Evidence.objects.filter(pk=piece.pk, arrived_at__isnull=True).update(
            arrived_at=at, bytes=size, media_type=media
        )
        keep(kept, at)
    piece.refresh_from_db()
    return piece


def attach(
    by: Account,
    visit: Inspection,
    kind: str,
    name: str,
    chunks: Iterable[bytes],
    *,
    item: int | None = None,
    words: str = "",
    taken_at: datetime | None = None,
    now: datetime | None = None,
) -> Evidence:
    """A file given at a desk: kept and hashed on arrival. ``taken_at`` is when it was taken, as the person says.

    Raises Refused; nothing is kept then.
    """
    require(visit, "attach", by)
    if kind not in EvidenceKind.values:
        raise Refused("no_choice", _("请选择证据的种类"), field="kind")
    at = now_or(now)
    if taken_at is not None and taken_at > at:
        raise Refused("later", _("拍摄时间不能晚于现在"), field="taken_at")
    sha256, size, media = files.keep(chunks, kind)
    moment = Moment(taken_at or at, 0 if taken_at is None else None, at)
    with transaction.atomic():
        made = announce(by, visit, kind, sha256=sha256, item=item, name=name, words=words, moment=moment)
        made.arrived_at, made.bytes, made.media_type = at, size, media
        made.save(update_fields=["arrived_at", "bytes", "media_type"])
    return made


@transaction.atomic
def drop(by: Account, visit: Inspection, code: str, *, why: str, now: datetime | None = None) -> Inspection:
    """Take a piece of evidence out of the record, with the reason; the row and the file stay. Raises Refused."""
    kept = locked(visit)
    require(kept, "drop", by)
    reason = reasoned(why, "why", longest=200)
    at = now_or(now)
    if not kept.evidence.filter(code=code, dropped_at__isnull=True).update(dropped_at=at, dropped_why=reason):
        raise Refused("gone", _("没有这件证据"))
    keep(kept, at)
    note(kept, "drop", by, Moment.here(at), f"{code} {reason}")
    return kept
