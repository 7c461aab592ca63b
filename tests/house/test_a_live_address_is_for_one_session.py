"""A live picture's address opens for the session it was made for, whoever else may hold it (security promise 2)."""

from __future__ import annotations

import asyncio

import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from beholden.ground.people.tests.cast import Cast
from beholden.site.access.tests.socket_client import Viewer
from beholden.site.access.tests.stage import make_stage, recording
from tests.house.test_every_address_has_its_rights import World, look, signed_in


@pytest.mark.django_db(transaction=True)
def test_a_live_address_opens_for_the_session_it_was_made_for_only(transactional_db: None, cast: Cast) -> None:
    stage = make_stage(cast)
    world = World(stage, signed_in(stage))
    recording(world.stage.gate)
    _, token = look(world, "live")
    address = f"/media/live/{token}"

    async def opened_by(browser: Client, path: str) -> bool:
        viewer = Viewer(browser, path)
        await asyncio.wait_for(viewer.task, 10)
        return viewer.accepted

    async def everybody() -> dict[str, bool]:
        others = {part: browser for part, browser in world.browsers.items() if part != "guard"}
        found = {part: await opened_by(browser, address) for part, browser in others.items()}
        guard = world.browsers["guard"]
        for wrong in ("/media/live/", "/media/live/x", address + "x", address.replace("live", "other"), "/"):
            found[wrong] = await opened_by(guard, wrong)
        second = Client()
        await sync_to_async(second.force_login)(world.stage.cast.guard)
        found["the guard in another browser"] = await opened_by(second, address)
        return found

    assert set(asyncio.run(everybody()).values()) == {False}
