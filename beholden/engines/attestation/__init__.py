"""A unit's signed answers to the items of an inspection (M10): what the site says, and what its product measured.

The site signs a `Statement` with the key of its access log; the authority's side reads it as it would a paper: it
proves who said what and when, not that it is so. Pure; usable from a script.
"""

from beholden.engines.attestation.fields import BadStatement
from beholden.engines.attestation.signing import Attested, claimed_origin, sign, verify
from beholden.engines.attestation.statement import (
    PROVENANCES,
    RESULTS,
    Answer,
    LogHead,
    Statement,
)

__all__ = [
    "PROVENANCES",
    "RESULTS",
    "Answer",
    "Attested",
    "BadStatement",
    "LogHead",
    "Statement",
    "claimed_origin",
    "sign",
    "verify",
]
