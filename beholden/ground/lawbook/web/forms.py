"""The form that asks a rule: a day, a place, and the facts the rule reads."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from beholden.engines.rulebook.facts import Fact
from beholden.ground.lawbook.reading import book, pick


class Ask(forms.Form):
    """Built for one rule; every fact may stay unknown."""

    on = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    at = forms.CharField(max_length=6, strip=True)

    def __init__(self, names: tuple[str, ...], data: Any) -> None:
        super().__init__(data)
        self.names = names
        self.fields["on"].label = _("日期")
        self.fields["at"].label = _("行政区划代码（全国为 000000）")
        for name in names:
            self.fields[f"fact.{name}"] = _field(book().facts[name])

    def facts(self) -> dict[str, Any]:
        """The facts that were given, as the engine takes them."""
        given = {name: self.cleaned_data.get(f"fact.{name}") for name in self.names}
        return {name: _value(book().facts[name], value) for name, value in given.items() if value not in (None, "")}

    def day(self) -> date:
        """The day asked about."""
        day: date = self.cleaned_data["on"]
        return day


def _field(fact: Fact) -> forms.Field:
    unknown = ("", _("不知道"))
    common = {"required": False, "label": pick(fact.says)}
    if fact.kind == "flag":
        return forms.ChoiceField(choices=[unknown, ("true", _("是")), ("false", _("否"))], **common)
    if fact.kind == "word":
        return forms.ChoiceField(
            choices=[unknown, *((word, pick(says)) for word, says in fact.words.items())], **common
        )
    if fact.kind == "date":
        return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **common)
    if fact.kind == "number":
        return forms.IntegerField(**common)
    return forms.CharField(max_length=2000, **common)


def _value(fact: Fact, value: Any) -> Any:
    return value == "true" if fact.kind == "flag" else value
