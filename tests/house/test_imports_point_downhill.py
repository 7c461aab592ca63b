"""Who may lean on whom (HOUSE.md): engines on nothing, site and registry on ground, never on each other, no circles."""

from __future__ import annotations

from tests.house.source import Module, modules

# room -> rooms of the same wing it may lean on; what isn't named may lean on none
DOWNHILL = {
    "engines.redaction": {"engines.video"},
    "engines.attestation": {"engines.ledger"},
    "engines.packaging": {"engines.video", "engines.ledger"},
    "ground.acts": {"ground.people", "ground.evidence"},
    "ground.uploads": {"ground.acts"},
    "ground.calls": {"ground.acts", "ground.people"},
    "ground.places": {"ground.people"},
    "ground.systems": {"ground.people", "ground.places", "ground.evidence"},
    "ground.people": {"ground.evidence", "ground.documents", "ground.deadlines"},
    "site.access": {"site.recordings", "site.dossiers"},
    "site.exports": {"site.access", "site.recordings"},
    "site.redactions": {"site.access", "site.recordings", "site.dossiers"},
    "site.requests": {"site.access", "site.exports", "site.redactions", "site.recordings", "site.dossiers"},
    "site.selfcheck": {"site.access", "site.recordings", "site.dossiers", "site.requests"},
    "registry.imports": {"registry.filings"},
    "registry.inspections": {"registry.filings"},
    "registry.orders": {"registry.inspections", "registry.filings"},
    "registry.penalties": {"registry.orders", "registry.inspections", "registry.filings"},
    "registry.tips": {"registry.penalties", "registry.orders", "registry.inspections", "registry.filings"},
    "registry.statistics": {
        "registry.tips",
        "registry.penalties",
        "registry.orders",
        "registry.inspections",
        "registry.filings",
    },
    "registry.portal": {"registry.tips", "registry.penalties", "registry.orders", "registry.filings"},
}
WINGS = {
    "engines": set(),
    "ground": {"engines", "project"},
    "site": {"ground", "engines", "project"},
    "registry": {"ground", "engines", "project"},
    "project": {"engines", "ground", "site", "registry"},
    "cli": {"engines", "ground", "site", "registry", "project"},
}


def _room_of(name: str) -> str:
    words = name.split(".")[1:]
    return (
        ".".join(words[:2]) if words and words[0] in ("engines", "ground", "site", "registry") else ".".join(words[:1])
    )


def _complaint(module: Module, name: str) -> str | None:
    here, there = module.room, _room_of(name)
    if not here or not there or here == there or there == "__version__":
        return None
    wing, other = here.split(".")[0], there.split(".")[0]
    if wing == other:
        allowed = there in DOWNHILL.get(here, set()) or here == wing
    else:
        allowed = other in WINGS[wing]
    return None if allowed else f"{module.name} imports {name}: {here} may not lean on {there}"


def test_every_import_inside_the_product_points_downhill() -> None:
    complaints = [
        complaint
        for module in modules()
        for name in sorted(module.imports)
        if name.startswith("beholden.") and (complaint := _complaint(module, name))
    ]
    assert not complaints, "\n".join(complaints)


def test_a_wing_that_leans_the_wrong_way_is_found() -> None:
    any_module = next(module for module in modules() if module.room == "engines.video")
    assert _complaint(any_module, "beholden.ground.people.models")
    assert _complaint(any_module, "beholden.engines.ledger.log")
    assert _complaint(any_module, "beholden.engines.video.tracks") is None


def test_engines_know_no_django() -> None:
    named = [
        f"{module.name} imports {name}"
        for module in modules()
        if module.room.startswith("engines")
        for name in module.imports
        if name.split(".")[0] in ("django", "ninja", "rules", "axes", "csp", "allauth")
    ]
    assert not named, "\n".join(named)


def test_modules_load_without_a_circle() -> None:
    known = {module.name for module in modules()}
    edges = {module.name: {near for name in module.at_load if (near := _nearest(name, known))} for module in modules()}
    done: set[str] = set()
    path: list[str] = []

    def visit(name: str) -> None:
        assert name not in path, " → ".join([*path[path.index(name) :], name])
        if name in done:
            return
        path.append(name)
        for other in sorted(edges[name] - {name}):
            if not name.startswith(other + "."):  # a package is loaded before its modules anyway
                visit(other)
        path.pop()
        done.add(name)

    for name in sorted(edges):
        visit(name)


def _nearest(name: str, known: set[str]) -> str | None:
    while name and name not in known:
        name = name.rpartition(".")[0]
    return name or None
