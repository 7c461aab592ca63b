"""今日: what is wrong, whether every camera records, how long footage is kept; each line leads to its action."""

from __future__ import annotations

from django.test import Client

from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast
from beholden.ground.systems.services import stop_camera
from beholden.ground.systems.tests.declared import declare_camera, declare_system
from beholden.site.recordings import queries, services
from beholden.site.recordings.tests.test_holds_and_alarms import report


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account, "django.contrib.auth.backends.ModelBackend")
    return client


def test_a_manager_lands_there_and_it_names_each_camera_that_does_not_record(cast: Cast, settings) -> None:  # type: ignore[no-untyped-def]
    system = declare_system(cast.manager)
    gate, till, yard = (declare_camera(cast.manager, system, name=name) for name in ("正门", "收银", "后院"))
    stop_camera(cast.manager, yard, note="拆除")
    report(settings.DATA, **{gate.code.replace("-", "_"): "recording", till.code.replace("-", "_"): "lost"})
    services.raise_alarm("camera_down", camera=till)
    client = browser(cast.manager)
    assert client.get("/")["Location"] == "/today"
    text = client.get("/today").content.decode()
    assert "1 / 2 台" in text
    assert f'<a href="/cameras/{till.code}">收银</a>' in text
    assert "“收银”失联" in text
    assert "后院" not in text  # out of use: nothing is owed
    report(settings.DATA, **{camera.code.replace("-", "_"): "recording" for camera in (gate, till)})
    assert "2 / 2 台" in client.get("/today").content.decode()


def test_without_a_system_the_next_step_is_told_and_another_units_trouble_is_not(cast: Cast) -> None:
    camera = declare_camera(cast.manager, declare_system(cast.manager))
    services.raise_alarm("camera_down", camera=camera)
    page = browser(cast.other_manager).get("/today")
    text = page.content.decode()
    assert page.context["told"] == [] and camera.name not in text
    assert 'href="/systems/new"' in text and "现在没有告警。" in text


def test_the_gravest_alarm_is_told_first(cast: Cast) -> None:
    camera = declare_camera(cast.manager, declare_system(cast.manager))
    services.raise_alarm("disk", level="watch")
    services.raise_alarm("camera_down", camera=camera)
    assert [(one.alarm.kind, one.state) for one in queries.told_to(cast.manager)] == [
        ("camera_down", "over"),
        ("disk", "due"),
    ]
    assert queries.told_to(cast.county_officer) == []
