"""A time as a person types it: local unless it says otherwise, within the years that every clock here can hold."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

YEARS: Final = range(1970, 2200)


class MomentField(forms.DateTimeField):
    """An aware datetime between 1970 and 2199; anything else is a sentence at the field."""

    def clean(self, value: Any) -> datetime | None:
        """The time, or None when nothing was typed. Raises ValidationError."""
        at: datetime | None = super().clean(value)
        if at is not None and at.year not in YEARS:
            raise ValidationError(_("请填写 1970 年至 2199 年之间的时间"), code="years")
        return at
