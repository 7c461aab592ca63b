"""Entries of a unit's dossiers, their files, the people in key posts, shifts, shortcomings (R10 to R12, R15 to R19).

Written by `services` only. Nothing is deleted: an entry written in error is withdrawn with a reason, and stays.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beholden.ground.people.models import opaque
from beholden.site.dossiers.kinds import AGREEMENTS, KINDS, KindName
from beholden.site.dossiers.kinds import Kind as KindOf


def entry_code() -> str:
    """A new entry's code."""
    return opaque("e")


def file_code() -> str:
    """A new file's code."""
    return opaque("w")


def staff_code() -> str:
    """A new staff member's code."""
    return opaque("n")


def shift_code() -> str:
    """A new shift's code."""
    return opaque("j")


def shortcoming_code() -> str:
    """A new shortcoming's code."""
    return opaque("q")


class State(models.TextChoices):
    """Where an entry stands; most kinds are simply kept."""

    KEPT = "kept", _("已归档")
    APPLIED = "applied", _("施工方已提出")
    AGREED = "agreed", _("已对接同意")
    MOVED = "moved", _("施工中，设备已改动")
    RESTORED = "restored", _("已恢复，待确认")
    CONFIRMED = "confirmed", _("已确认恢复")
    DECLINED = "declined", _("未同意")
    CANCELLED = "cancelled", _("已取消")
    RECEIVED = "received", _("已收到通报")
    MITIGATING = "mitigating", _("处置中")
    MITIGATED = "mitigated", _("已处置")
    NOT_AFFECTED = "not_affected", _("不受影响")
    ENDED = "ended", _("已终止")
    RETIRED = "retired", _("已作废")


GONE = (State.RETIRED, State.DECLINED, State.CANCELLED)  # proves nothing any more
SETTLED = (*GONE, State.ENDED, State.CONFIRMED, State.MITIGATED, State.NOT_AFFECTED)


class StaffMember(models.Model):
    """A person in a key post (R16(2)(1)). ``sealed`` holds identity number and telephone; the name is the unit's own
    record and stands in clear."""

    code = models.CharField(max_length=16, unique=True, default=staff_code, editable=False)
    unit = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name=_("单位"))
    name = models.CharField(_("姓名"), max_length=64)
    post = models.CharField(_("岗位"), max_length=100)
    sealed = models.TextField(blank=True, editable=False)
    joined_on = models.DateField(_("到岗日期"))
    left_on = models.DateField(_("离岗日期"), null=True)
    revision = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("重要岗位人员")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(post=""), name="staff_has_name_and_post"),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")), name="staff_leaves_after_joining"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def masked(self) -> str:
        """The first character of the name, for whoever need not know the person."""
        return self.name[:1] + "*" * max(1, len(self.name) - 1)


