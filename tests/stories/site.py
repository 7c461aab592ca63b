"""A real installation as a person starts it, and people at real browsers in front of it.

The cameras are `beholden camera` on numbered clips: every frame shows its number in cells that a canvas gives back, so
that a story can say which frame a person saw.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright

from beholden.cli import demo
from beholden.cli.tests.running import Running, beholden, wait
from tests.clips import clip

PASSWORD = "Xk7-quite-long-phrase"
PATIENCE_MS = 20_000  # for what a busy machine does late; what never comes is a fault all the same
MANIFEST = Path(__file__).resolve().parents[2] / "web" / "dist" / "manifest.json"
CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), "chromium")
LIGHT = shutil.which("chromium-headless-shell") or CHROMIUM  # its engine without its windows
SWITCHES = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
]
# What Chromium loads for its own address bar into every new window costs more than our pages do. The last such switch
# counts, so Playwright's own stand here too.
WITHOUT = (
    "AimEnabled,AvoidCorsURLLoaderRestartOnRedirect,AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,"
    "HttpsFirstBalancedModeAutoEnable,HttpsUpgrades,LensOverlay,MediaRouter,NetworkTimeServiceQuerying,"
    "OptimizationHints,PaintHolding,PreconnectToSearch,TcpPortRandomizationWin,ThirdPartyStoragePartitioning,"
    "PreloadTopChromeWebUI,WebUIOmniboxAimPopup,WebUIOmniboxPopup"
)
CAST = {username for username, *_rest in demo.PEOPLE} | {"sysadmin", "secadmin", "auditor"}
_LINK = re.compile(r"^\s+(\w+)\s+http://[^/]+(/set-up/\S+)", re.MULTILINE)


def chromium(playwright: Playwright, program: str = CHROMIUM) -> Browser:
    """The system's Chromium, as the stories need it."""
    return playwright.chromium.launch(executable_path=program, args=[*SWITCHES, f"--disable-features={WITHOUT}"])


@dataclass
class Person:
    """Somebody at a browser. ``complaints`` is what the browser's console said that it should not have."""

    username: str
    context: BrowserContext
    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open a page of the installation."""
        self.page.goto(self.address + path)
        return self.page

    def choose_purpose(self, word: str = "值班监看", note: str = "") -> None:
        """Choose why to look, on the page that asks for it."""
        self.page.get_by_role("radio", name=word).check()
        if note:
            self.page.locator("#id_note").fill(note)
        self.page.get_by_role("button", name="开始查看").click()

    def ask(self, path: str, wish: dict[str, Any] | None = None) -> tuple[int, Any]:
        """What the API answers this person's own page: (status, JSON, or the text where it is none)."""
        answer: list[Any] = self.page.evaluate(
            """async ([path, wish]) => {
              const token = document.cookie.match(/csrftoken=([^;]+)/)?.[1]
                ?? document.querySelector('[name=csrfmiddlewaretoken]')?.value ?? '';
              const headers = {'Content-Type': 'application/json', 'X-CSRFToken': token};
              const answer = await fetch(path, wish ? {method: 'POST', headers, body: JSON.stringify(wish)} : {});
              const text = await answer.text();
              try { return [answer.status, JSON.parse(text)]; } catch { return [answer.status, text.slice(0, 500)]; }
            }""",
            [path, wish],
        )
        return int(answer[0]), answer[1]

    def watch_console(self) -> None:
        """Note errors of scripts, of the network and of the content security policy from now on."""

        def said(message: ConsoleMessage) -> None:
            if message.type == "error":
                self.complaints.append(f"{self.page.url}: {message.text}")

        self.page.on("console", said)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))


