"""What the room itself needs: remits, the series of numbers, words to find a filing by."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from beholden.registry.filings import terms
from beholden.registry.filings.models.choices import Jurisdiction, Sector
from beholden.registry.filings.models.filing import Filing


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


class SearchTerm(models.Model):
    """What an authority finds a filing by (`terms`): bytes, so that either database sorts them alike.

    By county: what is said everywhere in the nation and hardly here is found as soon as what is rare.
    """

    county = models.CharField(max_length=6, blank=True)  # of the filing; "" for a code that `law/divisions` never had
    filing = models.ForeignKey(Filing, on_delete=models.CASCADE, related_name="+")
    text = models.BinaryField(max_length=4 * terms.LONGEST)

    class Meta:
        verbose_name = _("检索词")
        constraints = [models.UniqueConstraint(fields=["county", "text", "filing"], name="search_term_in_county_once")]
