"""An installation with the cast in it, for tests that start real servers on it.

BEHOLDEN_DATA=… python -m tests.faults.peopled
"""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beholden.project.settings")

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from beholden.ground.people.tests.cast import make_cast  # noqa: E402

if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    make_cast()
