"""The filings room as a Django app."""

from django.apps import AppConfig


class FilingsConfig(AppConfig):
    """Drafts, submissions, correction notices, acceptance, changes, the window, the archive."""

    name = "beholden.registry.filings"
    label = "filings"
    verbose_name = "备案"
