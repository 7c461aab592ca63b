"""Parties of a case: the one who broke the law, and those responsible in it. Who a person is stays sealed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beholden.registry.orders.models import Manner
from beholden.registry.penalties import codes
from beholden.registry.penalties.models.case import Case
from beholden.registry.penalties.models.choices import PartyKind


class Party(models.Model):
    """One who may be fined. ``shown`` is the unit's name, or a person's name masked; ``sealed`` a person's rest."""

    code = models.CharField(max_length=16, unique=True, default=codes.party_code, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parties")
    kind = models.CharField(_("当事人"), max_length=12, choices=PartyKind.choices)
    shown = models.CharField(_("名称"), max_length=200)
    post = models.CharField(_("职务"), max_length=100, blank=True)
    uscc = models.CharField(max_length=18, blank=True)
    sealed = models.TextField(blank=True)  # name, kind and number of the document, telephone, address
    fine = models.PositiveIntegerField(_("罚款（元）"), null=True)  # proposed, then decided
    told_fine = models.PositiveIntegerField(null=True)  # as the prior notice said
    hearing_owed = models.BooleanField(default=False)
    hearing_until = models.DateField(null=True)
    waived_at = models.DateTimeField(null=True)  # gave up defence and hearing, with proof on record
    decision = models.CharField(max_length=60, blank=True)  # number of the decision's document
    received_on = models.DateField(_("送达日期"), null=True)
    manner = models.CharField(_("送达方式"), max_length=16, choices=Manner.choices, blank=True)
    proof = models.CharField(max_length=300, blank=True)
    pay_until = models.DateField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("案件当事人")
        ordering = ("id",)
        constraints = [
            models.CheckConstraint(condition=~Q(shown=""), name="party_has_a_name"),
            models.CheckConstraint(
                condition=Q(told_fine__isnull=True) | Q(fine__isnull=True) | Q(fine__lte=F("told_fine")),
                name="party_no_heavier_than_told",
            ),
            models.CheckConstraint(
                condition=Q(received_on__isnull=True) | ~Q(manner="") & ~Q(decision=""),
                name="party_service_has_a_manner",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(kind__in=["unit", "individual"]), name="party_one_main"
            ),
        ]

    def __str__(self) -> str:
        return self.shown

    @property
    def person(self) -> bool:
        """Whether it is a natural person, whose particulars are sealed."""
        return self.kind != PartyKind.UNIT
