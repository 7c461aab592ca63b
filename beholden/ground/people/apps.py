"""The people room as a Django app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Accounts and grants."""

    name = "beholden.ground.people"
    label = "people"
    verbose_name = "人员与授权"

    def ready(self) -> None:
        """Record sign-in events as they are signalled."""
        from beholden.ground.people import signals

        signals.connect()
