"""Filings, imports, portal."""

from __future__ import annotations

from tests.house.rights.right import (
    EVERYONE,
    MANAGER,
    MANAGERS,
    NOBODY,
    OFFICERS,
    SYSTEM_ADMIN,
    UNITS,
    Right,
    form,
    get,
    post,
)

# A list on its way into the manager's own draft, which nobody else sees.
NOT_THE_MANAGER = EVERYONE - MANAGER
IMPORTS = [
    *form("/filings/<str:code>/import", MANAGER, hidden=NOT_THE_MANAGER),
    *form("/imports/<str:code>", MANAGER, hidden=NOT_THE_MANAGER),
    get("/imports/<str:code>/state", MANAGER, hidden=NOT_THE_MANAGER),
    get("/imports/<str:code>/findings.xlsx", MANAGER, then=404, hidden=NOT_THE_MANAGER),  # nothing checked yet
    post("/imports/<str:code>/take", MANAGER, then=422, hidden=NOT_THE_MANAGER),
    post("/imports/<str:code>/drop", MANAGER, then=302, hidden=NOT_THE_MANAGER),
]

# Filings. The filing is a complete one of the unit's, handed in and waiting.
FILING_READERS = UNITS | OFFICERS | {"sector_officer"}
SEES_THE_FILING = frozenset({"manager", "county_officer", "station_officer", "supervisor", "city_officer"})
DECIDES = frozenset({"county_officer", "supervisor"})
RECEIVES = DECIDES | {"other_county_officer"}
OTHER_MANAGER, OTHER_COUNTY = frozenset({"other_manager"}), frozenset({"other_county_officer"})


def shut_task(address: str) -> list[Right]:
    """A page to fill in: after handing in, those who may fill it in are sent back with the reason."""
    allowed, foreign = MANAGER | DECIDES, OTHER_MANAGER | OTHER_COUNTY
    return [get(address, allowed, then=302, hidden=foreign), post(address, allowed, then=302, hidden=foreign)]


FILINGS = [
    get("/filings", FILING_READERS),
    get("/filings/list.xlsx", FILING_READERS),
    *form("/filings/new", MANAGERS),
    get("/filings/exempt", EVERYONE, stranger=200),
    get("/filings/<str:code>", SEES_THE_FILING, hidden=FILING_READERS - SEES_THE_FILING),
    *shut_task("/filings/<str:code>/unit"),
    *shut_task("/filings/<str:code>/system"),
    *shut_task("/filings/<str:code>/agent"),
    *shut_task("/filings/<str:code>/cameras"),
    *shut_task("/filings/<str:code>/cameras/new"),
    *shut_task("/filings/<str:code>/cameras/<int:number>"),
    get("/filings/<str:code>/check", MANAGER, then=302, hidden=OTHER_MANAGER),
    post("/filings/<str:code>/check", MANAGER, then=302, hidden=OTHER_MANAGER),
    post("/filings/<str:code>/withdraw", MANAGER, then=302, hidden=OTHER_MANAGER),
    post("/filings/<str:code>/change", MANAGER, then=302, hidden=OTHER_MANAGER),
    post("/filings/<str:code>/cease", MANAGER, then=302, hidden=OTHER_MANAGER),
    post("/filings/<str:code>/accept", DECIDES, then=302, hidden=OTHER_COUNTY),
    *form("/filings/<str:code>/ask", DECIDES, hidden=OTHER_COUNTY),
    post("/filings/<str:code>/allow", frozenset({"supervisor"}), then=302),
    post("/filings/<str:code>/archive", DECIDES, then=302, hidden=OTHER_COUNTY),
    post("/filings/<str:code>/receive", DECIDES, then=302, hidden=OTHER_COUNTY),
    post("/filings/<str:code>/agent/reveal", MANAGER | DECIDES, then=302, hidden=OTHER_MANAGER | OTHER_COUNTY),
    get("/filings/<str:code>/letter.pdf", MANAGER, hidden=FILING_READERS - MANAGER),
    get("/filings/<str:code>/sign.pdf", NOBODY, hidden=FILING_READERS),  # not filed yet
    get("/filings/<str:code>/documents/<str:document>", NOBODY, hidden=FILING_READERS),  # there is no such document
    get(
        "/filings/<str:code>/files/<str:file>",
        MANAGER | DECIDES,
        then=302,
        hidden=FILING_READERS - MANAGER - DECIDES,
    ),
    get("/attachments/<str:token>", NOBODY, no=404, stranger=404),
    *form("/window", RECEIVES),
    *form("/remits", SYSTEM_ADMIN),
    get("/api/filings", EVERYONE, stranger=401),
    post("/api/filings", EVERYONE, then=422, stranger=401),  # without a key nothing is begun
    get("/api/filings/<code>", SEES_THE_FILING, no=404, stranger=401),
    post("/api/filings/<code>", SEES_THE_FILING, then=422, no=404, stranger=401),
    post("/api/filings/<code>/papers/<kind>", EVERYONE, then=422, stranger=401),  # without a file
    post("/api/filings/<code>/submit", SEES_THE_FILING, then=422, no=404, stranger=401),
    post("/api/filings/<code>/change", SEES_THE_FILING, then=422, no=404, stranger=401),
    get("/api/filings/<code>/receipt", NOBODY, no=404, stranger=401),  # not filed yet
    get("/s/<str:code>", NOBODY, no=404, stranger=404),  # a sign that doesn't exist; real ones are for everybody
    get("/check", EVERYONE, stranger=200),
]

RIGHTS = [*FILINGS, *IMPORTS]
