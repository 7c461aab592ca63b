"""docs/know/commands.md says what `beholden --help` says: every command, every option."""

from __future__ import annotations

import argparse
import importlib
import re

import pytest

from beholden.cli import FAMILIES
from tests.house.source import ROOT


def _sections() -> dict[str, str]:
    text = (ROOT / "docs/know/commands.md").read_text(encoding="utf-8")
    return dict(re.findall(r"(?ms)^## `beholden (\w+)`(.*?)(?=^## |\Z)", text))


def _options(parser: argparse.ArgumentParser) -> set[str]:
    found = set()
    for action in parser._actions:
        found |= {option for option in action.option_strings if option.startswith("--") and option != "--help"}
        if isinstance(action, argparse._SubParsersAction):
            found |= set(action.choices)
            for sub in action.choices.values():
                found |= _options(sub)
    return found


@pytest.mark.parametrize("name", FAMILIES)
def test_a_command_and_each_of_its_options_are_documented(name: str) -> None:
    parser = argparse.ArgumentParser()
    module = importlib.import_module(FAMILIES[name][0])
    module.add_arguments(parser)
    assert module.__doc__ and f"beholden {name}" in module.__doc__, "--help carries an example"
    section = _sections().get(name, "")
    assert section, f"docs/know/commands.md lacks beholden {name}"
    missing = {option for option in _options(parser) if f"`{option}" not in section}
    assert not missing, f"beholden {name}: {missing} are not documented"


def test_nothing_is_documented_that_is_not_there() -> None:
    assert set(_sections()) == set(FAMILIES)
