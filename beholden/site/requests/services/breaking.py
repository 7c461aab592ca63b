"""Opening an emergency and reviewing it (R16(2)(2)): a reason before, words of another person after."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from beholden.ground.evidence import services as evidence
from beholden.ground.people.models import Account
from beholden.ground.systems.models import System
from beholden.site.dossiers import fields
from beholden.site.dossiers.refusals import Refused
from beholden.site.recordings import services as recordings
from beholden.site.recordings.models import AlarmKind
from beholden.site.requests import emergencies, unusual
from beholden.site.requests.models import AccessReview, EmergencyAccess
from beholden.site.requests.services.writing import now_or


@transaction.atomic
def break_glass(by: Account, system: System, reason: str, *, now: datetime | None = None) -> EmergencyAccess:
    """Leave to look at this System's cameras for half an hour; an alarm rings until somebody reviewed it.

    Raises Refused: not yours, no agreement, no reason, an earlier one is late with its review.
    """
    at = now_or(now)
    if not emergencies.may_break(by):
        raise Refused("not_yours", _("只有受托单位的值班人员在没有授权时才需要紧急查看。"))
    Account.objects.select_for_update().get(pk=by.pk)  # two tabs open one emergency
    if system not in emergencies.systems_for(by, at):
        says = _("您的单位与这个系统没有正在有效期内、约定了安全保密义务的委托协议，紧急情况也不能查看。")
        raise Refused("no_agreement", says, field="system", cite="R19")
    words = fields.text(reason, _("为什么来不及申请授权"), 300, field="reason", lines=True)
    if len(words) < 4:
        raise Refused("empty", _("请写明发生了什么、为什么来不及申请授权"), field="reason", cite="R16(2)(3)")
    own = EmergencyAccess.objects.filter(account=by)
    if own.filter(reviewed_at__isnull=True, review_by__lt=at).exists():
        raise Refused("unreviewed", _("您上一次紧急查看还没有复核，复核之前不能再次使用。"), cite="R16(2)(2)")
    running = own.filter(system=system, ends__gt=at).first()
    if running is not None:
        return running
    made = EmergencyAccess.objects.create(
        account=by,
        system=system,
        reason=words,
        at=at,
        ends=at + emergencies.TERM,
        review_by=at + emergencies.REVIEW_WITHIN,
    )
    _log(made, "emergency", by, at, reason=words, system=system.name)
    recordings.raise_alarm(AlarmKind.EMERGENCY, system=system, since=at, detail={"name": by.name}, now=at)
    return made


@transaction.atomic
def review(
    by: Account, emergency: EmergencyAccess, finding: str, words: str, *, now: datetime | None = None
) -> EmergencyAccess:
    """Another person says whether it was right; the alarm ends. Raises Refused."""
    at = now_or(now)
    kept = EmergencyAccess.objects.select_for_update(of=("self",)).select_related("system").get(pk=emergency.pk)
    if not emergencies.may_review(by) or by.pk == kept.account_id:
        raise Refused("not_yours", _("只有安全管理员、审计员可以复核。"))
    if kept.reviewed_at is not None:
        raise Refused("not_now", _("已经复核过了。"))
    if finding not in EmergencyAccess.Finding.values:
        raise Refused("no_choice", _("请选择复核结论"), field="finding")
    said = fields.text(words, _("复核意见"), 500, field="words", lines=True)
    if len(said) < 2:
        raise Refused("empty", _("请写明复核意见"), field="words")
    kept.reviewed_by, kept.reviewed_at, kept.finding, kept.words = by, at, finding, said
    kept.ends = min(kept.ends, at) if kept.at < at else kept.ends  # reviewed while it runs: it is over
    kept.save()
    _log(kept, "emergency_review", by, at, finding=finding, words=said)
    if not EmergencyAccess.objects.filter(system=kept.system, reviewed_at__isnull=True).exists():
        recordings.clear_alarm(AlarmKind.EMERGENCY, subject=kept.system.code, now=at)
    return kept


@transaction.atomic
def settle(by: Account, key: str, words: str, *, now: datetime | None = None) -> AccessReview:
    """The auditor's words on one unusual thing; it is shown no more. Raises Refused: not yours, gone, no words."""
    at = now_or(now)
    if not unusual.may_review(by):
        raise Refused("not_yours", _("只有审计员可以复核异常查看。"))
    if key not in {found.key for found in unusual.findings(at)}:
        raise Refused("not_now", _("已经复核过了。"))
    said = fields.text(words, _("复核意见"), 500, field="words", lines=True)
    if len(said) < 2:
        raise Refused("empty", _("请写明复核意见"), field="words")
    body = {"action": "access_review", "username": by.username, "name": by.name, "finding": key, "words": said}
    try:
        evidence.append("decide", body, at=at)
    except evidence.LogUnavailable as error:
        raise Refused("log_unavailable", _("存证账本现在写不进去，所以没有办理。请稍后再办。")) from error
    return AccessReview.objects.create(key=key, words=said, by=by, at=at)


def _log(emergency: EmergencyAccess, action: str, by: Account, at: datetime, **more: Any) -> None:
    body: dict[str, Any] = {"number": emergency.code, "action": action, "username": by.username, "name": by.name}
    body["unit"] = by.organisation.name if by.organisation else ""
    try:
        evidence.append("decide", {**body, **more}, at=at)
    except evidence.LogUnavailable as error:
        raise Refused("log_unavailable", _("存证账本现在写不进去，所以没有办理。请稍后再办。")) from error
