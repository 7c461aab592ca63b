"""The pages: who gets which, what they keep, and that no password ever comes back."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from beholden.engines.video import emulator
from beholden.engines.video.recorder import status
from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast
from beholden.ground.systems import credentials
from beholden.ground.systems.models import Camera, System
from beholden.ground.systems.tests.declared import declare_camera, declare_system
from tests.clips import clip


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account, "django.contrib.auth.backends.ModelBackend")
    return client


def form(**fields: str) -> dict[str, str]:
    return {"name": "01 大门", "url": "rtsp://192.168.1.10/1", "transport": "tcp", **fields}


def test_each_page_opens_for_its_people_and_for_nobody_else(cast: Cast) -> None:
    system = declare_system(cast.manager)
    camera = declare_camera(cast.manager, system)
    unit_and_officers = {"manager", "guard", "county_officer", "station_officer", "supervisor"}
    administrators = {"system_admin", "security_admin", "auditor"}
    pages = {
        reverse("systems:system", args=[system.code]): unit_and_officers | administrators,
        reverse("systems:state", args=[system.code]): unit_and_officers | administrators,
        reverse("systems:camera", args=[camera.code]): unit_and_officers | administrators,
        reverse("systems:change", args=[system.code]): {"manager"},
        reverse("systems:add_camera", args=[system.code]): {"manager"},
        reverse("systems:change_camera", args=[camera.code]): {"manager"},
    }
    for address, allowed in pages.items():
        for part, account in cast.accounts():
            answer = browser(account).get(address)
            assert (answer.status_code == 200) == (part in allowed), (address, part, answer.status_code)
            assert answer.status_code in (200, 403, 404)
        assert Client().get(address).status_code == 302


def test_only_the_manager_reads_the_address_and_nobody_the_password(cast: Cast) -> None:
    system = declare_system(cast.manager, address="北新道 1 号")
    camera = declare_camera(cast.manager, system, url="rtsp://192.168.77.10/geheimer-pfad")
    for part, account in cast.accounts():
        client = browser(account)
        pages = [reverse("systems:system", args=[system.code]), reverse("systems:camera", args=[camera.code])]
        text = "".join(client.get(page).content.decode() for page in [*pages, reverse("systems:list")])
        assert ("192.168.77.10" in text) == (part == "manager"), part
        assert ("北新道" in text) == (
            part in {"manager", "guard", "county_officer", "station_officer", "supervisor"}
        ), part
        assert "geheim-7" not in text
        assert camera.password not in text


def test_a_manager_declares_a_system_in_one_form(cast: Cast) -> None:
    client = browser(cast.manager)
    wrong = client.post(
        reverse("systems:add"), {"name": "x" * 300, "division": "13", "place_category": "op_crowd", "address": "留着我"}
    )
    assert wrong.status_code == 422
    assert "留着我" in wrong.content.decode()
    assert not System.objects.exists()
    fields = {
        "name": "城南商场",
        "division": "130203",
        "place_category": "op_crowd",
        "guarded": "on",
        "premises": "hotel",
    }
    right = client.post(reverse("systems:add"), fields)
    made = System.objects.get()
    assert right.headers["Location"] == reverse("systems:system", args=[made.code])
    assert made.facts == {"guarded": True, "premises": "hotel"}
    assert made.unit == cast.unit


def test_a_camera_that_is_not_there_is_explained_and_nothing_typed_is_lost(cast: Cast, settings) -> None:  # type: ignore[no-untyped-def]
    settings.CAMERA_NETWORKS = ["127.0.0.0/8"]
    system = declare_system(cast.manager)
    client = browser(cast.manager)
    page = client.post(
        reverse("systems:add_camera", args=[system.code]),
        form(url="rtsp://127.0.0.1:1/x", username="root", password="wort-9", position="二楼 <b>", do="probe"),
    )
    text = page.content.decode()
    assert "拒绝连接" in text
    assert all(kept in text for kept in ("01 大门", "rtsp://127.0.0.1:1/x", "root", "二楼 &lt;b&gt;"))
    assert "wort-9" not in text
    kept = re.search(r'name="kept_password" value="([^"]+)"', text)
    assert kept
    client.post(
        reverse("systems:add_camera", args=[system.code]),
        form(url="rtsp://127.0.0.1:1/x", username="root", kept_password=kept[1], do="save"),
    )
    assert credentials.password(Camera.objects.get()) == "wort-9"


def test_a_password_kept_on_one_persons_page_is_no_use_on_anothers(cast: Cast) -> None:
    from beholden.ground.systems import probing

    kept = probing.keep_password(cast.manager, "wort-9")
    assert probing.kept_password(cast.manager, kept) == "wort-9"
    assert probing.kept_password(cast.other_manager, kept) is None
    assert probing.kept_password(cast.manager, "b1.unsinn") is None


def test_an_address_outside_the_sites_networks_is_never_connected_to(cast: Cast) -> None:
    system = declare_system(cast.manager)
    for address in ("rtsp://127.0.0.1:22/", "rtsp://169.254.169.254/latest", "rtsp://8.8.8.8/"):
        page = browser(cast.manager).post(
            reverse("systems:probe_new", args=[system.code]), form(url=address, do="probe")
        )
        assert "不允许连接该地址" in page.content.decode(), address


def test_a_known_password_is_told_to_no_other_host(cast: Cast, settings) -> None:  # type: ignore[no-untyped-def]
    settings.CAMERA_NETWORKS = ["127.0.0.0/8"]
    camera = declare_camera(cast.manager, declare_system(cast.manager))
    client = browser(cast.manager)
    page = client.post(
        reverse("systems:change_camera", args=[camera.code]),
        form(url="rtsp://127.0.0.1:9/1", username="admin", do="save", seen_version="1"),
    )
    assert page.status_code == 422
    assert "请重新输入摄像机密码" in page.content.decode()
    camera.refresh_from_db()
    assert (camera.version, camera.url) == (1, "rtsp://192.168.1.10/1")


@pytest.mark.server
def test_probing_a_real_camera_shows_what_it_sends_and_saving_keeps_it(cast: Cast, settings) -> None:  # type: ignore[no-untyped-def]
    settings.CAMERA_NETWORKS = ["127.0.0.0/8"]
    system = declare_system(cast.manager)
    client = browser(cast.manager)
    with emulator.serve([clip("h264")], user="admin", password="klar-1") as cameras:
        wrong = client.post(
            reverse("systems:probe_new", args=[system.code]),
            form(url=cameras.urls[0], username="admin", password="falsch"),
        )
        assert "用户名或密码不正确" in wrong.content.decode()
        page = client.post(
            reverse("systems:add_camera", args=[system.code]),
            form(url=cameras.urls[0], username="admin", password="klar-1", do="probe"),
        )
    text = page.content.decode()
    assert "检测成功" in text
    assert "H.264" in text
    assert "klar-1" not in text
    hidden = dict(re.findall(r'name="(kept_password|probed)" value="([^"]+)"', text))
    saved = client.post(
        reverse("systems:add_camera", args=[system.code]),
        form(url=cameras.urls[0], username="admin", do="save", **hidden),
    )
    assert saved.status_code == 302
    camera = Camera.objects.get()
    assert camera.probe["codec"] == "h264"
    assert camera.probe["width"] > 0
    assert credentials.password(camera) == "klar-1"


def test_the_record_says_what_the_recorder_says(cast: Cast, settings) -> None:  # type: ignore[no-untyped-def]
    import time

    system = declare_system(cast.manager)
    names = ("一", "二", "三", "四")
    one, two, three, four = (declare_camera(cast.manager, system, name=name) for name in names)
    client = browser(cast.guard)
    address = reverse("systems:state", args=[system.code])
    assert client.get(address).content.decode().count("录像服务未运行") == 4
    now = int(time.time() * 1e6)
    said = {
        one.code: status.CameraStatus("recording", now, codec="h264", width=1920, height=1080, fps=25.0).as_dict(),
        two.code: status.CameraStatus("lost", now - 40_000_000, error={"code": "refused", "detail": "h:1"}).as_dict(),
        three.code: status.CameraStatus("lost", now, error={"code": "no such code", "detail": ""}).as_dict(),
    }
    status.write(settings.DATA, said, now, 1)
    text = client.get(address).content.decode()
    assert [text.count(word) for word in ("录像中", "失联", "连接中")] == [1, 2, 1]
    assert "h:1 拒绝连接" in text
    assert "1920×1080" in text
    assert four.code in text


def test_stopping_asks_for_a_reason_and_keeps_what_was_typed(cast: Cast) -> None:
    camera = declare_camera(cast.manager, declare_system(cast.manager))
    client = browser(cast.manager)
    address = reverse("systems:stop_camera", args=[camera.code])
    assert client.post(address, {"note": ""}).status_code == 422
    assert "长" * 250 in client.post(address, {"note": "长" * 250}).content.decode()
    assert client.post(address, {"note": "装修"}).status_code == 302
    camera.refresh_from_db()
    assert camera.state == "stopped"
    assert browser(cast.guard).post(address, {"note": "x"}).status_code == 403
    assert browser(cast.other_manager).post(address, {"note": "x"}).status_code == 404


def test_a_long_list_costs_few_queries(cast: Cast, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    system = declare_system(cast.manager)
    for number in range(40):
        declare_camera(cast.manager, system, name=f"{number:02}")
    client = browser(cast.manager)
    with django_assert_max_num_queries(12):
        client.get(reverse("systems:system", args=[system.code]))
    with django_assert_max_num_queries(8):
        client.get(reverse("systems:list"))
