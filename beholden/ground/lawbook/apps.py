"""The lawbook room as a Django app."""

from django.apps import AppConfig


class LawbookConfig(AppConfig):
    """Pages under /law; no models."""

    name = "beholden.ground.lawbook"
    label = "lawbook"
    verbose_name = "法规"
