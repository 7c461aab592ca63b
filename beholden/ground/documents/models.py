"""Documents that were issued, and the series their numbers come from. Written by `services` only."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beholden.ground.documents import codes
from beholden.ground.documents.kinds import KINDS


class DocumentSeries(models.Model):
    """The numbers of one kind, one year, one authority: 1, 2, 3 … ``last`` is the newest one given out."""

    kind = models.CharField(max_length=32)
    year = models.PositiveSmallIntegerField(_("年份"))
    authority = models.ForeignKey("people.Organisation", on_delete=models.PROTECT, related_name="+")
    mark = models.CharField(max_length=20)  # the authority in the number: its division, told apart where two share it
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("文书编号序列")
        constraints = [
            models.UniqueConstraint(fields=["kind", "year", "authority"], name="document_series_once"),
            models.UniqueConstraint(fields=["kind", "year", "mark"], name="document_series_mark_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.year} {self.mark}"


class Document(models.Model):
    """One issued document: its number, what it is about, and the hash of the file that was kept."""

    code = models.CharField(max_length=16, unique=True, default=codes.document_code, editable=False)
    series = models.ForeignKey(DocumentSeries, on_delete=models.PROTECT, related_name="documents")
    ordinal = models.PositiveIntegerField()
    number = models.CharField(_("编号"), max_length=60, unique=True)
    kind = models.CharField(_("文书种类"), max_length=32)
    subject_kind = models.CharField(max_length=32)
    subject_code = models.CharField(max_length=32)
    unit_name = models.CharField(_("单位名称"), max_length=200)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("制作时间"))
    sha256 = models.CharField(_("文件哈希"), max_length=64)
    size = models.PositiveIntegerField(_("字节数"))
    path = models.CharField(max_length=100)  # under DATA/documents

    class Meta:
        verbose_name = verbose_name_plural = _("文书")
        ordering = ("-at", "-id")
        indexes = [models.Index(fields=["subject_kind", "subject_code"], name="document_subject")]
        constraints = [
            models.UniqueConstraint(fields=["series", "ordinal"], name="document_number_once"),
            models.CheckConstraint(condition=Q(ordinal__gte=1), name="document_ordinal_from_one"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="document_has_a_hash"),
            models.CheckConstraint(condition=~Q(number="") & ~Q(path=""), name="document_has_a_number"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        """The kind in the reader's language."""
        return str(KINDS[self.kind].title)
