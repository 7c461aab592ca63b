"""Nouns of the filings room (R14, M5 to M9). Written by `services` only; `state` changes only along `flow`.

A Filing is one declaration of one System: new, a change (M9) or a cessation. Those of one System form a chain that
starts at ``first``; of each chain at most one version is in force.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beholden.ground.systems.models import PlaceCategory
from beholden.registry.filings import codes


class State(models.TextChoices):
    """Where a filing stands; the words are those of `filing.states` in law/rules."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("已提交")
    CHANGE_SUBMITTED = "change_submitted", _("变更已提交")
    CORRECTION_REQUESTED = "correction_requested", _("已告知补正")
    RESUBMITTED = "resubmitted", _("已重新提交")
    PAPER_RECEIVED = "paper_received", _("窗口已接收")
    KEYED = "keyed", _("已录入")
    FILED = "filed", _("已备案")
    ARCHIVED = "archived", _("已归档")
    WITHDRAWN = "withdrawn", _("已撤回")
    CEASED = "ceased", _("已停用")


WAITING = (State.SUBMITTED, State.CHANGE_SUBMITTED, State.RESUBMITTED)  # the authority's turn, online
EDITABLE = (State.DRAFT, State.CORRECTION_REQUESTED)  # the unit's turn
KEYABLE = (State.PAPER_RECEIVED, State.KEYED)  # the window's turn
DONE = (State.FILED, State.ARCHIVED, State.CEASED)


class Kind(models.TextChoices):
    """What is declared."""

    NEW = "new", _("新备案")
    CHANGE = "change", _("备案变更")
    CESSATION = "cessation", _("系统停用")


class Channel(models.TextChoices):
    """How it came in: the applicant chooses (M5(1))."""

    ONLINE = "online", _("线上")
    WINDOW = "window", _("窗口")


class Jurisdiction(models.TextChoices):
    """Which police answer for the place (M4(3))."""

    COUNTY = "county", _("县级公安机关")
    RAIL = "rail", _("铁路公安机关")
    AVIATION = "aviation", _("民航公安机关")
    IMMIGRATION = "immigration", _("移民管理机构")


class Sector(models.TextChoices):
    """Which department guides the choice of key positions (R7(2))."""

    NONE = "", _("没有或者不清楚")
    COMMERCE = "commerce", _("商务")
    EDUCATION = "education", _("教育")
    HEALTH = "health", _("卫生健康")
    CULTURE = "culture", _("文化和旅游、体育")
    TRANSPORT = "transport", _("交通运输")
    HOUSING = "housing", _("住房和城乡建设、城市管理")
    FINANCE = "finance", _("金融监管")
    CIVIL = "civil", _("民政")
    OTHER = "other", _("其他主管部门")


