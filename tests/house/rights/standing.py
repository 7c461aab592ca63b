"""The rooms of the ground and of the site."""

from __future__ import annotations

from tests.house.rights.right import (
    AUDITOR,
    EVERYONE,
    FOREIGN,
    GUARD,
    KNOWS_THE_SYSTEM,
    LOOKERS,
    MANAGER,
    MANAGERS,
    NOBODY,
    OFFICERS,
    OWN,
    REGISTER_READERS,
    SECURITY_ADMIN,
    SYSTEM_ADMIN,
    UNITS,
    form,
    get,
    post,
)

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

OPEN += [get(address, EVERYONE, stranger=200) for address in ("/api/docs", "/api/openapi.json")]

OWN_ACCOUNT = [
    get("/", EVERYONE, then=302),
    get("/account", EVERYONE),
    *form("/account/password", EVERYONE),
    get("/account/second-factor/picture.svg", EVERYONE, then=404),  # before a key is being set up
    *form("/account/second-factor", EVERYONE),
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
    post("/register.xlsx", MANAGERS | AUDITOR, then=302),  # without a reason
    post("/register.pdf", MANAGERS | AUDITOR, then=302),  # without a reason
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

RIGHTS = [*OPEN, *OWN_ACCOUNT, *OFFICES, *SYSTEMS, *RECORDINGS, *ACCESS, *DOCUMENTS]
