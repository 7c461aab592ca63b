"""Requests to see or take away footage, their files and acts. Written by `services` only.

Who asks is sealed (`private`); what the law wants told (who decided, why, what was handed over) stands in clear.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beholden.site.requests import codes


class RequestKind(models.TextChoices):
    """Who wants footage and what for: each kind has its own flow."""

    STATE_ORGAN = "state_organ", _("国家机关查阅、调取")
    INDIVIDUAL = "individual", _("个人查阅")
    INTERNAL = "internal", _("内部调查")
    PUBLICATION = "publication", _("公开传播")


class RequestState(models.TextChoices):
    """How far it is."""

    FILED = "filed", _("待审批")
    SUPPLEMENT = "supplement", _("待补充")
    CHECKING = "checking", _("身份已核对，待决定")
    APPROVED = "approved", _("已同意，待办理")
    HANDED = "handed", _("已交接，待返还或者销毁")
    RETURNED = "returned", _("已返还")
    DESTROYED = "destroyed", _("已销毁")
    VIEWED = "viewed", _("已查阅")
    PUBLISHED = "published", _("已公开传播")
    REFUSED = "refused", _("不予同意")
    WITHDRAWN = "withdrawn", _("已撤回")


OPEN = (
    RequestState.FILED,
    RequestState.SUPPLEMENT,
    RequestState.CHECKING,
    RequestState.APPROVED,
    RequestState.HANDED,
)


class Want(models.TextChoices):
    """Looking at the unit's place, or taking a copy away."""

    VIEWING = "viewing", _("查阅（只看，不带走）")
    COPY = "copy", _("调取（带走复制件）")


class RefusalReason(models.TextChoices):
    """Why a request is not agreed to; said to whoever asked (PIPL 50(1))."""

    NO_GROUND = "no_ground", _("没有法律、行政法规规定的权限或者程序")
    NOT_ENTITLED = "not_entitled", _("不是本人、近亲属或者负有监护、看护、代管责任的人，或者不能证明")
    NOT_RELATED = "not_related", _("录像与申请的事项没有关联")
    TOO_WIDE = "too_wide", _("超出必需的范围和限度")
    GONE = "gone", _("所申请的录像已经依法删除或者没有录到")
    HARMS = "harms", _("会妨碍依法办案，或者危及他人的生命、财产安全")
    NO_MASK = "no_mask", _("无法在查阅时保护画面中的其他人")
    OTHER = "other", _("其他理由")