class Filing(models.Model):
    """One declaration. ``answers`` is what was typed, by the names of `answers.FIELDS`; some are columns to search."""

    code = models.CharField(max_length=16, unique=True, default=codes.filing_code, editable=False)
    kind = models.CharField(_("事项"), max_length=10, choices=Kind.choices, default=Kind.NEW)
    channel = models.CharField(_("方式"), max_length=8, choices=Channel.choices, default=Channel.ONLINE)
    state = models.CharField(_("状态"), max_length=24, choices=State.choices, default=State.DRAFT)
    revision = models.PositiveIntegerField(default=1)  # every write counts up: what two tabs compare
    first = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="chain")  # null: is the first
    version = models.PositiveIntegerField(default=1)
    in_force = models.BooleanField(default=False)
    unit = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name=_("单位"))
    system = models.ForeignKey("systems.System", null=True, on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey("people.Organisation", null=True, on_delete=models.PROTECT, related_name="+")
    number = models.CharField(_("编号"), max_length=40, null=True, unique=True)
    unit_name = models.CharField(max_length=200, blank=True)
    division = models.CharField(_("行政区划"), max_length=12, blank=True)
    jurisdiction = models.CharField(max_length=12, choices=Jurisdiction.choices, default=Jurisdiction.COUNTY)
    sector = models.CharField(max_length=12, choices=Sector.choices, blank=True)
    place_category = models.CharField(max_length=32, choices=PlaceCategory.choices, blank=True)
    answers = models.JSONField(default=dict)
    form = models.PositiveIntegerField(default=1)  # the form version the answers were typed into
    camera_count = models.PositiveIntegerField(default=0)
    sign = models.CharField(max_length=16, default=codes.sign_code, editable=False, db_index=True)
    agent = models.TextField(blank=True)  # sealed: name, kind and number of the document, telephone
    created_by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)  # latest: a resubmission starts anew (filing.resubmission)
    due = models.DateField(null=True)  # of whoever's turn it is; a copy of the running deadline, to sort by
    decided_at = models.DateTimeField(null=True)
    received_on = models.DateField(null=True)  # paper, at the window
    archived_at = models.DateTimeField(null=True)
    archived_to = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("备案")
        ordering = ("-id",)
        indexes = [
            models.Index(fields=["division", "state", "due"], name="filing_queue"),
            models.Index(fields=["unit", "state"], name="filing_of_unit"),
            models.Index(fields=["unit_name"], name="filing_unit_name"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="filing_state_is_known"),
            models.UniqueConstraint(fields=["first", "version"], name="filing_version_once"),
            models.UniqueConstraint(
                fields=["first"],
                condition=Q(state__in=["draft", "change_submitted", "correction_requested", "resubmitted"]),
                name="filing_one_change_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(in_force=False) | Q(state__in=["filed", "archived"]), name="filing_in_force_is_filed"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "paper_received", "keyed", "withdrawn", "correction_requested"])
                | Q(submitted_at__isnull=False),
                name="filing_submitted_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.number or self.code

    @property
    def root(self) -> int:
        """Primary key of the chain's first filing."""
        return self.first_id or self.pk


class FilingCamera(models.Model):
    """One camera as declared in one filing. Position as typed, with its datum, and as WGS-84 for the map."""

    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="cameras", verbose_name=_("备案"))
    number = models.PositiveIntegerField(_("序号"))
    name = models.CharField(_("名称"), max_length=100)
    position = models.CharField(_("点位"), max_length=200, blank=True)
    device_code = models.CharField(_("设备编码"), max_length=20, blank=True)  # GB/T 28181
    function_type = models.CharField(_("功能类型"), max_length=12, blank=True)
    structure_type = models.CharField(_("设备类型"), max_length=12, blank=True)
    place_category = models.CharField(_("公共场所类别"), max_length=32, choices=PlaceCategory.choices, blank=True)
    area = models.CharField(_("安装部位"), max_length=24, blank=True)  # a word of the fact `area`
    sees = models.JSONField(_("可以拍到的区域"), default=list)  # more of them: the declared field of view
    near_secret = models.BooleanField(_("位于涉密单位周边"), default=False)
    installed_on = models.DateField(_("安装日期"), null=True)
    datum = models.CharField(_("坐标系"), max_length=8, blank=True)
    typed_lon = models.FloatField(null=True)
    typed_lat = models.FloatField(null=True)
    lon = models.FloatField(_("经度"), null=True)
    lat = models.FloatField(_("纬度"), null=True)
    cell = models.CharField(max_length=16, blank=True)  # quadkey of (lon, lat): a prefix is a map tile
    source = models.CharField(max_length=16, blank=True)  # code of the recorder's own camera

    class Meta:
        verbose_name = verbose_name_plural = _("申报点位")
        ordering = ("filing_id", "number")
        constraints = [
            models.UniqueConstraint(fields=["filing", "number"], name="filing_camera_number_once"),
            models.CheckConstraint(
                condition=Q(lon__isnull=True, lat__isnull=True)
                | Q(lon__isnull=False, lat__isnull=False, lon__gte=-180, lon__lte=180, lat__gte=-90, lat__lte=90),
                name="filing_camera_is_on_earth",
            ),
        ]
        indexes = [
            models.Index(fields=["cell"], name="filing_camera_cell"),
            models.Index(fields=["name"], name="filing_camera_name"),
            models.Index(fields=["device_code"], condition=~Q(device_code=""), name="filing_camera_device"),
        ]

    def __str__(self) -> str:
        return self.name


class FilingVersion(models.Model):
    """What was handed in at one submission. Rows are only ever added; ``cameras`` is zlib over canonical JSON."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("次数"))
    at = models.DateTimeField()
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    answers = models.JSONField()
    cameras = models.BinaryField()
    camera_count = models.PositiveIntegerField()
    defects = models.JSONField(default=list)  # codes of what was visibly missing that day
    rulebook = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("备案版本")
        ordering = ("number",)
        constraints = [models.UniqueConstraint(fields=["filing", "number"], name="filing_version_number_once")]


class CorrectionNotice(models.Model):
    """The one, complete list of what is missing (M7, M8(1)). A further one names only what could not be seen before,
    unless a supervisor allowed an exception, with a reason that stays on record."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="notices")
    number = models.PositiveIntegerField(_("次数"))
    at = models.DateTimeField()
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    defects = models.JSONField()  # codes
    said = models.JSONField()  # the sentences as they were told
    note = models.CharField(_("说明"), max_length=500, blank=True)
    exception_by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    exception_why = models.CharField(max_length=500, blank=True)
    document = models.CharField(max_length=40, blank=True)  # number of the printed notice
    log_index = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("一次性告知补正")
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=["filing", "number"], name="notice_number_once"),
            models.CheckConstraint(
                condition=Q(exception_by__isnull=True, exception_why="")
                | (Q(exception_by__isnull=False) & ~Q(exception_why="")),
                name="notice_exception_has_a_reason",
            ),
            models.CheckConstraint(condition=~Q(exception_by=F("by")), name="notice_exception_by_another"),
        ]


