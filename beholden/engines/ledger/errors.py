"""What can be wrong with a log here; what is wrong with proofs and notes of others stands where they are read."""

from __future__ import annotations


class LogError(Exception):
    """The log cannot take the entry now (disk full, no rights); nothing of it stays."""


class LogBroken(LogError):
    """Acknowledged entries are damaged or missing; a person must look before anything is written."""
