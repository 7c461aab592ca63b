"""The terms an authority finds a filing by, kept from the day it is handed in."""

from __future__ import annotations

from beholden.ground.places import queries as places
from beholden.registry.filings import terms
from beholden.registry.filings.models import Filing, SearchTerm


def refresh(filing: Filing) -> None:
    """Keep the terms as name, number and county now are; nothing is written when they are the same."""
    wanted = terms.of(filing.unit_name, filing.number or "")
    county = filing.division[:6] if places.ever(filing.division) else ""
    rows = SearchTerm.objects.filter(filing=filing).values_list("pk", "county", "text")
    kept = {(where, bytes(text)): pk for pk, where, text in rows}
    gone = [pk for (where, text), pk in kept.items() if where != county or text not in wanted]
    if gone:
        SearchTerm.objects.filter(pk__in=gone).delete()
    new = sorted(text for text in wanted if (county, text) not in kept)
    SearchTerm.objects.bulk_create([SearchTerm(filing=filing, county=county, text=text) for text in new])
