"""Where the page of a filing is, for those who need a thousand of them at once."""

from __future__ import annotations

from django.urls import reverse


def start() -> str:
    """What the address of every filing's page begins with; its code follows. Resolving each would take as long as
    everything else a list does."""
    return reverse("filings:filing", args=["-"]).removesuffix("-")
