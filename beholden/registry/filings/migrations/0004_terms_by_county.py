"""Search terms know their county, so that a word of the whole nation is looked up in one's own area alone."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Substr


def fill(apps: Any, schema_editor: Any) -> None:
    """Each term gets the county its filing lies in; codes nobody knows keep none."""
    from beholden.ground.places import queries as places

    filing = apps.get_model("filings", "Filing").objects.filter(pk=OuterRef("filing_id"))
    where = Subquery(filing.annotate(where=Substr("division", 1, 6)).values("where")[:1])
    terms = apps.get_model("filings", "SearchTerm").objects
    terms.update(county=where)
    unknown = [code for code in terms.values_list("county", flat=True).distinct() if not places.ever(code)]
    terms.filter(county__in=unknown).update(county="")


class Migration(migrations.Migration):
    dependencies = [("filings", "0003_what_statistics_count")]

    operations = [
        migrations.RemoveConstraint(model_name="searchterm", name="search_term_once"),
        migrations.AddField(
            model_name="searchterm", name="county", field=models.CharField(blank=True, default="", max_length=6)
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(model_name="searchterm", name="county", field=models.CharField(blank=True, max_length=6)),
        migrations.AddConstraint(
            model_name="searchterm",
            constraint=models.UniqueConstraint(fields=("county", "text", "filing"), name="search_term_in_county_once"),
        ),
    ]
