"""Items 11 and 13: safety measures, and who inside may look: what this installation can say of itself (R15, R16)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from beholden.ground.evidence import heads
from beholden.ground.evidence.reading import LogUnavailable
from beholden.ground.people.models import Account, Grant
from beholden.ground.people.queries import with_second_factor
from beholden.ground.people.roles import ADMINISTRATORS, UNIT_ROLES, Role
from beholden.ground.systems.models import Camera, System
from beholden.site.selfcheck.answering.findings import Finding, Gap
from beholden.site.selfcheck.models import Provenance, Result
from beholden.site.selfcheck.saying import Said


def measures(system: System, now: datetime) -> list[Finding]:
    """Item 11: encrypted way in, lock, signed and witnessed log. What lies outside the product, others must say."""
    found = [_encrypted(), _signed()]
    plain = Camera.objects.filter(system=system, state="active", password="").exclude(username="").count()
    says = Said(
        _("连续输错 %(n)s 次锁定，闲置 %(idle)s 分钟退出，设备密码加密保存"),
        {"n": settings.AXES_FAILURE_LIMIT, "idle": settings.SESSION_IDLE_MINUTES},
    )
    measured = {"lock_after": settings.AXES_FAILURE_LIMIT, "idle_minutes": settings.SESSION_IDLE_MINUTES,
                "cameras_without_password": plain}  # fmt: skip
    return [*found, Finding(Result.CONFORM, Provenance.MEASURED, (says,), measured, enough=False)]


def _encrypted() -> Finding:
    if settings.SECURE:
        says = Said(_("页面经 HTTPS 加密访问"))
        return Finding(Result.CONFORM, Provenance.MEASURED, (says,), {"tls": True}, enough=False)
    says = Said(_("页面没有经 HTTPS 加密访问"))
    gap = Gap(says, Said(_("请系统管理员启用 HTTPS（BEHOLDEN_TLS）")))
    return Finding(Result.VIOLATION, Provenance.MEASURED, (says,), {"tls": False}, gap)


def _signed() -> Finding:
    try:
        head = heads.last()
    except LogUnavailable as error:
        head = heads.LastHead("broken", str(error))
    measured = {"log": head.state, "log_size": head.size, "witnessed": bool(head.witness)}
    if head.state == "broken":
        says = Said(_("存证账本有异常：%(why)s"), {"why": head.why[:200]})
        gap = Gap(says, Said(_("请系统管理员检查存证账本")))
        return Finding(Result.VIOLATION, Provenance.MEASURED, (says,), measured, gap)
    word = _("存证账本已签名，有见证") if head.witness else _("存证账本已签名，还没有见证")
    says = Said(word) if head.state != "none" else Said(_("存证账本还没有签名"))
    return Finding(Result.CONFORM, Provenance.MEASURED, (says,), measured, enough=False)


def inside(system: System, now: datetime) -> list[Finding]:
    """Item 13: three offices apart, rights by office and by grant, second factors."""
    active = Account.objects.filter(is_active=True)
    roles = set(active.filter(role__in=ADMINISTRATORS).values_list("role", flat=True))
    lacking = [str(Role(role).label) for role in sorted(ADMINISTRATORS - roles)]
    grants = Grant.objects.in_force(now).filter(system=system) | Grant.objects.in_force(now).filter(
        camera__system=system
    )
    people = active.filter(organisation_id=system.unit_id, role__in=UNIT_ROLES)
    inside_ = people.count() + active.filter(role__in=ADMINISTRATORS).count()
    second = with_second_factor(active.filter(role__in=ADMINISTRATORS)).count() + with_second_factor(people).count()
    measured = {"offices_apart": not lacking, "accounts": inside_, "second_factor": second,
                "grants_in_force": grants.distinct().count()}  # fmt: skip
    says = (
        Said(_("有效授权 %(n)s 项，都有事由和期限；系统、安全、审计三员不兼任"), {"n": measured["grants_in_force"]}),
        Said(_("%(n)s / %(all)s 个账号启用了动态口令或通行密钥"), {"n": second, "all": inside_}),
    )
    if lacking:
        word = Said(_("没有启用的%(roles)s账号，三员分立不全"), {"roles": "、".join(lacking)})
        gap = Gap(word, Said(_("请系统管理员建立账号")))
        return [Finding(Result.VIOLATION, Provenance.MEASURED, (word, says[1]), measured, gap)]
    return [Finding(Result.CONFORM, Provenance.MEASURED, says, measured)]
