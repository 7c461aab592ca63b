"""The portal as a Django app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The page behind a sign's QR code, and the check of a receipt."""

    name = "beholden.registry.portal"
    label = "portal"
    verbose_name = "公众服务"
