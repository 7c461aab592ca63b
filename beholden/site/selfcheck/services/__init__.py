"""The only writers of this room: declarations, kept checks, attestations, certificates, what the registry said."""

from __future__ import annotations

from beholden.site.selfcheck.services.attesting import attest, send, send_again, send_due
from beholden.site.selfcheck.services.certifying import certify
from beholden.site.selfcheck.services.declaring import declare
from beholden.site.selfcheck.services.filings import ask, ask_all, name_filing
from beholden.site.selfcheck.services.keeping import keep

__all__ = [
    "ask",
    "ask_all",
    "attest",
    "certify",
    "declare",
    "keep",
    "name_filing",
    "send",
    "send_again",
    "send_due",
]
