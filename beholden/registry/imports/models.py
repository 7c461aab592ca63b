"""A camera list on its way into a filing. Written by `services` only; the file itself lies in DATA/imports."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beholden.ground.people.models import opaque


def import_code() -> str:
    """A new import's code."""
    return opaque("i")


class State(models.TextChoices):
    """Where an import stands."""

    UPLOADED = "uploaded", _("待确认列")
    TO_CHECK = "to_check", _("等待核对")
    CHECKING = "checking", _("正在核对")
    CHECKED = "checked", _("已核对")
    TO_TAKE = "to_take", _("等待导入")
    TAKING = "taking", _("正在导入")
    TAKEN = "taken", _("已导入")
    FAILED = "failed", _("没有完成")


WORKING = (State.TO_CHECK, State.CHECKING, State.TO_TAKE, State.TAKING)


class CameraImport(models.Model):
    """One uploaded list. ``mapping`` field → column; ``counts`` finding → rows; ``choice`` what is to be taken."""

    code = models.CharField(max_length=16, unique=True, default=import_code, editable=False)
    filing = models.ForeignKey("filings.Filing", on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey("people.Account", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    changed_at = models.DateTimeField()
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.UPLOADED)
    name = models.CharField(_("文件名"), max_length=200)
    bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=4)
    encoding = models.CharField(max_length=12, blank=True)
    header = models.JSONField(default=list)
    sample = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    datum = models.CharField(_("坐标系"), max_length=8, blank=True)
    done = models.PositiveIntegerField(default=0)
    good = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    whole = models.JSONField(default=list)
    choice = models.JSONField(default=dict)
    taken = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("点位导入")
        ordering = ("-id",)
        constraints = [models.CheckConstraint(condition=Q(state__in=State.values), name="import_state_is_known")]

    def __str__(self) -> str:
        return self.name

    @property
    def working(self) -> bool:
        """Something is being done with it right now, or soon."""
        return self.state in WORKING

    @property
    def grave(self) -> int:
        """Rows that cannot be taken."""
        return self.done - self.good
