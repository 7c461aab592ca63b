"""A manager adds a camera: looked at first, each mistake one sentence with nothing typed lost, then recorded."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.stories.axe import assert_fits, assert_reachable
from tests.stories.seeing import number_shown
from tests.stories.site import PATIENCE_MS, Camera, Person, Site, until

pytestmark = [pytest.mark.browser, pytest.mark.server]

FIELDS = ("name", "position", "url", "username", "password")


@contextmanager
def web_server() -> Iterator[int]:
    """Something that answers, and speaks no RTSP. Yields its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    visitor, _ = listener.accept()
                except OSError:
                    return
                with visitor:
                    visitor.recv(4096)
                    visitor.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]


def open_form(manager: Person) -> Page:
    """From the first page to the form of a new camera, by the links a person sees."""
    page = manager.go("/systems")
    page.get_by_role("link", name="城南商场视频系统").click()
    page.get_by_role("link", name="添加设备").click()
    expect(page.get_by_role("heading", name="添加设备")).to_be_visible()
    return page


def type_in(page: Page, **answers: str) -> None:
    """Type into the named fields."""
    for name, text in answers.items():
        page.locator(f"#id_{name}").fill(text)


def answers_of(page: Page) -> dict[str, str]:
    """What stands in the form."""
    return {name: page.locator(f"#id_{name}").input_value() for name in FIELDS}


def found(page: Page) -> str:
    """Press 检测 and read what was found, in one line."""
    page.locator("#finding").evaluate("box => box.replaceChildren()")
    page.get_by_role("button", name="检测").click()
    expect(page.locator("#finding .notice")).to_be_visible()
    return " ".join(page.locator("#finding").inner_text().split())


def test_a_manager_sees_what_a_camera_is_before_it_is_recorded(site: Site) -> None:
    with site.person("manager") as manager, Camera("h264-gop25", fault="clock=+90") as camera:
        page = open_form(manager)
        assert_reachable(page)
        type_in(page, name="05 东门", position="东侧入口，朝向公交站", url=camera.url, username="admin")
        type_in(page, password=camera.password)
        text = found(page)
        for word in ("检测成功", "H.264", "avc1.", "640×360", "25 帧/秒", "kbit/s", "时钟偏差"):
            assert word in text, text
        offset = re.search(r"时钟偏差 (-?\d+\.\d) 秒", text)
        assert offset and abs(float(offset[1]) - 90) < 2, text
        assert_reachable(page)
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_text("已添加，两秒内开始录像")).to_be_visible()
        row = page.locator("tr", has_text="05 东门")
        expect(row.get_by_text("录像中")).to_be_visible(timeout=PATIENCE_MS)  # without reloading
        expect(row.get_by_text("640×360")).to_be_visible()
        code = (row.get_attribute("data-href") or "").rpartition("/")[2]
        until(page, lambda: list((site.data / "footage" / code).rglob("*.mp4")))

        row.get_by_role("link").click()
        assert camera.password not in page.content()
        manager.go(f"/play?camera={code}")
        manager.choose_purpose("设备维护", "新装摄像机验收")
        until(page, lambda: page.evaluate("document.querySelector('#picture')?.readyState >= 2"))
        assert 0 <= number_shown(page) < 500
        out_of_use(manager, code)
        assert manager.complaints == []


def out_of_use(manager: Person, code: str) -> None:
    """Take the camera out of use again, so that the next story finds the site as it was."""
    page = manager.go(f"/cameras/{code}")
    page.locator("#id_note").fill("试装结束")
    page.get_by_role("button", name="停用").click()
    expect(page.get_by_text("设备已停用")).to_be_visible()