class DossierEntry(models.Model):
    """One paper or event. ``more`` holds the fields only some kinds have; ``revision`` is what two tabs compare."""

    code = models.CharField(max_length=16, unique=True, default=entry_code, editable=False)
    kind = models.CharField(_("种类"), max_length=24, choices=KindName.choices)
    unit = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name=_("单位"))
    system = models.ForeignKey(
        "systems.System", null=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("公共安全视频系统")
    )
    person = models.ForeignKey(StaffMember, null=True, on_delete=models.PROTECT, related_name="entries")
    cameras = models.ManyToManyField("systems.Camera", related_name="+", verbose_name=_("图像采集设备"))
    state = models.CharField(_("状态"), max_length=12, choices=State.choices, default=State.KEPT)
    title = models.CharField(_("名称"), max_length=200)
    party = models.CharField(_("对方单位或者人员"), max_length=200, blank=True)
    party_uscc = models.CharField(_("统一社会信用代码"), max_length=18, blank=True)
    number = models.CharField(_("编号"), max_length=100, blank=True)
    signed_on = models.DateField(_("签订或者形成日期"), null=True)
    from_on = models.DateField(_("开始日期"), null=True)
    until_on = models.DateField(_("到期日期"), null=True)
    happened_on = models.DateField(_("发生日期"), null=True)
    ended_on = models.DateField(_("终止日期"), null=True)
    note = models.TextField(_("说明"), max_length=1000, blank=True)
    more = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("档案条目")
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["system", "kind", "-id"], name="dossier_of_system"),
            models.Index(fields=["unit", "kind", "-id"], name="dossier_of_unit"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KindName.values), name="dossier_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="dossier_state_is_known"),
            models.CheckConstraint(condition=~Q(title=""), name="dossier_has_a_title"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(from_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="dossier_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=~Q(kind="secret_consent")
                | Q(signed_on__isnull=False, happened_on__isnull=False, signed_on__lt=F("happened_on")),
                name="dossier_consent_before_installation",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("vetting", "confidentiality_training", "post_training"), person__isnull=False)
                | Q(person__isnull=True, system__isnull=False),
                name="dossier_is_of_a_person_or_a_system",
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | Q(ended_on__isnull=False), name="dossier_ended_has_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def of(self) -> KindOf:
        """Its row in the table of kinds."""
        return KINDS[self.kind]

    @property
    def begins(self) -> Any:
        """The day from which it holds, or None."""
        return getattr(self, self.of.starts)


class _OfKinds(models.Manager[Any]):
    """Entries of some kinds only."""

    def __init__(self, *kinds: str) -> None:
        super().__init__()
        self.kinds = kinds

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(kind__in=self.kinds)


class SecretUnitConsent(DossierEntry):
    """A secret unit's consent, older than the installation (R10)."""

    objects = _OfKinds("secret_consent")

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = _("涉密单位同意")


class ServiceAgreement(DossierEntry):
    """An agreement with a contractor: operation (R15(2)), or design, building, testing, acceptance, upkeep (R19)."""

    objects = _OfKinds(*AGREEMENTS)

    class Meta:
        proxy = True
        verbose_name = verbose_name_plural = _("委托协议")


class DossierFile(models.Model):
    """An uploaded file. Kept once under its hash, told by its content what it is; never shown inside a page of ours."""

    code = models.CharField(max_length=16, unique=True, default=file_code, editable=False)
    entry = models.ForeignKey(DossierEntry, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(_("文件名"), max_length=200)
    media_type = models.CharField(max_length=40)
    bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("档案文件")
        ordering = ("id",)


class DossierAct(models.Model):
    """One act on an entry, as its timeline shows it. Rows are only ever added."""

    entry = models.ForeignKey(DossierEntry, on_delete=models.PROTECT, related_name="acts")
    action = models.CharField(max_length=24)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    log_index = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("档案办理记录")
        ordering = ("id",)


class Shift(models.Model):
    """Who watches from when to when; ``taken_off_at``: no longer planned."""

    code = models.CharField(max_length=16, unique=True, default=shift_code, editable=False)
    roster = models.ForeignKey(DossierEntry, on_delete=models.PROTECT, related_name="shifts")
    person = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="shifts", verbose_name=_("人员"))
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    taken_off_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("值班班次")
        ordering = ("starts_at", "id")
        indexes = [models.Index(fields=["roster", "starts_at"], name="shift_of_roster")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="shift_ends_after_it_starts"),
            models.UniqueConstraint(
                fields=["roster", "person", "starts_at"],
                condition=Q(taken_off_at__isnull=True),
                name="shift_once_a_person",
            ),
        ]


class Shortcoming(models.Model):
    """What a drill, a supervision or a maintenance found, until it is put right."""

    class State(models.TextChoices):
        """Open until put right."""

        OPEN = "open", _("待整改")
        FIXED = "fixed", _("已整改")

    code = models.CharField(max_length=16, unique=True, default=shortcoming_code, editable=False)
    entry = models.ForeignKey(DossierEntry, on_delete=models.PROTECT, related_name="shortcomings")
    text = models.CharField(_("问题"), max_length=500)
    state = models.CharField(_("状态"), max_length=8, choices=State.choices, default=State.OPEN)
    due_on = models.DateField(_("整改期限"))
    fixed_on = models.DateField(_("整改日期"), null=True)
    fix = models.CharField(_("整改情况"), max_length=500, blank=True)
    revision = models.PositiveIntegerField(default=1)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = _("发现的问题")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", fixed_on__isnull=True)
                | (Q(state="fixed", fixed_on__isnull=False) & ~Q(fix="")),
                name="shortcoming_fixed_has_a_day",
            ),
        ]
