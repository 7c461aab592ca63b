"""What phones did while offline, done here exactly once (M13): each action carries an id; sent again, it gets its first
answer. A conflict is shown, never merged; a refusal changes nothing and may be sent again.
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from beholden.ground.people.models import Account
from beholden.registry.filings.answers import Refused
from beholden.registry.inspections import permissions
from beholden.registry.inspections.models import Answer, Evidence, Inspection, OutboxAction
from beholden.registry.inspections.services import closing, evidence, signing, visiting
from beholden.registry.inspections.services.visiting import AnswerConflict
from beholden.registry.inspections.services.writing import Conflict, Moment

MOST: Final = 200
FARTHEST: Final = timedelta(days=3_650)  # a phone's clock further off than that is no time at all
LARGEST: Final = 100_000  # characters of one action as JSON
Result = dict[str, Any]


def apply(account: Account, actions: list[Any], *, now: datetime | None = None) -> list[Result]:
    """Do each action once, in the order given; one answer each: {"id", "status", "why", "cite", "current"}.

    done: it happened now · again: it had happened, the first answer · conflict: somebody was quicker, ``current`` is
    what stands, nothing was written · refused: it cannot be done, nothing was written. Never raises for what is in an
    action. Raises Refused when there are too many.
    """
    if len(actions) > MOST:
        raise Refused("too_many", _("一次最多发送 %(most)d 个操作") % {"most": MOST})
    at = now or timezone.now()
    known = _known(actions)
    return [_one(account, action, at, known) for action in actions]


def _known(actions: list[Any]) -> dict[uuid.UUID, OutboxAction]:
    """Those of the actions that were done before, in one question."""
    named = []
    for action in actions:
        try:
            named.append(uuid.UUID(str(action["id"])))
        except (KeyError, TypeError, ValueError):
            continue  # said of that action alone, when its turn comes
    return {one.uuid: one for one in OutboxAction.objects.filter(uuid__in=named)}


def _one(account: Account, action: Any, at: datetime, known: dict[uuid.UUID, OutboxAction]) -> Result:
    try:
        read = _Read(action)
    except Refused as refused:
        given = action.get("id") if isinstance(action, dict) else None
        return _said(str(given)[:40] if given else "", "refused", refused)
    try:
        if read.uuid in known:
            return _again(account, read, known[read.uuid])
        known[read.uuid] = done = _done(account, read, at)
    except AnswerConflict as conflict:
        return _said(read.id, "conflict", conflict, _shown(conflict.standing))
    except Conflict as conflict:
        return _said(read.id, "conflict", conflict, _standing(account, read.visit))
    except Refused as refused:
        return _said(read.id, "refused", refused, _standing(account, read.visit))
    except IntegrityError:
        meanwhile = OutboxAction.objects.filter(uuid=read.uuid).first()  # the same action came twice at once
        if meanwhile is None:
            raise
        return _again(account, read, meanwhile)
    return dict(done.answer)


def _again(account: Account, read: _Read, kept: OutboxAction) -> Result:
    if kept.account_id != account.pk or kept.asked != read.digest:
        raise Refused("reused", _("这个操作编号已经用于另一个操作，请重新记录。"))
    return {**kept.answer, "status": "again"}


def _done(account: Account, read: _Read, at: datetime) -> OutboxAction:
    moment = read.moment(at)
    with transaction.atomic():
        visit = Inspection.objects.filter(code=read.visit).first()
        if visit is None or not permissions.on_team(account, visit):
            raise Refused("not_found", _("没有这次检查，或者您不在检查民警名单里。"))
        current = _ACTS[read.kind](account, visit, read, moment)
        answer = {"id": read.id, "status": "done", "why": "", "cite": "", "current": current}
        return OutboxAction.objects.create(
            uuid=read.uuid, account=account, inspection=visit, kind=read.kind, asked=read.digest, answer=answer, at=at
        )


class _Read:
    """One action as it was sent, its parts checked for kind and size. Raises Refused."""

    def __init__(self, action: Any) -> None:
        if not isinstance(action, dict):
            raise Refused("not_an_action", _("这不是一个操作"))
        try:
            self.uuid = uuid.UUID(str(action.get("id")))
        except ValueError:
            raise Refused("no_id", _("操作缺少编号（UUID）")) from None
        self.id = str(self.uuid)
        self.kind = str(action.get("kind"))
        if self.kind not in _ACTS:
            raise Refused("unknown_kind", _("没有“%(kind)s”这种操作") % {"kind": self.kind[:20]})
        self.visit = str(action.get("visit"))[:16]
        body = action.get("body") or {}
        if not isinstance(body, dict):
            raise Refused("not_an_action", _("操作的内容不对"))
        self.body = body
        self.base = action.get("base") if _whole(action.get("base")) else None
        self.at = action.get("at")
        self.offset_ms = action.get("offset_ms") if _whole(action.get("offset_ms")) else None
        spelled = json.dumps(action, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
        if len(spelled) > LARGEST:
            raise Refused("too_large", _("操作的内容太多"))
        self.digest = hashlib.sha256(spelled.encode("utf-8", "surrogatepass")).hexdigest()

    def moment(self, at_server: datetime) -> Moment:
        """When it was done, as the phone says; the phone's clock may be wrong by days and stays so. Raises Refused."""
        try:
            found = parse_datetime(str(self.at))
        except ValueError:
            found = None
        if found is None or timezone.is_naive(found):
            raise Refused("no_time", _("操作缺少手机时间（带时区）"))
        if abs(found - at_server) > FARTHEST:
            raise Refused("no_time", _("手机时间相差十年以上，请校正手机时钟后重新记录。"))
        limit = int(FARTHEST.total_seconds() * 1000)
        offset = self.offset_ms if self.offset_ms is not None and abs(self.offset_ms) <= limit else None
        return Moment(found, offset, at_server)

    def text(self, name: str) -> str:
        """A text of the body, "" when it has none."""
        value = self.body.get(name)
        return str(value) if isinstance(value, str | int | float) else ""

    def number(self, name: str) -> int | None:
        """A whole number of the body, or None."""
        value = self.body.get(name)
        return value if _whole(value) else None

    def degrees(self, name: str) -> float | None:
        """A coordinate of the body, or None."""
        value = self.body.get(name)
        return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53


