"""Nouns of the people room; what must always hold is a constraint of the database. Written by services only."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beholden.ground.people.roles import ADMINISTRATORS, GRANTABLE, OFFICERS, OTHER_OFFICES, UNIT_ROLES, Kind, Role

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def opaque(prefix: str) -> str:
    """A new identifier for addresses: says nothing about its object, 59 random bits."""
    return f"{prefix}-{''.join(secrets.choice(_ALPHABET) for _ in range(12))}"


def organisation_code() -> str:
    """A new organisation's opaque code."""
    return opaque("o")


def account_code() -> str:
    """A new account's opaque code."""
    return opaque("a")


def grant_code() -> str:
    """A new grant's opaque code."""
    return opaque("g")


def sign_in_code() -> str:
    """A new sign-in's opaque code."""
    return opaque("d")


def passkey_code() -> str:
    """A new passkey's opaque code."""
    return opaque("k")


class Organisation(models.Model):
    """A unit, an authority, a contractor or a sector department."""

    code = models.CharField(_("编号"), max_length=16, unique=True, default=organisation_code, editable=False)
    name = models.CharField(_("名称"), max_length=200)
    kind = models.CharField(_("类型"), max_length=12, choices=Kind.choices)
    division = models.CharField(_("行政区划"), max_length=12)
    uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = _("单位")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="organisation_kind_is_known"),
            models.CheckConstraint(condition=~Q(name=""), name="organisation_has_a_name"),
            models.CheckConstraint(
                condition=Q(division__regex=r"^[0-9]{6,12}$"), name="organisation_division_is_digits"
            ),
            models.UniqueConstraint(fields=["uscc"], condition=~Q(uscc=""), name="organisation_uscc_is_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager["Account"]):
    """Finds an account by its user name; accounts are made in services."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(username=username)


class Account(AbstractBaseUser):
    """A person's account. One role for life; no superuser, no permission tables, no default password."""

    code = models.CharField(_("编号"), max_length=16, unique=True, default=account_code, editable=False)
    username = models.CharField(_("用户名"), max_length=64, unique=True)
    name = models.CharField(_("姓名"), max_length=64)
    role = models.CharField(_("角色"), max_length=24, choices=Role.choices)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="accounts", verbose_name=_("单位")
    )
    is_active = models.BooleanField(_("启用"), default=True)
    created_at = models.DateTimeField(_("建立时间"), auto_now_add=True)
    second_factor = models.TextField(_("动态口令密钥（加密）"), blank=True)
    second_factor_step = models.BigIntegerField(_("最近使用的动态口令时刻"), default=0)

    objects = AccountManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = verbose_name_plural = _("账号")
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="account_role_is_known"),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False)
                | ~Q(role__in=sorted(role.value for role in UNIT_ROLES | OFFICERS | OTHER_OFFICES)),
                name="account_of_a_unit_or_authority_has_one",
            ),
            models.CheckConstraint(condition=~Q(username="") & ~Q(name=""), name="account_has_names"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_administrator(self) -> bool:
        """One of the three administrators, who never see footage."""
        return self.role in ADMINISTRATORS

    @property
    def has_second_factor(self) -> bool:
        """A password alone does not open this account: one-time codes or a passkey are asked for after it."""
        return bool(self.second_factor) or self.passkeys.exists()


class Passkey(models.Model):
    """A WebAuthn credential: the public half of a key that never leaves the person's phone, computer or token."""

    code = models.CharField(_("编号"), max_length=16, unique=True, default=passkey_code, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="passkeys", verbose_name=_("账号"))
    name = models.CharField(_("名称"), max_length=64)
    # what the authenticator calls it, base64url; up to 1023 bytes by the specification
    credential = models.CharField(_("凭据标识"), max_length=1364, unique=True)
    public_key = models.BinaryField(_("公钥"))
    host = models.CharField(_("域名"), max_length=253)
    uses = models.BigIntegerField(_("签名计数"), default=0)
    transports = models.JSONField(_("连接方式"), default=list)
    added_at = models.DateTimeField(_("添加时间"))
    used_at = models.DateTimeField(_("最近使用"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("通行密钥")
        ordering = ["added_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(host="") & ~Q(credential=""), name="passkey_is_named_and_bound"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SetupLink(models.Model):
    """A one-time link with which a person sets their first password. Only the hash of its token is kept."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="setup_links", verbose_name=_("账号"))
    token_hash = models.CharField(_("令牌摘要"), max_length=64, unique=True)
    issued_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name=_("签发人"))
    issued_at = models.DateTimeField(_("签发时间"))
    expires_at = models.DateTimeField(_("失效时间"))
    used_at = models.DateTimeField(_("使用时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("一次性设置链接")
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("issued_at")), name="setup_link_has_a_term"),
        ]


class SignIn(models.Model):
    """A signed-in browser: what the person sees as a device and can end."""

    code = models.CharField(_("编号"), max_length=16, unique=True, default=sign_in_code, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="sign_ins", verbose_name=_("账号"))
    session_key = models.CharField(_("会话"), max_length=40, unique=True)
    started_at = models.DateTimeField(_("登录时间"))
    seen_at = models.DateTimeField(_("最近活动"))
    address = models.GenericIPAddressField(_("网络地址"), null=True)
    agent = models.CharField(_("浏览器"), max_length=200, blank=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True)
    ended_why = models.CharField(_("结束原因"), max_length=16, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("登录")
        ordering = ["-seen_at"]
        indexes = [models.Index(fields=["account", "ended_at"])]


class GrantQuerySet(models.QuerySet["Grant"]):
    """Grants, found by what they are for."""

    def for_camera(self, camera: Any) -> GrantQuerySet:
        """Those for this camera or for its whole System, whatever their term."""
        return self.filter(Q(camera_id=camera.pk) | Q(system_id=camera.system_id))

    def in_force(self, at: datetime) -> GrantQuerySet:
        """Those in their term at ``at`` and not revoked by then."""
        return self.filter(starts__lte=at, ends__gt=at).filter(Q(revoked_at__isnull=True) | Q(revoked_at__gt=at))


class Grant(models.Model):
    """Leave to use footage of one System or one Camera, for a purpose and a term, given by a security administrator."""

    code = models.CharField(_("编号"), max_length=16, unique=True, default=grant_code, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="grants", verbose_name=_("账号"))
    holder_role = models.CharField(_("被授权人角色"), max_length=16)
    system = models.ForeignKey("systems.System", models.PROTECT, null=True, related_name="+", verbose_name=_("系统"))
    camera = models.ForeignKey("systems.Camera", models.PROTECT, null=True, related_name="+", verbose_name=_("摄像机"))
    actions = models.JSONField(_("允许的操作"))
    starts = models.DateTimeField(_("开始"))
    ends = models.DateTimeField(_("结束"))
    purpose = models.CharField(_("事由"), max_length=500)
    granted_by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name=_("授权人"))
    granted_at = models.DateTimeField(_("授权时间"))
    revoked_at = models.DateTimeField(_("撤销时间"), null=True)
    revoked_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name=_("撤销人"))
    revoked_why = models.CharField(_("撤销事由"), max_length=500, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("授权")
        ordering = ["ends", "id"]
        indexes = [models.Index(fields=["account", "ends"])]
        constraints = [
            # roles never change, so the copy on the grant stays true
            models.CheckConstraint(
                condition=Q(holder_role__in=sorted(role.value for role in GRANTABLE)),
                name="grant_never_to_an_administrator",
            ),
            models.CheckConstraint(
                condition=Q(system__isnull=True, camera__isnull=False) | Q(system__isnull=False, camera__isnull=True),
                name="grant_is_for_one_system_or_one_camera",
            ),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="grant_has_a_term"),
            models.CheckConstraint(condition=~Q(purpose=""), name="grant_has_a_purpose"),
            models.CheckConstraint(condition=~Q(granted_by=F("account")), name="grant_never_to_oneself"),
        ]

    def allows(self, action: str) -> bool:
        """The grant names this action (its term is another question)."""
        return action in self.actions


EVENT_WORDS = {
    "organisation_created": _("建立单位"),
    "account_created": _("建立账号"),
    "account_disabled": _("停用账号"),
    "account_enabled": _("启用账号"),
    "setup_link_issued": _("签发一次性设置链接"),
    "setup_link_used": _("使用一次性设置链接"),
    "setup_link_refused": _("一次性设置链接无效"),
    "signed_in": _("登录"),
    "signed_out": _("退出登录"),
    "sign_in_refused": _("登录失败"),
    "locked_out": _("连续输错，暂时锁定"),
    "password_changed": _("更改密码"),
    "password_change_refused": _("更改密码时当前密码不正确"),
    "second_factor_on": _("启用动态口令"),
    "second_factor_off": _("停用动态口令"),
    "second_factor_off_refused": _("停用动态口令时密码不正确"),
    "passkey_added": _("添加通行密钥"),
    "passkey_removed": _("移除通行密钥"),
    "passkey_refused": _("添加或移除通行密钥时密码不正确"),
    "grant_given": _("授权"),
    "grant_revoked": _("撤销授权"),
}


class SecurityEvent(models.Model):
    """What happened to accounts, sign-ins and grants. Kept; no service deletes one (CSL, Article 23(3))."""

    at = models.DateTimeField(_("时间"), db_index=True)
    kind = models.CharField(_("事件"), max_length=40)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name=_("账号"))
    username = models.CharField(_("用户名"), max_length=64, blank=True)
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name=_("操作人"))
    address = models.GenericIPAddressField(_("网络地址"), null=True)
    detail = models.JSONField(_("说明"), default=dict)

    class Meta:
        verbose_name = verbose_name_plural = _("安全事件")
        ordering = ["-at", "-id"]

    @property
    def word(self) -> str:
        """The kind in the reader's language."""
        return str(EVENT_WORDS.get(self.kind, self.kind))


__all__ = ["Account", "Grant", "Organisation", "Passkey", "SecurityEvent", "SetupLink", "SignIn"]