def test_each_mistake_is_one_sentence_and_nothing_typed_is_lost(site: Site) -> None:
    with (
        site.person("manager") as manager,
        Camera() as camera,
        Camera(fault="audio-only") as radio,
        web_server() as web,
        socket.socket() as nobody,
    ):
        nobody.bind(("127.0.0.1", 0))  # bound and not listening: connections are refused
        closed = nobody.getsockname()[1]
        page = open_form(manager)
        cases = [
            (camera.url, "not-the-password", "用户名或密码不正确"),
            (f"rtsp://127.0.0.1:{closed}/1", "", "拒绝连接，请检查端口"),
            (f"rtsp://127.0.0.1:{web}/1", "", "不是 RTSP 服务"),
            (radio.url, radio.password, "没有视频"),
            (camera.url.removesuffix("1") + "77", camera.password, "没有这个路径"),
            ("rtsp://8.8.8.8/1", "", "不允许连接该地址"),
            ("http://127.0.0.1/video", "", "地址不正确"),
        ]
        typed = {"name": "06 <b>天台</b> & 机房", "position": "楼顶西北角", "username": "admin"}
        for url, password, sentence in cases:
            type_in(page, **typed, url=url, password=password)
            text = found(page)
            assert sentence in text, text
            assert "填写的内容都还在" in text
            assert text.count(sentence) == 1 and "Traceback" not in text
            assert answers_of(page) == {**typed, "url": url, "password": password}
        without_scripts_too(manager, site, camera)
        assert "天台" not in manager.go("/systems").content()
        # a refused connection is no error of the page: nothing went red in the console
        assert manager.complaints == []


def without_scripts_too(manager: Person, site: Site, camera: Camera) -> None:
    """The button works as a plain form: the whole page comes back, the password not in it but not lost either."""
    page = manager.page
    address = page.url
    context = site.browser.new_context(java_script_enabled=False, storage_state=manager.context.storage_state())
    try:
        plain = context.new_page()
        plain.goto(address)
        type_in(plain, name="06 天台", url=camera.url, username="admin", password="not-the-password")
        plain.get_by_role("button", name="检测").click()
        expect(plain.get_by_text("用户名或密码不正确")).to_be_visible()
        assert plain.locator("#id_name").input_value() == "06 天台"
        assert plain.locator("#id_password").input_value() == ""
        assert "not-the-password" not in plain.content()
        expect(plain.get_by_text("已有密码，不显示")).to_be_visible()
        plain.locator("#id_password").fill(camera.password)
        plain.get_by_role("button", name="检测").click()
        expect(plain.get_by_text("检测成功")).to_be_visible()
    finally:
        context.close()


def test_a_name_is_only_a_name(site: Site) -> None:
    with site.person("manager", width=375) as manager:
        before = {path.name for path in site.data.parent.iterdir()} | {path.name for path in site.data.iterdir()}
        page = open_form(manager)
        type_in(page, name="长" * 300, position="走廊", url="rtsp://127.0.0.1:9/1", username="admin")
        page.get_by_role("button", name="保存").click()
        summary = page.locator(".errors")
        expect(summary).to_contain_text("300")
        assert page.locator("#id_name").input_value() == "长" * 300
        assert page.locator("#id_position").input_value() == "走廊"
        assert_fits(page)
        assert_reachable(page)
        codes = []
        for name in ("../../x", "🚪 后门 👮‍♀️", "<script>alert(1)</script>"):
            type_in(page, name=name)
            page.get_by_role("button", name="保存").click()
            expect(page.get_by_text("已添加")).to_be_visible()
            link = page.get_by_role("link", name=name, exact=True)
            expect(link).to_be_visible()
            codes.append((link.get_attribute("href") or "").rpartition("/")[2])
            assert_fits(page)
            page.get_by_role("link", name="添加设备").click()
            type_in(page, position="走廊", url="rtsp://127.0.0.1:9/1")
        assert all(re.fullmatch(r"c-[0-9a-z]+", code) for code in codes)
        page.wait_for_timeout(2500)  # the recorder has taken them up
        after = {path.name for path in site.data.parent.iterdir()} | {path.name for path in site.data.iterdir()}
        assert after - before <= {"footage"}, after - before
        folders = {path.name for path in (site.data / "footage").iterdir()}
        assert all(re.fullmatch(r"c-[0-9a-z]+", folder) for folder in folders), folders
        for code in codes:
            out_of_use(manager, code)
        assert manager.complaints == [] or all("422" in one for one in manager.complaints), manager.complaints