class ExceptionLeave(models.Model):
    """A supervisor's leave for one further notice, with the reason; used up by the notice it was given for."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="leaves")
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    why = models.CharField(_("理由"), max_length=500)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("再次告知的许可")
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="leave_has_a_reason")]


class AttachmentKind(models.TextChoices):
    """What an uploaded file is."""

    LETTER = "authorisation_letter", _("委托办理备案授权书")
    AGENT_ID = "agent_id", _("经办人身份证件")
    PAPER = "paper", _("窗口纸质材料扫描件")
    CONSENT = "secret_consent", _("涉密单位同意文件")


class Attachment(models.Model):
    """An uploaded file. Kept under its hash, told by its content what it is; never shown inside a page of ours."""

    code = models.CharField(max_length=16, unique=True, default=codes.attachment_code, editable=False)
    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="attachments")
    kind = models.CharField(max_length=24, choices=AttachmentKind.choices)
    name = models.CharField(_("文件名"), max_length=200)
    media_type = models.CharField(max_length=40)
    bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    dropped_at = models.DateTimeField(null=True)  # replaced by a later one

    class Meta:
        verbose_name = _("上传材料")
        ordering = ("id",)


class Act(models.Model):
    """One act on a filing, as the timeline shows it. Rows are only ever added."""

    filing = models.ForeignKey(Filing, on_delete=models.PROTECT, related_name="acts")
    action = models.CharField(max_length=24)
    at = models.DateTimeField()
    by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    document = models.CharField(max_length=40, blank=True)
    log_index = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("办理记录")
        ordering = ("id",)


class Remit(models.Model):
    """What an organisation answers for beyond its division: industry police (M4(3)), or a sector (R5, R7(2))."""

    organisation = models.OneToOneField("people.Organisation", on_delete=models.PROTECT, related_name="+")
    jurisdiction = models.CharField(max_length=12, choices=Jurisdiction.choices, default=Jurisdiction.COUNTY)
    sector = models.CharField(max_length=12, choices=Sector.choices, blank=True)

    class Meta:
        verbose_name = _("职责范围")


class FilingSeries(models.Model):
    """The last number given to a submission, by year and division: locked while the next is given, so without gaps."""

    year = models.PositiveIntegerField()
    division = models.CharField(max_length=12)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("备案编号序列")
        constraints = [models.UniqueConstraint(fields=["year", "division"], name="filing_series_once")]


class Call(models.Model):
    """The answer an API call got under its idempotency key, so that a retry gets the same one."""

    account = models.ForeignKey("people.Account", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    asked = models.CharField(max_length=64)  # SHA-256 of method, path and body
    status = models.PositiveSmallIntegerField(null=True)  # null: still being answered
    answer = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("接口调用")
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="call_key_once")]
