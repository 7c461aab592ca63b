"""Files of an order: fixed evidence, proof of service, what the unit shows. Told by their content, kept by hash."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from beholden.ground.people.models import Account
from beholden.ground.uploads import named
from beholden.registry.filings import uploads
from beholden.registry.orders.models import CorrectionReport, FileKind, Order, OrderFile
from beholden.registry.orders.services.writing import Refused, keep, locked, log, note, now_or, require

MOST: Final = 60  # files ever uploaded to one order

Upload = tuple[str, Iterable[bytes]]  # name as typed, content


def stored(uploaded: Iterable[Upload]) -> list[tuple[str, str, int, str]]:
    """Each upload kept on disk: (name, sha256, bytes, media type). Before the transaction: disks are slow."""
    return [(name, *uploads.keep(chunks)) for name, chunks in uploaded]


def add(
    by: Account,
    order: Order,
    kind: FileKind,
    kept: Iterable[tuple[str, str, int, str]],
    at: datetime,
    report: CorrectionReport | None = None,
) -> list[OrderFile]:
    """Rows for stored files, the same content once. Raises Refused: too_many."""
    there = set(order.files.filter(kind=kind, report=report).values_list("sha256", flat=True))
    count = order.files.count()
    made = []
    for name, sha256, size, media in kept:
        if sha256 in there:
            continue
        there.add(sha256)
        count += 1
        if count > MOST:
            raise Refused("too_many", _("这件责令上传的文件太多了（最多 %(most)d 个）") % {"most": MOST}, field="files")
        fields = {"name": named(name, media), "media_type": media, "bytes": size, "sha256": sha256}
        made.append(OrderFile.objects.create(order=order, report=report, kind=kind, at=at, by=by, **fields))
    return made


def fix_files(
    by: Account, order: Order, uploaded: Iterable[Upload], *, seen: int | None = None, now: datetime | None = None
) -> Order:
    """Fix evidence by keeping it: each file under its hash (R26). Raises Refused, Conflict."""
    standing = Order.objects.get(pk=order.pk)
    require(standing, "fix", by)  # before the bytes are read, and again when they are kept
    kept = stored(uploaded)
    if not kept:
        raise Refused("empty", _("请选择文件"), field="files")
    with transaction.atomic():
        held = locked(order, seen)
        require(held, "fix", by)
        at = now_or(now)
        made = add(by, held, FileKind.FIXED_EVIDENCE, kept, at)
        _fixed(by, held, [{"sha256": one.sha256, "name": one.name} for one in made], at)
    return held


@transaction.atomic
def fix_from_visit(by: Account, order: Order, *, seen: int | None = None, now: datetime | None = None) -> Order:
    """Fix what the inspection took already, by its hashes. Raises Refused when it took nothing, Conflict."""
    held = locked(order, seen)
    require(held, "fix", by)
    taken = held.inspection.evidence.filter(dropped_at__isnull=True, arrived_at__isnull=False).exclude(sha256="")
    added = [{"sha256": one.sha256, "name": one.name or one.get_kind_display()} for one in taken]
    if not added:
        raise Refused("empty", _("这次检查没有已经上传的证据，请上传或者填写哈希清单"), field="hashes")
    _fixed(by, held, added, now_or(now))
    return held


def _fixed(by: Account, order: Order, added: list[dict[str, str]], at: datetime) -> None:
    order.fixed = list({one["sha256"]: one for one in [*order.fixed, *added]}.values())
    keep(order, at)
    index = log(order, "fix", by, at, sha256=[one["sha256"] for one in added])
    note(order, "fix", by, at, _("%(count)d 个哈希") % {"count": len(added)}, log_index=index)
