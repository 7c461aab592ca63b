"""What an entry of the log commits to. Lies beside the log so that it can be erased at the end of its term."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Opening(models.Model):
    """Salt and body behind one committed entry, sealed; with it the entry's commitment can be checked and read."""

    log = models.CharField(_("账本"), max_length=16)
    index = models.PositiveBigIntegerField(_("序号"))
    kind = models.CharField(_("类别"), max_length=16)
    number = models.CharField(_("登记号"), max_length=64, blank=True, db_index=True)
    leaf_hash = models.CharField(_("叶哈希"), max_length=64)
    at = models.DateTimeField(_("时间"))
    sealed = models.TextField(_("盐和内容（加密）"))

    class Meta:
        verbose_name = verbose_name_plural = _("存证内容")
        ordering = ["-index"]
        constraints = [models.UniqueConstraint(fields=["log", "index"], name="opening_is_for_one_entry")]
