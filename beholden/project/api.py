"""The HTTP API under /api: every room's router, errors as RFC 9457 problem details, and a page that describes it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

from beholden import __version__
from beholden.site.access import problems
from beholden.site.access.api import router as access


class PlainDocs(DocsBase):
    """The description as one page without a script, so that it needs nothing from anywhere and the CSP stays strict."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """Every operation with its parameters and answers, from the same schema as /api/openapi.json."""
        schema = api.get_openapi_schema()
        operations = [
            {"path": path, "method": method.upper(), "id": said["operationId"], **_described(said)}
            for path, methods in schema["paths"].items()
            for method, said in methods.items()
        ]
        return render(request, "api_docs.html", {"operations": operations, "version": api.version})


def _described(said: dict[str, Any]) -> dict[str, Any]:
    return {
        "summary": said.get("summary", ""),
        "description": said.get("description", ""),
        "parameters": [
            {"name": one["name"], "where": one["in"], "required": one.get("required", False)}
            for one in said.get("parameters", [])
        ],
        "body": "requestBody" in said,
        "answers": sorted(str(status) for status in said.get("responses", {})),
    }


api = NinjaAPI(
    title="Beholden 明鉴",
    version=__version__,
    description="Times are ISO 8601 with an offset. Errors are RFC 9457 problem details with the article as `cite`.",
    docs=PlainDocs(),
    urls_namespace="api",
)
problems.install(api)
api.add_router("", access)
