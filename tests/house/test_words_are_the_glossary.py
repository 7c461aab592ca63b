"""One Chinese term, one identifier: models are named as docs/words.md says."""

from __future__ import annotations

import re

import pytest
from django.apps import apps

from tests.house.source import ROOT

ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \|", re.MULTILINE)
MODELS = [model for model in apps.get_models() if model.__module__.startswith("beholden.")]


def _terms() -> dict[str, set[str]]:
    text = (ROOT / "docs/words.md").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for chinese, identifiers in ROW.findall(text):
        for identifier in re.findall(r"`([^`]+)`", identifiers):
            assert identifier not in found, f"docs/words.md names {identifier} twice"
            found[identifier] = {term.strip() for term in chinese.split(" / ")}
    return found


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_model_carries_the_word_of_the_table(model: type) -> None:
    terms = _terms()
    assert model.__name__ in terms, f"docs/words.md lacks `{model.__name__}`"
    meta = model._meta  # type: ignore[attr-defined]
    assert str(meta.verbose_name) in terms[model.__name__], f"{model.__name__} is called {meta.verbose_name}"