class FootageRequest(models.Model):
    """One request for the footage of some cameras in one interval (R20 to R22, R16(2))."""

    code = models.CharField(max_length=16, unique=True, default=codes.request_code, editable=False)
    kind = models.CharField(_("种类"), max_length=12, choices=RequestKind.choices)
    unit = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+", verbose_name=_("管理单位"))
    system = models.ForeignKey("systems.System", models.PROTECT, related_name="+", verbose_name=_("公共安全视频系统"))
    year = models.PositiveSmallIntegerField()
    ordinal = models.PositiveIntegerField()
    state = models.CharField(_("状态"), max_length=12, choices=RequestState.choices, default=RequestState.FILED)
    want = models.CharField(_("方式"), max_length=8, choices=Want.choices, default=Want.VIEWING)
    cameras = models.ManyToManyField("systems.Camera", related_name="+", verbose_name=_("图像采集设备"))
    from_at = models.DateTimeField(_("录像起"))
    to_at = models.DateTimeField(_("录像止"))
    organ = models.CharField(_("申请机关"), max_length=200, blank=True)
    duty = models.CharField(_("法定职责或者事由"), max_length=500, blank=True)
    basis = models.CharField(_("法律依据"), max_length=300, blank=True)
    document_number = models.CharField(_("文书文号"), max_length=100, blank=True)
    need = models.CharField(_("为什么需要这些设备和时间"), max_length=500, blank=True)
    relation = models.CharField(_("与当事人的关系"), max_length=16, blank=True)
    place = models.CharField(_("地点"), max_length=200, blank=True)
    private = models.TextField(blank=True)  # sealed: who asks, how to reach them, what happened to them
    receipt = models.CharField(max_length=64, unique=True, null=True)  # hash of a resident's receipt code
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人")
    )
    created_at = models.DateTimeField(_("登记时间"))
    changed_at = models.DateTimeField(_("最近办理"))
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("核对人")
    )
    checked = models.CharField(_("怎样核对的"), max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("审批人")
    )
    decided_at = models.DateTimeField(_("审批时间"), null=True)
    reason = models.CharField(_("不予同意的理由"), max_length=16, choices=RefusalReason.choices, blank=True)
    reason_words = models.CharField(_("理由说明"), max_length=500, blank=True)
    medium = models.CharField(_("载体"), max_length=200, blank=True)
    sha256 = models.CharField(_("交接文件的 SHA-256"), max_length=64, blank=True)
    handed_at = models.DateTimeField(_("交接时间"), null=True)
    back_by = models.DateField(_("约定返还或者销毁的日期"), null=True)
    redacted_copy = models.CharField(_("遮挡后的复制件"), max_length=32, blank=True)
    ended_at = models.DateTimeField(_("办结时间"), null=True)
    erased_at = models.DateTimeField(_("个人信息删除时间"), null=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = verbose_name_plural = _("查阅调取申请")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["unit", "state", "-id"], name="request_by_unit")]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "ordinal"], name="request_number_is_unique"),
            models.CheckConstraint(condition=Q(kind__in=RequestKind.values), name="request_kind_is_known"),
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="request_state_is_known"),
            models.CheckConstraint(condition=Q(to_at__gt=F("from_at")), name="request_has_an_interval"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(created_by__isnull=True) | ~Q(decided_by=F("created_by")),
                name="request_is_decided_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | (~Q(reason="") & ~Q(reason_words="") & Q(decided_by__isnull=False)),
                name="request_refusal_has_reasons",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("approved", "handed", "returned", "destroyed", "viewed", "published"))
                | Q(decided_by__isnull=False),
                name="request_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("handed", "returned", "destroyed"))
                | (Q(sha256__regex=r"^[0-9a-f]{64}$") & Q(handed_at__isnull=False, back_by__isnull=False)),
                name="request_handover_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | ~Q(redacted_copy=""), name="request_published_only_redacted"
            ),
            models.CheckConstraint(
                condition=~Q(kind="individual", state="viewed") | ~Q(redacted_copy=""),
                name="request_individual_sees_redacted_only",
            ),
            models.CheckConstraint(condition=Q(erased_at__isnull=True) | Q(private=""), name="request_erased_is_empty"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How people call it; it stands in the register with every look made for it."""
        return f"查调〔{self.year}〕{self.ordinal:04d}号"


class RequestFile(models.Model):
    """An uploaded paper of a request: the organ's document, a proof of relation. Names never reach a path."""

    code = models.CharField(max_length=20, unique=True, default=codes.file_code, editable=False)
    request = models.ForeignKey(FootageRequest, models.PROTECT, related_name="files", verbose_name=_("查阅调取申请"))
    name = models.CharField(_("文件名"), max_length=120)
    media_type = models.CharField(_("类型"), max_length=40)
    bytes = models.PositiveBigIntegerField(_("字节数"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("上传人"))
    at = models.DateTimeField(_("上传时间"))
    erased_at = models.DateTimeField(_("删除时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("申请材料")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["request", "sha256"], name="request_keeps_a_file_once"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="request_file_is_hashed"),
        ]


class RequestAct(models.Model):
    """One act on a request, with its place in the evidence log."""

    request = models.ForeignKey(FootageRequest, models.PROTECT, related_name="acts", verbose_name=_("查阅调取申请"))
    action = models.CharField(_("办理"), max_length=20)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("办理人")
    )
    at = models.DateTimeField(_("时间"))
    note = models.CharField(_("说明"), max_length=500, blank=True)
    document = models.CharField(_("文书"), max_length=64, blank=True)
    log_index = models.PositiveBigIntegerField(_("存证序号"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("申请办理记录")
        ordering = ["pk"]


class EmergencyAccess(models.Model):
    """Somebody without a grant looked because it could not wait (R16(2)(2)): short, with a reason, always reviewed."""

    class Finding(models.TextChoices):
        """What the review found."""

        JUSTIFIED = "justified", _("情况属实，确有必要")
        UNJUSTIFIED = "unjustified", _("不应当使用")

    code = models.CharField(max_length=16, unique=True, default=codes.emergency_code, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("查看人"))
    system = models.ForeignKey("systems.System", models.PROTECT, related_name="+", verbose_name=_("公共安全视频系统"))
    reason = models.CharField(_("为什么来不及申请授权"), max_length=300)
    at = models.DateTimeField(_("开始"))
    ends = models.DateTimeField(_("结束"))
    review_by = models.DateTimeField(_("复核期限"))
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("复核人")
    )
    reviewed_at = models.DateTimeField(_("复核时间"), null=True)
    finding = models.CharField(_("复核结论"), max_length=12, choices=Finding.choices, blank=True)
    words = models.CharField(_("复核意见"), max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("紧急查看")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("at")), name="emergency_has_a_term"),
            models.CheckConstraint(condition=~Q(reason=""), name="emergency_has_a_reason"),
            models.CheckConstraint(
                condition=Q(reviewed_at__isnull=True, reviewed_by__isnull=True, finding="", words="")
                | (Q(reviewed_at__isnull=False, reviewed_by__isnull=False) & ~Q(finding="") & ~Q(words="")),
                name="emergency_review_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("account")),
                name="emergency_never_reviewed_by_oneself",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class AccessReview(models.Model):
    """The auditor's words on something unusual in the register or on an old grant (R16(2)(2))."""

    key = models.CharField(max_length=100, unique=True)  # of `unusual.Finding`
    words = models.CharField(_("复核意见"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("复核人"))
    at = models.DateTimeField(_("复核时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("异常查看复核")
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="access_review_says_something")]


class RequestHold(models.Model):
    """Which hold keeps which request's footage while the request is open (R17: the purpose is not achieved yet)."""

    request = models.ForeignKey(FootageRequest, models.PROTECT, related_name="holds", verbose_name=_("查阅调取申请"))
    hold = models.OneToOneField("recordings.Hold", models.PROTECT, related_name="+", verbose_name=_("留存冻结"))

    class Meta:
        verbose_name = verbose_name_plural = _("申请的留存冻结")
