"""The only writers of exports: asking and deciding, making, fetching."""

from __future__ import annotations

from beholden.site.exports.services.asking import Refused, act, ask
from beholden.site.exports.services.fetching import Fetch, fetch
from beholden.site.exports.services.making import make_all, remove_old

__all__ = ["Fetch", "Refused", "act", "ask", "fetch", "make_all", "remove_old"]
