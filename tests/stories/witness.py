"""Stands between a browser and the installation, and lets no look and no media request pass that isn't registered.

A look's address is held back until its entry has been found in the database's file and on the log's file, so nobody
can have asked for a byte of it before; every later media request is held back until the entry is found again.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, Request, Route, WebSocket

from tests.stories.seeing import log_of, row_of


class Witness:
    """``looks`` address (without file names) → register number. ``wrong`` is what must stay empty."""

    def __init__(self, page: Page, data: Path) -> None:
        self._data = data
        self.looks: dict[str, int] = {}
        self.asked: list[str] = []
        self.sockets: list[str] = []
        self.wrong: list[str] = []
        page.on("request", self._request)
        page.on("websocket", self._socket)
        page.route("**/api/looks", self._look)
        page.route("**/media/**", self._media)

    def registered(self, number: int) -> bool:
        """True when the row stands in the database and the log holds exactly that leaf for it."""
        row = row_of(self._data, number)
        log = log_of(self._data)
        if row is None or row["log_index"] is None or row["log_index"] >= len(log) or row["result"] != "granted":
            return False
        leaf, entry = log[row["log_index"]]
        return leaf == row["leaf_hash"] and entry["number"] == number

    def number_of(self, address: str) -> int | None:
        """The register number that an address of media was given under; None when no look gave it."""
        path = urlsplit(address).path
        return next((number for given, number in self.looks.items() if path.startswith(given)), None)

    def _look(self, route: Route) -> None:
        answer = route.fetch()
        if answer.status == 201:
            told = answer.json()
            if not self.registered(told["number"]):
                self.wrong.append(f"No.{told['number']} was told to the page before it was registered")
            for address in told["urls"].values():
                self.looks[address.removesuffix("index.m3u8")] = told["number"]
        route.fulfill(response=answer)

    def _media(self, route: Route) -> None:
        number = self.number_of(route.request.url)
        if number is None or not self.registered(number):
            self.wrong.append(f"{route.request.url} was asked for without an entry")
            return route.abort()
        return route.continue_()

    def _request(self, request: Request) -> None:
        path = urlsplit(request.url).path
        if path.startswith(("/media/", "/api/looks")):
            self.asked.append(path)

    def _socket(self, socket: WebSocket) -> None:
        self.sockets.append(urlsplit(socket.url).path)
        number = self.number_of(socket.url)
        if number is None or not self.registered(number):
            self.wrong.append(f"{socket.url} was opened without an entry")