@dataclass
class Site:
    """The running installation, and the set-up links that it printed."""

    running: Running
    browser: Browser
    address: str
    links: dict[str, str]
    built: int  # when web/dist was

    @property
    def data(self) -> Path:
        """Its data folder."""
        return self.running.data

    @contextmanager
    def person(self, username: str, *, width: int = 1440, language: str = "zh-CN") -> Iterator[Person]:
        """Somebody signed in: by the printed one-time link the first time, by password afterwards."""
        with self.stranger(username, width=width, language=language) as person:
            if link := self.links.pop(username, None):
                person.go(link)
                person.page.locator("#id_password").fill(PASSWORD)
                person.page.locator("#id_again").fill(PASSWORD)
            else:
                person.go("/sign-in")
                person.page.locator("#id_username").fill(username)
                person.page.locator("#id_password").fill(PASSWORD)
            person.page.locator(".acts button[type=submit]").click()
            person.page.wait_for_url(lambda url: "/sign-in" not in url and "/set-up" not in url)
            yield person

    @contextmanager
    def stranger(self, username: str = "", *, width: int = 1440, language: str = "zh-CN") -> Iterator[Person]:
        """Somebody at a browser who hasn't signed in."""
        built = MANIFEST.stat().st_mtime_ns
        assert built == self.built, (
            "web/dist was built again while its old files were being served: run the stories again"
        )
        height = 812 if width < 500 else 900
        context = self.browser.new_context(viewport={"width": width, "height": height}, locale=language)
        context.set_default_timeout(PATIENCE_MS)
        person = Person(username, context, context.new_page(), self.address)
        person.watch_console()
        try:
            yield person
        finally:
            context.close()


@contextmanager
def start(browser: Browser, folder: Path, clips: Path) -> Iterator[Site]:
    """`beholden demo --run` on ``clips``, till the context ends. ``folder`` is for its data."""
    built = MANIFEST.stat().st_mtime_ns
    words = ("demo", "--run", "--port", "0", "--workers", "1", "--clips", str(clips))
    with beholden(*words, data=folder / "data") as running:
        port = running.port
        links = wait(lambda: found if set(found := dict(_LINK.findall(running.text))) >= CAST else None, running)
        wait(lambda: running.recording(len(demo.CAMERAS)), running)
        try:
            yield Site(running, browser, f"http://127.0.0.1:{port}", links, built)
        finally:
            running.end()


def numbered(folder: Path, names: Sequence[str] = ("h264-small", "h264-gop25")) -> Path:
    """A folder with numbered clips for the cameras of the site."""
    folder.mkdir(exist_ok=True)
    for name in names:
        shutil.copy(clip(name), folder / f"{name}.mp4")
    return folder


class Camera:
    """One camera of its own: `beholden camera`, which can be unplugged and plugged in again at the same address."""

    def __init__(self, name: str | Path = "h264-small", password: str = "12345-long", fault: str = "") -> None:
        self.password = password
        self.port = 0
        self._fault = fault
        self._clip = name if isinstance(name, Path) else clip(name)
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """Where it is reached."""
        return f"rtsp://127.0.0.1:{self.port}/1"

    def plug_in(self) -> None:
        """Start it; the first time on a free port."""
        words = [sys.executable, "-m", "beholden.cli", "camera", str(self._clip), "--port", str(self.port)]
        words += ["--user", "admin", "--password", self.password]
        words += ["--fault", self._fault] if self._fault else []
        self._process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert self._process.stdout is not None
        said = self._process.stdout.readline()
        found = re.search(r"rtsp://127\.0\.0\.1:(\d+)/1", said)
        assert found, said
        self.port = int(found[1])
        assert self._process.stdout.readline().strip() == "ready"

    def unplug(self) -> None:
        """Pull the plug: no goodbye."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def __enter__(self) -> Camera:
        self.plug_in()
        return self

    def __exit__(self, *_: object) -> None:
        self.unplug()


def until(page: Page, ready: Callable[[], Any], seconds: float = 15.0, every: float = 0.1) -> Any:
    """The first true answer of ``ready``, while the browser goes on working. Fails when it takes too long."""
    deadline = time.monotonic() + seconds
    while not (answer := ready()):
        assert time.monotonic() < deadline, f"it did not happen within {seconds} s at {page.url}"
        page.wait_for_timeout(every * 1000)
    return answer
