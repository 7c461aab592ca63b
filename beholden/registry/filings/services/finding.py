"""The terms an authority finds a filing by, kept from the day it is handed in."""

from __future__ import annotations

from beholden.registry.filings import terms
from beholden.registry.filings.models import Filing, SearchTerm


def refresh(filing: Filing) -> None:
    """Keep the terms as name and number now are; nothing is written when they are the same."""
    wanted = terms.of(filing.unit_name, filing.number or "")
    kept = {bytes(text): pk for pk, text in SearchTerm.objects.filter(filing=filing).values_list("pk", "text")}
    gone = [pk for text, pk in kept.items() if text not in wanted]
    if gone:
        SearchTerm.objects.filter(pk__in=gone).delete()
    SearchTerm.objects.bulk_create([SearchTerm(filing=filing, text=text) for text in sorted(wanted - kept.keys())])
