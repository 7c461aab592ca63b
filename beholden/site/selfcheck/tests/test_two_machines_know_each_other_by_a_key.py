"""Site and registry on two machines: a line in `logs.vkey` is all the registry needs to hear a site (R14, R24)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine

from beholden.ground.evidence import keys, logs
from beholden.ground.people.tests.cast import Cast
from beholden.registry.inspections.models import ReceivedAttestation
from beholden.site.selfcheck import registry, services
from beholden.site.selfcheck.models import State
from beholden.site.selfcheck.registry import Answer
from beholden.site.selfcheck.tests.made import system_of, to_this_registry

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


@pytest.fixture
def other_machine(settings: Any, tmp_path: Path) -> Iterator[tuple[Path, registry.Post]]:
    """The registry's own DATA, and a wire to it; the site's is in force outside the call."""
    folder = tmp_path / "registry"
    (folder / "witness").mkdir(parents=True)

    def post(path: str, body: bytes) -> Answer:
        site, role = settings.DATA, settings.ROLE
        settings.DATA, settings.ROLE = folder, "registry"
        try:
            with time_machine.travel(NOW, tick=False):
                return to_this_registry(path, body)
        finally:
            settings.DATA, settings.ROLE = site, role

    yield folder, post
    logs.forget()


def test_an_unknown_site_is_told_so_and_heard_once_its_key_is_known(
    cast: Cast, settings: Any, other_machine: tuple[Path, registry.Post]
) -> None:
    settings.ROLE = "site"
    folder, post = other_machine
    system = system_of(cast, now=NOW)
    made = services.attest(cast.manager, services.keep(cast.manager, system, now=NOW), now=NOW)
    services.send_due(post=post, now=NOW)
    made.refresh_from_db()
    assert made.state == State.REFUSED and keys.verifiers(settings.DATA)[0].name in made.said
    seen = services.ask(system, post=post, now=NOW)
    assert seen.answered_at is None and "已知场所" in seen.said

    (folder / "witness" / "logs.vkey").write_text(keys.verifiers(settings.DATA)[0].vkey + "\n")
    services.send_again(cast.manager, made, now=NOW)
    services.send_due(post=post, now=NOW)
    made.refresh_from_db()
    assert made.state == State.RECEIVED and ReceivedAttestation.objects.get().statement["number"]
    assert services.ask(system, post=post, now=NOW).answer == {"known": False}
    services.send(made, post=post, now=NOW)
    assert ReceivedAttestation.objects.count() == 1 and not (folder / "secrets" / "access-log.key").exists()
