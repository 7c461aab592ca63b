"""What is kept of a visit: answers, evidence, signatures, acts. Rows are added; what replaces another says so."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beholden.registry.inspections import codes
from beholden.registry.inspections.models.choices import EvidenceKind, Manner, Provenance, Result, Signer
from beholden.registry.inspections.models.visit import Inspection


class Told(models.Model):
    """When something was done by the clock of the device, and when it reached us. Neither corrects the other.

    ``offset_ms`` is how far the device's clock was from ours at their last contact (ours minus its), null: not known.
    """

    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    at_device = models.DateTimeField()
    offset_ms = models.BigIntegerField(null=True)
    at_server = models.DateTimeField()

    class Meta:
        abstract = True


class Answer(Told):
    """What was found for one item. A later answer supersedes; none is thrown away."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="answers")
    item = models.PositiveSmallIntegerField(_("检查项"))
    revision = models.PositiveIntegerField()  # of this item's answer: 1, 2, 3 …
    superseded = models.BooleanField(default=False)
    result = models.CharField(_("结果"), max_length=16, choices=Result.choices)
    note = models.CharField(_("情况"), max_length=1000, blank=True)
    provenance = models.CharField(_("来源"), max_length=12, choices=Provenance.choices)

    class Meta:
        verbose_name = _("检查结果")
        ordering = ("item", "revision")
        constraints = [
            models.UniqueConstraint(fields=["inspection", "item", "revision"], name="answer_revision_once"),
            models.UniqueConstraint(
                fields=["inspection", "item"], condition=Q(superseded=False), name="answer_one_stands"
            ),
            models.CheckConstraint(condition=Q(result__in=Result.values), name="answer_result_is_known"),
            models.CheckConstraint(
                condition=~Q(result__in=["violation", "not_seen", "not_applicable"]) | ~Q(note=""),
                name="answer_says_what_it_means",
            ),
        ]


class Evidence(Told):
    """A photo, a document, a body camera's recording. Announced with its hash; the file may come later.

    ``at_device`` is when it was taken, ``arrived_at`` when its bytes were here and hashed the same. A recording may
    instead be named by its ``reference`` in the police's own store.
    """

    code = models.CharField(max_length=16, unique=True, default=codes.evidence_code, editable=False)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="evidence")
    item = models.PositiveSmallIntegerField(null=True)  # null: of the whole visit
    kind = models.CharField(max_length=12, choices=EvidenceKind.choices)
    name = models.CharField(_("名称"), max_length=200, blank=True)
    note = models.CharField(_("说明"), max_length=500, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    reference = models.CharField(_("编号"), max_length=200, blank=True)
    bytes = models.BigIntegerField(null=True)
    media_type = models.CharField(max_length=40, blank=True)
    lat = models.FloatField(_("纬度"), null=True)
    lon = models.FloatField(_("经度"), null=True)
    action = models.UUIDField(null=True, unique=True)  # the phone's action that announced it
    arrived_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)
    dropped_why = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("检查证据")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$") | (Q(sha256="") & ~Q(reference="")),
                name="evidence_has_a_hash_or_a_reference",
            ),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__gte=-90, lat__lte=90, lon__gte=-180, lon__lte=180),
                name="evidence_is_on_earth",
            ),
            models.CheckConstraint(
                condition=Q(dropped_at__isnull=True) | ~Q(dropped_why=""), name="evidence_is_dropped_for_a_reason"
            ),
        ]

    @property
    def here(self) -> bool:
        """Whether nothing more has to arrive."""
        return self.arrived_at is not None or bool(self.reference)


class Signature(Told):
    """A signature under what was found, or that it was refused. It holds while the content is what was signed.

    The unit's person and stroke are ``sealed``; an officer's name is that of the account.
    """

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="signatures")
    signer = models.CharField(max_length=8, choices=Signer.choices)
    account = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    manner = models.CharField(max_length=8, choices=Manner.choices)
    sealed = models.TextField(blank=True)  # {"name", "title", "path", "width", "height"}
    reason = models.CharField(_("拒绝签名的理由"), max_length=500, blank=True)
    content_sha256 = models.CharField(max_length=64)  # of what stood in the record when it was signed

    class Meta:
        verbose_name = _("笔录签名")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(signer="officer", account__isnull=False) | Q(signer="unit", account__isnull=True),
                name="signature_of_an_officer_is_an_accounts",
            ),
            models.CheckConstraint(
                condition=~Q(manner="refused") | (Q(signer="unit") & ~Q(reason="")),
                name="signature_refused_has_a_reason",
            ),
        ]


class InspectionAct(models.Model):
    """One act on a visit, as the timeline shows it. Rows are only ever added."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="acts")
    action = models.CharField(max_length=24)
    at = models.DateTimeField()
    at_device = models.DateTimeField(null=True)
    offset_ms = models.BigIntegerField(null=True)
    by = models.ForeignKey("people.Account", null=True, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=1000, blank=True)
    document = models.CharField(max_length=60, blank=True)
    log_index = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("检查办理记录")
        ordering = ("id",)


class OutboxAction(models.Model):
    """An action of a phone that was done, with the answer it got: sent again, it gets the same."""

    uuid = models.UUIDField(unique=True)
    account = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    asked = models.CharField(max_length=64)  # SHA-256 of the action as it was sent
    answer = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("手机操作")
