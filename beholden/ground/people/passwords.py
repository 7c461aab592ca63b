"""One rule for passwords beyond Django's: take the person's own names away and enough must be left."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from beholden.ground.people.models import Account


class NotOnesNameValidator:
    """Refuses a password made of the user name or the name, however often repeated."""

    def __init__(self, left: int = 6) -> None:
        self.left = left

    def validate(self, password: str, user: Account | None = None) -> None:
        """Raises ValidationError."""
        rest = password.casefold()
        for name in (user.username, user.name) if user else ():
            if len(name) > 1:
                rest = rest.replace(name.casefold(), "")
        if len(rest) < self.left < len(password):
            raise ValidationError(self.get_help_text(), code="password_is_ones_name")

    def get_help_text(self) -> str:
        """The rule in the reader's language."""
        return _("密码不能由用户名或姓名拼成。")
