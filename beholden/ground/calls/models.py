"""Writing calls of scripts and their answers: without them, what R14 and R20 count would be counted twice."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Call(models.Model):
    """The answer a call got under its key, so that the same call sent again gets that and does nothing twice."""

    account = models.ForeignKey("people.Account", models.CASCADE, related_name="+", verbose_name=_("账号"))
    key = models.CharField(_("调用标识"), max_length=100)
    asked = models.CharField(_("调用内容的哈希"), max_length=64)  # SHA-256 of method, path and body
    at = models.DateTimeField(_("时间"), db_index=True)
    status = models.PositiveSmallIntegerField(_("应答状态"), null=True)  # null: under way, or cut off
    answer = models.JSONField(_("应答"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("接口调用")
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="call_once")]
