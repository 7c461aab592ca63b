"""Every table of figures over the same little life, as JSON; on whichever database DATABASE_URL names."""

from __future__ import annotations

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beholden.project.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from beholden.ground.people.tests.cast import make_cast  # noqa: E402
from beholden.registry.inspections.tests.made import TODAY  # noqa: E402
from beholden.registry.inspections.tests.test_a_sample_is_truly_random import in_force  # noqa: E402
from beholden.registry.statistics import fairness, listing, subjects, tables  # noqa: E402
from beholden.registry.statistics.scope import asked  # noqa: E402
from beholden.registry.statistics.tests.test_every_number_leads_to_what_it_counts import life  # noqa: E402


def main() -> None:
    """Migrate, live, count."""
    call_command("migrate", verbosity=0)
    cast = make_cast()
    in_force(cast, 2)
    life(cast)
    told: dict[str, object] = {}
    for who in (cast.supervisor, cast.city_officer):
        scope = asked(who, "", "", "", TODAY)
        for name, make in {**tables.OVERVIEW, "classes": fairness.classes}.items():
            table = make(scope)
            told[f"{who.username} {name}"] = [[row.name, *(cell.text for cell in row.cells)] for row in table.rows]
        told[f"{who.username} most"] = [[one.name, one.times] for one in fairness.most(scope, fairness.classes(scope))]
        told[f"{who.username} least"] = len(fairness.least(scope))
    scope = asked(cast.supervisor, "", "", "", TODAY)
    for subject, about in subjects.SUBJECTS.items():
        for measure in about.measures():
            told[f"{subject} {measure}"] = listing.page(scope, subject, measure).count
    sys.stdout.write(json.dumps({"vendor": connection.vendor, "told": told}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
