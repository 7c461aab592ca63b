"""The stage of exports with its recorded footage."""

from __future__ import annotations

from beholden.site.exports.tests.conftest import START, recorded, stage

__all__ = ["START", "recorded", "stage"]