def _begin(account: Account, visit: Inspection, read: _Read, moment: Moment) -> Result:
    shown = read.body.get("shown")
    given: Iterable[str] = shown if isinstance(shown, list) else ()
    return head(visiting.begin(account, visit, shown=given, moment=moment))


def _answer(account: Account, visit: Inspection, read: _Read, moment: Moment) -> Result:
    made = visiting.answer(
        account,
        visit,
        read.number("item") or 0,
        read.text("result"),
        words=read.text("note"),
        provenance=read.text("provenance") or "seen",
        base=read.base or 0,
        moment=moment,
    )
    return _shown(made) or {}


def _evidence(account: Account, visit: Inspection, read: _Read, moment: Moment) -> Result:
    made = evidence.announce(
        account,
        visit,
        read.text("kind"),
        sha256=read.text("sha256"),
        reference=read.text("reference"),
        item=read.number("item"),
        name=read.text("name"),
        words=read.text("note"),
        lat=read.degrees("lat"),
        lon=read.degrees("lon"),
        action=read.uuid,
        moment=moment,
    )
    return piece(made)


def _signature(account: Account, visit: Inspection, read: _Read, moment: Moment) -> Result:
    signer = read.text("signer")
    code = read.text("account")
    officer = Account.objects.filter(code=code[:16]).first() if code else account
    if officer is None:
        raise Refused("not_an_officer", _("签名的民警不在这次检查的名单里"), field="account")
    signing.sign(
        account,
        visit,
        signer,
        read.text("manner"),
        account=officer,
        name=read.text("name"),
        title=read.text("title"),
        path=read.text("path"),
        width=read.number("width") or 0,
        height=read.number("height") or 0,
        reason=read.text("reason"),
        moment=moment,
    )
    visit.refresh_from_db()
    return head(visit)


