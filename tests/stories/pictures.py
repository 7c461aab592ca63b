"""Takes the pictures of docs/pictures from the running demo, wide and narrow: `python -m tests.stories.pictures`.

Run by hand when a page has changed; look at every picture before it is kept.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from beholden.cli import demo
from tests.stories.seeing import SHANGHAI
from tests.stories.site import Camera, Person, Site, chromium, start, until

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "pictures"
LARGEST = 400 * 1024
WIDE, NARROW = (1440, 900), (375, 812)
AWAY = 27  # seconds for which a camera is unplugged


def main() -> None:
    """Start the demo, live a little of its life, take every picture."""
    PICTURES.mkdir(exist_ok=True)
    with (
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory() as folder,
        Camera(demo.CLIPS / "2-passage.mp4") as camera,
        start(chromium(playwright), Path(folder), demo.CLIPS) as site,
        site.person("manager") as manager,
        site.person("guard") as guard,
    ):
        own = point_to(manager, camera)
        take(guard.page, "purpose")
        guard.choose_purpose()
        playing(guard.page, 4)
        refused(site)
        manager.page.wait_for_timeout(25_000)
        take(guard.page, "wall")
        looks(guard)
        playing(guard.go("/wall"), 4)
        camera.unplug()
        went = time.time()
        until(guard.page, lambda: "失联 1" in guard.page.locator("#wall").inner_text(), 30)
        take(guard.page, "wall-lost")
        offices(site, manager, camera)
        guard.page.wait_for_timeout(max(0.0, AWAY - (time.time() - went)) * 1000)
        camera.plug_in()
        players(guard, own, went)
        register(guard)


@contextmanager
def size_of(page: Page, size: tuple[int, int]) -> Iterator[None]:
    """The window at another size for a while."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.wait_for_timeout(700)
    yield
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})


def take(page: Page, name: str, *, whole: bool = False, fresh: bool = False) -> None:
    """The page at both widths; ``whole`` with what lies below the window's edge, ``fresh`` as it opens there."""
    for width, height in (NARROW, WIDE):
        with size_of(page, (width, height)):
            if fresh:
                page.reload()
            if whole:  # a taller window, not a longer picture: bars that stick to its edges stay at the edges
                height = max(height, page.evaluate("document.documentElement.scrollHeight"))
                page.set_viewport_size({"width": width, "height": height})
                page.wait_for_timeout(300)
            keep(page.screenshot(), PICTURES / f"{name}-{width}.png")


def keep(shot: bytes, path: Path) -> None:
    """Write a picture with as many colours as fit into 400 KB."""
    if raw := os.environ.get("PICTURES_RAW"):
        (Path(raw) / path.name).write_bytes(shot)
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    for colours in (256, 128, 64, 32):
        out = io.BytesIO()
        picture.quantize(colours, Image.Quantize.MAXCOVERAGE, kmeans=3).save(out, "PNG", optimize=True)
        if out.tell() <= LARGEST:
            break
    path.write_bytes(out.getvalue())
    sys.stdout.write(f"{path.name} {picture.size[0]}x{picture.size[1]} {out.tell() // 1024} KB, {colours} colours\n")


def playing(page: Page, count: int) -> None:
    """Wait until so many tiles move."""
    running = "[...document.querySelectorAll('.tile video')].filter(one => one.currentTime > 1).length"
    try:
        until(page, lambda: page.evaluate(running) >= count, 30)
    except AssertionError:
        sys.stdout.write(page.locator("#wall").inner_text() + "\n")
        raise


def point_to(manager: Person, camera: Camera) -> str:
    """Lead the second camera of the demo to one that can be unplugged; returns its code."""
    page = manager.go("/systems")
    page.get_by_role("link", name="城南商场视频系统").click()
    page.get_by_role("link", name=demo.CAMERAS[1][0]).click()
    code = page.url.rpartition("/")[2]
    manager.go(f"/cameras/{code}/change")
    for name, text in (("url", camera.url), ("username", "admin"), ("password", camera.password)):
        page.locator(f"#id_{name}").fill(text)
    page.get_by_role("button", name="保存").click()
    page.wait_for_url(f"**/cameras/{code}")
    until(page, lambda: manager.go(f"/cameras/{code}") and "录像中" in page.content(), 20)
    return code


def refused(site: Site) -> None:
    """Somebody of another site tries, and stands in the register with it."""
    with site.person("guard2") as other:
        other.choose_purpose("内部调查", "核对隔壁商场的画面")
        other.ask("/api/looks", {"camera": "c-aaaaaaaaaa", "action": "live"})


def looks(guard: Person) -> None:
    """Looks for another reason, so that the register has something to tell."""
    guard.page.get_by_role("button", name="结束查看").click()
    guard.choose_purpose("事件处置", "12 号柜台钱包丢失，接警单号 0311")
    codes = [one["code"] for one in guard.ask("/api/cameras")[1]["cameras"]]
    now = datetime.now(SHANGHAI)
    for code, back in ((codes[0], 20), (codes[2], 15)):
        interval = {"from": (now - timedelta(seconds=back)).isoformat(), "to": now.isoformat()}
        guard.ask("/api/looks", {"camera": code, "action": "playback", **interval})
    guard.ask("/api/looks", {"camera": codes[0], "action": "snapshot"})


def offices(site: Site, manager: Person, camera: Camera) -> None:
    """What the manager sees while a camera is away."""
    page = manager.go("/systems")
    page.get_by_role("link", name="城南商场视频系统").click()
    page.wait_for_timeout(2500)
    take(page, "systems", whole=True)
    page.get_by_role("link", name="添加设备").click()
    with Camera(demo.CLIPS / "3-car-park.mp4", fault="clock=+2") as new:
        for name, text in (
            ("name", "05 东门岗亭"),
            ("position", "东侧车行出入口，朝向建设南路"),
            ("url", new.url),
            ("username", "admin"),
            ("password", new.password),
        ):
            page.locator(f"#id_{name}").fill(text)
        page.get_by_role("button", name="检测").click()
        page.locator("#finding .notice").wait_for()
        take(page, "camera-form", whole=True)
    take(manager.go("/storage"), "storage", whole=True)


def players(guard: Person, code: str, went: float) -> None:
    """The player at a moment of another camera, and at the edge of the gap."""
    page = guard.go("/wall")
    other = next(one["code"] for one in guard.ask("/api/cameras")[1]["cameras"] if one["code"] != code)
    for name, camera, at in (("play", other, went - 20), ("play-gap", code, went - 4)):
        moment = datetime.fromtimestamp(at, SHANGHAI).isoformat(timespec="milliseconds").replace("+", "%2B")
        if name == "play-gap":
            until(page, lambda: "录像中" in guard.go(f"/cameras/{code}").content() or None, 40, 1)
            page.wait_for_timeout(12_000)
        guard.go(f"/play?camera={camera}&at={moment}")
        until(page, lambda: page.evaluate("document.querySelector('#picture').readyState") >= 2, 20)
        page.keyboard.press("k")
        for _ in range(9):  # a day's view, down to minutes
            page.get_by_role("button", name="放大时间轴").click()
        page.wait_for_timeout(5500)
        take(page, name)


def register(guard: Person) -> None:
    """The register, and the entry of a playback."""
    page = guard.go("/register")
    take(page, "register", fresh=True)
    page.locator("tbody tr", has_text="回放").first.get_by_role("link").click()
    take(page, "register-entry", whole=True)


if __name__ == "__main__":
    main()
