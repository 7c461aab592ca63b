"""The law as data: load it, ask it, and get answers that show their working.

Regulation 799 and what stands around it live in `law/` as dated, cited YAML a lawyer can review. This engine
loads and checks that folder, resolves a rule on a day at a place for given facts, counts legal clocks and works
out penalties. Pure Python: no Django, no database.
"""

from beholden.engines.rulebook.answers import Answer, Ground, SetAside
from beholden.engines.rulebook.book import Rulebook, load, opened
from beholden.engines.rulebook.errors import (
    BadFacts,
    BadLawData,
    LawError,
    NoRuleInForce,
    TiedRules,
    UnknownCitation,
    UnknownPlace,
    UnknownRule,
)

__all__ = [
    "Answer",
    "BadFacts",
    "BadLawData",
    "Ground",
    "LawError",
    "NoRuleInForce",
    "Rulebook",
    "SetAside",
    "TiedRules",
    "UnknownCitation",
    "UnknownPlace",
    "UnknownRule",
    "load",
    "opened",
]
