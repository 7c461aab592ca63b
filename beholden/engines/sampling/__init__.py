"""A random draw that anybody can repeat: who is inspected is chosen by nobody (M17: no arbitrary, no repeated checks).

The order is what makes it honest: a secret seed is made and its hash published; then the population is fixed and its
hash published, with the source of a value that nobody knows yet (a lottery's numbers, say); then that value is
published by its source; then the seed is opened. The sample follows from the three by SHA-256 alone, so that whoever
made the seed could not choose the sample, and whoever drew up the population could not either. Pure.
"""

from beholden.engines.sampling.drawing import BadDraw, commitment, population_sha256, sample
from beholden.engines.sampling.record import FORMAT, Draw, Finding, check, parse

__all__ = [
    "FORMAT",
    "BadDraw",
    "Draw",
    "Finding",
    "check",
    "commitment",
    "parse",
    "population_sha256",
    "sample",
]