def _refusal(account: Account, visit: Inspection, read: _Read, moment: Moment) -> Result:
    return head(visiting.record_refusal(account, visit, words=read.text("note"), moment=moment))


def _absence(account: Account, visit: Inspection, read: _Read, moment: Moment) -> Result:
    return head(visiting.record_absence(account, visit, words=read.text("note"), moment=moment))


def _resume(account: Account, visit: Inspection, read: _Read, moment: Moment) -> Result:
    return head(visiting.resume(account, visit, why=read.text("reason"), moment=moment))


def _add_item(account: Account, visit: Inspection, read: _Read, moment: Moment) -> Result:
    item = read.number("item") or 0
    return head(visiting.add_item(account, visit, item, why=read.text("reason"), moment=moment))


def _note(account: Account, visit: Inspection, read: _Read, moment: Moment) -> Result:
    return head(visiting.jot(account, visit, read.text("note"), moment=moment))


def _close(account: Account, visit: Inspection, read: _Read, moment: Moment) -> Result:
    return head(closing.close(account, visit, moment=moment))


_ACTS: Final[dict[str, Callable[[Account, Inspection, _Read, Moment], Result]]] = {
    "begin": _begin,
    "answer": _answer,
    "evidence": _evidence,
    "signature": _signature,
    "refusal": _refusal,
    "absence": _absence,
    "resume": _resume,
    "add_item": _add_item,
    "note": _note,
    "close": _close,
}
KINDS: Final = tuple(_ACTS)


def head(visit: Inspection) -> Result:
    """Where the visit stands."""
    return {
        "code": visit.code,
        "state": visit.state,
        "outcome": visit.outcome,
        "revision": visit.revision,
        "items": visit.items,
        "document": visit.document,
    }


def _shown(answer: Answer | None) -> Result | None:
    """The standing answer of an item, as the phone compares it."""
    if answer is None:
        return None
    return {
        "item": answer.item,
        "result": answer.result,
        "note": answer.note,
        "provenance": answer.provenance,
        "revision": answer.revision,
        "by": answer.by.name,
        "at": answer.at_device.isoformat(),
        "received": answer.at_server.isoformat(),
    }


def piece(one: Evidence) -> Result:
    """A piece of evidence as the phone follows it."""
    return {
        "code": one.code,
        "action": str(one.action) if one.action else None,
        "kind": one.kind,
        "item": one.item,
        "name": one.name,
        "note": one.note,
        "sha256": one.sha256,
        "reference": one.reference,
        "bytes": one.bytes,
        "here": one.here,
        "at": one.at_device.isoformat(),
    }


def _standing(account: Account, code: str) -> Result | None:
    visit = Inspection.objects.filter(code=code).first()
    return head(visit) if visit is not None and permissions.on_team(account, visit) else None


def _said(given: str, status: str, refused: Refused, current: Result | None = None) -> Result:
    return {"id": given, "status": status, "why": str(refused), "cite": refused.cite, "current": current}


def receive_file(
    account: Account, action: uuid.UUID, chunks: Iterable[bytes], *, now: datetime | None = None
) -> Evidence:
    """The bytes of evidence an action announced. Raises Refused: not_found (announce first), damaged, and the like."""
    found = Evidence.objects.select_related("inspection").filter(action=action).first()
    if found is None or not permissions.on_team(account, found.inspection):
        raise Refused("not_found", _("没有等待这个文件的证据；请先发送操作，再发送文件。"))
    return evidence.arrive(account, found, chunks, now=now)
