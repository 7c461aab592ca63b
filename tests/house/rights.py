"""Who gets what at every address. A new address must be written in here, or the test fails.

``yes`` get ``then``; ``hidden`` get 404 (they do not learn that it exists); the others get ``no``; a stranger gets
``stranger``. Parts are those of `beholden.ground.people.tests.cast`; the object is the unit's own, so the unit's people
are on one side and the other unit, the other county and the resident on the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from beholden.ground.people.tests.cast import PARTS

EVERYONE = frozenset(PARTS)
NOBODY: frozenset[str] = frozenset()
OWN = frozenset({"manager", "guard"})
UNITS = OWN | {"other_manager", "other_guard"}
MANAGERS = frozenset({"manager", "other_manager"})
OFFICERS = frozenset({"county_officer", "station_officer", "other_county_officer", "supervisor", "city_officer"})
LOOKERS = UNITS | OFFICERS | {"sector_officer"}
ADMINISTRATORS = frozenset({"system_admin", "security_admin", "auditor"})
FOREIGN = frozenset(
    {"other_guard", "other_manager", "other_county_officer", "city_officer", "sector_officer", "resident"}
)
KNOWS_THE_SYSTEM = EVERYONE - FOREIGN
REGISTER_READERS = UNITS | {"auditor"}


@dataclass(frozen=True)
class Right:
    """One row: method, address, who, and what they get. ``form`` is what a POST sends, ``query`` what a GET asks."""

    method: str
    address: str
    yes: frozenset[str]
    then: int = 200
    hidden: frozenset[str] = NOBODY
    no: int = 403
    stranger: int = 302
    form: dict[str, str] = field(default_factory=lambda: {"nothing": "right"})
    query: str = ""

    def status(self, part: str) -> int:
        """What this part of the cast (or "stranger") gets."""
        if part == "stranger":
            return self.stranger
        if part in self.yes:
            return self.then
        return 404 if part in self.hidden else self.no


def get(address: str, yes: frozenset[str], **more: object) -> Right:
    return Right("GET", address, yes, **more)  # type: ignore[arg-type]


def post(address: str, yes: frozenset[str], **more: object) -> Right:
    return Right("POST", address, yes, **more)  # type: ignore[arg-type]


def form(address: str, yes: frozenset[str], hidden: frozenset[str] = NOBODY) -> list[Right]:
    """A page with a form: seen by ``yes``, and a wrong answer sends them back to it (422)."""
    return [get(address, yes, hidden=hidden), post(address, yes, then=422, hidden=hidden)]


SYSTEM_ADMIN = frozenset({"system_admin"})
SECURITY_ADMIN = frozenset({"security_admin"})
AUDITOR = frozenset({"auditor"})
MANAGER = frozenset({"manager"})
GUARD = frozenset({"guard"})

OPEN = [
    get("/healthz", EVERYONE, stranger=200),
    get("/readyz", EVERYONE, stranger=200),
    get("/metrics", EVERYONE, stranger=200),  # from this machine; from elsewhere it needs its token
    post("/language", EVERYONE, then=302),
    get("/language", EVERYONE, then=302),
    get("/sign-in", EVERYONE, then=302, stranger=200),
    post("/sign-in", EVERYONE, then=302, stranger=200),
    get("/sign-in/code", EVERYONE, then=302),
    post("/sign-in/code", EVERYONE, then=302),
    post("/sign-out", EVERYONE, then=302),
    get("/set-up/<str:token>", NOBODY, no=404, stranger=404),
    post("/set-up/<str:token>", NOBODY, no=404, stranger=404),
    get("/api/", NOBODY, no=404, stranger=404),
    # the law is for everybody
    post("/witness/add-checkpoint", EVERYONE, then=400, stranger=400),  # a log's signature counts, not a sign-in
    get("/witness/<str:origin_hash>/checkpoint", EVERYONE, then=404, stranger=404),
    get("/law", EVERYONE, stranger=200),
    get("/law/rules", EVERYONE, stranger=200),
    get("/law/rules/<str:rule>", EVERYONE, stranger=200),
    get("/law/texts/<str:key>", EVERYONE, stranger=200),
    get("/law/calendars", EVERYONE, stranger=200),
    get("/law/<str:cite>", EVERYONE, then=302),
]

# The description of the API and the language are public and the same for all, whatever the method.
METHOD_DOES_NOT_MATTER = frozenset({"/api/docs", "/api/openapi.json", "/language"})
OPEN += [get(address, EVERYONE, stranger=200) for address in ("/api/docs", "/api/openapi.json")]

OWN_ACCOUNT = [
    get("/", EVERYONE, then=302),
    get("/account", EVERYONE),
    *form("/account/password", EVERYONE),
    *form("/account/second-factor", EVERYONE),
    get("/account/second-factor/picture.svg", EVERYONE, then=404),  # before a key is being set up
    *form("/account/second-factor/off", EVERYONE),
    post("/account/sign-ins/<str:code>/end", GUARD, then=302, no=404),  # the guard's own
]

OFFICES = [
    get("/people", SYSTEM_ADMIN),
    *form("/people/new", SYSTEM_ADMIN),
    *form("/organisations/new", SYSTEM_ADMIN),
    post("/people/<str:code>/link", SYSTEM_ADMIN, then=201),
    post("/people/<str:code>/disable", SYSTEM_ADMIN, then=302),
    post("/people/<str:code>/enable", SYSTEM_ADMIN, then=302),
    get("/grants", SECURITY_ADMIN | AUDITOR),
    *form("/grants/new", SECURITY_ADMIN),
    *form("/grants/<str:code>/revoke", SECURITY_ADMIN),
    get("/events", AUDITOR),
    get("/ledger", AUDITOR),
    get("/ledger/checkpoint", AUDITOR),
    get("/ledger/<int:index>", AUDITOR),
    get("/ledger/<int:index>/proof", AUDITOR),
]

SYSTEMS = [
    get("/systems", EVERYONE),
    *form("/systems/new", MANAGERS),
    get("/systems/<str:code>", KNOWS_THE_SYSTEM, hidden=FOREIGN),
    get("/systems/<str:code>/state", KNOWS_THE_SYSTEM, hidden=FOREIGN),
    *form("/systems/<str:code>/change", MANAGER, hidden=FOREIGN),
    *form("/systems/<str:code>/cameras/new", MANAGER, hidden=FOREIGN),
    post("/systems/<str:code>/cameras/probe", MANAGER, hidden=FOREIGN),
    get("/cameras/<str:code>", KNOWS_THE_SYSTEM, hidden=FOREIGN),
    *form("/cameras/<str:code>/change", MANAGER, hidden=FOREIGN),
    post("/cameras/<str:code>/probe", MANAGER, hidden=FOREIGN),
    post("/cameras/<str:code>/stop", MANAGER, then=422, hidden=FOREIGN),
    post("/cameras/<str:code>/resume", MANAGER, then=302, hidden=FOREIGN),
]

RECORDINGS = [
    get("/today", MANAGERS),
    get("/storage", MANAGERS),
    get("/storage/holds", MANAGERS),
    *form("/storage/holds/new", MANAGERS),
    get("/storage/holds/<str:code>", MANAGER, hidden=frozenset({"other_manager"})),
    post("/storage/holds/<str:code>", MANAGER, then=422, hidden=frozenset({"other_manager"})),
    get("/alarms", UNITS | SYSTEM_ADMIN),
    post("/alarms/<str:code>/acknowledge", NOBODY, hidden=UNITS | SYSTEM_ADMIN),  # there is no such alarm
]

# Footage and the register. The token is the guard's, of a playback of the unit's own camera.
ACCESS = [
    get("/wall", LOOKERS),
    *form("/duty", LOOKERS),
    post("/duty/end", LOOKERS, then=302),
    get("/play", LOOKERS),
    get("/register", REGISTER_READERS),
    get("/register/<int:number>", OWN | AUDITOR, hidden=frozenset({"other_guard", "other_manager"})),
    get("/media/play/<str:token>/index.m3u8", GUARD, stranger=401),
    get("/media/play/<str:token>/init/<int:segment>.mp4", GUARD, stranger=401),
    get("/media/play/<str:token>/<int:segment>/<int:first>-<int:last>.m4s", GUARD, stranger=401),
    get("/media/snapshot/<str:token>.jpg", GUARD, stranger=401),
    get("/api/cameras", EVERYONE, stranger=401),
    get("/api/cameras/<code>/timeline", OWN, no=404, stranger=401, query="?from={from}&to={to}"),
    get("/api/status", EVERYONE, stranger=401),
    post("/api/looks", EVERYONE, then=422, stranger=401),  # an empty wish; real ones in the footage matrix
    post("/api/looks/<number>/end", GUARD, no=404, stranger=401),
    get("/api/register", REGISTER_READERS, stranger=401),
    get("/api/register/<number>", OWN | AUDITOR, no=404, stranger=401),
]

DOCUMENTS = [
    get("/d/<str:code>", EVERYONE, stranger=200),  # whoever holds the paper
    get("/map", LOOKERS),
    get("/map/marks", LOOKERS, query="?box=118,39,119,40"),
    get("/deadlines", MANAGERS | OFFICERS - frozenset({"station_officer"})),
]

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

RIGHTS = [*DOCUMENTS, *OPEN, *OWN_ACCOUNT, *OFFICES, *SYSTEMS, *RECORDINGS, *ACCESS, *FILINGS, *IMPORTS]
