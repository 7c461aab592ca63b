"""The API under /api: each room brings a router, problems are RFC 9457, its description is /api/openapi.json."""

from __future__ import annotations

import functools
from typing import Any

from django.utils.translation import get_language
from ninja import NinjaAPI

from beholden import __version__
from beholden.registry.filings import api as filings
from beholden.registry.filings.standing import router as standing
from beholden.registry.inspections import api as inspections
from beholden.registry.orders import api as orders
from beholden.registry.penalties import api as penalties
from beholden.registry.tips import api as tips
from beholden.site.access import problems
from beholden.site.access.api import router as access
from beholden.site.exports.api import router as exports
from beholden.site.redactions.api import router as redactions
from beholden.site.requests.api import router as requests


class DescribedAPI(NinjaAPI):
    """An API whose description is drawn up once a language and process: anybody may ask, and it takes half a second."""

    def get_openapi_schema(self, **how: Any) -> Any:
        """The OpenAPI document; nobody may change what is returned."""
        prefix = how.get("path_prefix") or self.get_root_path(how.get("path_params") or {})
        return self._drawn_up(prefix, get_language())

    @functools.lru_cache(maxsize=8)  # noqa: B019 - the only API lives as long as the process
    def _drawn_up(self, prefix: str, _language: str | None) -> Any:
        return super().get_openapi_schema(path_prefix=prefix)


api = DescribedAPI(
    title="明鉴 Beholden",
    version=__version__,
    description="Public-safety video that answers for every look. Sign in first; the session cookie is the credential.",
    urls_namespace="api",
)
problems.install(api)
api.add_router("", access)
api.add_router("", exports)
api.add_router("", requests)
api.add_router("", redactions)
api.add_router("", filings.router)
api.add_router("", standing)
api.add_router("", inspections.router)
api.add_router("", orders.router)
api.add_router("", penalties.router)
tips.install(api)
