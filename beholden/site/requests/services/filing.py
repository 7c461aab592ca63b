"""A request is taken in: at the unit's desk, or by a resident on the public form (R20, R21, PIPL 50)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beholden.ground.people.models import Account, Organisation
from beholden.ground.systems.models import Camera, System
from beholden.ground.uploads import Shelf, named
from beholden.site.dossiers import fields, uploads
from beholden.site.dossiers.refusals import Refused
from beholden.site.requests import bounds, codes, permissions, relations, sealed
from beholden.site.requests.models import FootageRequest, RequestFile, RequestKind, Want
from beholden.site.requests.services.writing import begin_clock, hold, keep, locked, note, now_or, require

SHELF: Final = Shelf("requests")
_MOST_FILES: Final = 20
LABELS: Final = {
    "organ": (gettext_lazy("申请机关"), 200),
    "duty": (gettext_lazy("法定职责或者事由"), 500),
    "basis": (gettext_lazy("法律依据"), 300),
    "document_number": (gettext_lazy("文书文号"), 100),
    "need": (gettext_lazy("为什么需要这些设备和时间"), 500),
    "place": (gettext_lazy("地点"), 200),
}
NEEDS: Final[dict[str, tuple[str, ...]]] = {
    "state_organ": ("organ", "duty", "basis", "document_number", "need", "name"),
    "individual": ("name", "telephone", "words"),
    "internal": ("duty", "need"),
    "publication": ("duty", "basis", "need"),
}


@transaction.atomic
def file(
    by: Account, system: System, kind: str, given: Mapping[str, Any], *, now: datetime | None = None
) -> FootageRequest:
    """Take in a request at the desk. Raises Refused at its field: empty, too wide, not yours, a foreign authority's."""
    if kind not in RequestKind.values:
        raise Refused("no_choice", _("没有这种申请"))
    if not permissions.works_here(by) or by.organisation_id != system.unit_id:
        raise Refused("not_yours", _("只有管理单位的负责人、值班人员可以登记本单位的申请。"))
    at = now_or(now)
    if given.get("foreign"):
        says = _("外国司法或者执法机构的请求，未经我国主管机关批准，不得提供。请转告对方通过主管机关提出。")
        raise Refused("foreign", says, field="foreign", cite="数据安全法36")
    made = _made(system, kind, given, by, at)
    cameras = _cameras(system, given.get("cameras"))
    if kind != RequestKind.INDIVIDUAL and not cameras:
        raise Refused("empty", _("请选择图像采集设备"), field="cameras", cite=bounds.CITES[kind])
    bounds.check(kind, len(cameras), made.from_at, made.to_at, at)
    _keep_new(made, system.unit, at)
    made.cameras.set(cameras)
    note(made, "file", by, at)
    hold(made, by, at)
    if kind == RequestKind.INDIVIDUAL:
        begin_clock(made, at)
    return made


def receive(
    system: System, token: str, given: Mapping[str, Any], *, now: datetime | None = None
) -> tuple[FootageRequest, str]:
    """A resident's own request; (the request, its receipt code). Sent twice, it is one. Raises Refused."""
    at = now_or(now)
    receipt = codes.receipt(token)
    known = FootageRequest.objects.filter(receipt=codes.digest(receipt)).first()
    if known is not None:
        return known, receipt
    with transaction.atomic():
        made = _made(system, RequestKind.INDIVIDUAL, given, None, at)
        bounds.check(made.kind, 0, made.from_at, made.to_at, at)
        made.receipt = codes.digest(receipt)
        _keep_new(made, system.unit, at)
        note(made, "file", None, at)
        begin_clock(made, at)
    return made, receipt


@transaction.atomic
def attach(
    by: Account, request: FootageRequest, name: str, chunks: Iterable[bytes], *, now: datetime | None = None
) -> RequestFile:
    """Keep a paper of the request, told by its content. Raises Refused: not now, not of a known kind, too large."""
    kept = locked(request, None)
    step = require(kept, "attach", by)
    at = now_or(now)
    if kept.files.count() >= _MOST_FILES:
        raise Refused("too_many", _("文件太多了，请合并后再上传"), field="file")
    sha256, size, media = SHELF.keep(chunks, uploads.TAKES)
    if kept.files.filter(sha256=sha256).exists():
        raise Refused("again", _("这个文件已经上传过"), field="file")
    made = RequestFile.objects.create(
        request=kept, name=named(name, media), media_type=media, bytes=size, sha256=sha256, by=by, at=at
    )
    keep(kept, step, by, at)
    note(kept, "attach", by, at, sha256=sha256)
    return made


def scope(request: FootageRequest, given: Mapping[str, Any], at: datetime) -> None:
    """Set cameras and interval anew, within bounds. Raises Refused; the caller saves."""
    cameras = _cameras(request.system, given.get("cameras"))
    if not cameras:
        raise Refused("empty", _("请选择图像采集设备"), field="cameras", cite=bounds.CITES[request.kind])
    from_at, to_at = given.get("from_at"), given.get("to_at")
    bounds.check(request.kind, len(cameras), from_at, to_at, at)
    assert from_at is not None and to_at is not None
    request.from_at, request.to_at = from_at, to_at
    request.cameras.set(cameras)


def _made(system: System, kind: str, given: Mapping[str, Any], by: Account | None, at: datetime) -> FootageRequest:
    made = FootageRequest(
        kind=kind,
        unit=system.unit,
        system=system,
        code=codes.request_code(),
        created_by=by,
        created_at=at,
        changed_at=at,
    )
    for name, (label, longest) in LABELS.items():
        value = fields.text(given.get(name), label, longest, field=name, lines=True)
        if not value and name in NEEDS[kind]:
            raise Refused("empty", _("请填写%(label)s") % {"label": label}, field=name, cite=bounds.CITES[kind])
        setattr(made, name, value)
    made.want = Want.COPY if kind == RequestKind.STATE_ORGAN and given.get("want") == Want.COPY else Want.VIEWING
    private = {}
    for name, longest in sealed.FIELDS.items():
        label = relations.label(name, kind)
        private[name] = fields.text(given.get(name), label, longest, field=name, lines=name == "words")
        if not private[name] and name in NEEDS[kind]:
            raise Refused("empty", _("请填写%(label)s") % {"label": label}, field=name)
    if kind == RequestKind.INDIVIDUAL:
        made.relation = str(given.get("relation") or "")
        if made.relation not in relations.words():
            raise Refused("no_choice", _("请选择与当事人的关系"), field="relation", cite="R21")
    made.private = sealed.shut(made.code, private)
    made.from_at, made.to_at = given.get("from_at"), given.get("to_at")
    return made


def _keep_new(made: FootageRequest, unit: Organisation, at: datetime) -> None:
    """Number and save; the unit's row is the lock that keeps numbers without holes."""
    Organisation.objects.select_for_update().get(pk=unit.pk)
    made.year = timezone.localtime(at).year
    last = FootageRequest.objects.filter(unit=unit, year=made.year).aggregate(last=Max("ordinal"))["last"]
    made.ordinal = (last or 0) + 1
    try:
        made.save()
    except IntegrityError as error:
        raise Refused("again", _("同时来了另一件申请，请再提交一次。")) from error


def _cameras(system: System, wanted: Any) -> list[Camera]:
    chosen = [str(one)[:32] for one in wanted] if isinstance(wanted, list | tuple) else []
    found = list(system.cameras.filter(code__in=chosen))
    if len(found) != len(set(chosen)):
        raise Refused("no_choice", _("这台设备不属于该系统"), field="cameras")
    return found
