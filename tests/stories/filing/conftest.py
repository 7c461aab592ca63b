"""A server with the cast in it, and people at browsers in front of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast, make_cast
from tests.stories.site import PATIENCE_MS

PASSWORD = "Xk7-quite-long-phrase"
SIZES = {"desk": (1440, 900), "phone": (375, 812)}
Opened = Callable[..., Page]


@pytest.fixture
def people(transactional_db: None) -> Cast:
    """The cast, each with a password."""
    cast = make_cast()
    for _part, account in cast.accounts():
        account.set_password(PASSWORD)
        account.save()
    return cast


@pytest.fixture
def opened(browser: Browser, live_server: Any) -> Iterator[Opened]:
    """Opens a browser for a person who is signed in; None is a stranger with a phone."""
    with ExitStack() as stack:

        def open_for(account: Account | None, size: str = "desk") -> Page:
            return stack.enter_context(_page(browser, live_server.url, account, size))

        yield open_for


@contextmanager
def _page(browser: Browser, address: str, account: Account | None, size: str) -> Iterator[Page]:
    width, height = SIZES[size]
    context = browser.new_context(
        base_url=address, locale="zh-CN", viewport={"width": width, "height": height}, accept_downloads=True
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    if account is not None:
        sign_in(page, account)
    try:
        yield page
    finally:
        context.close()
    # a page that answers 4xx on purpose is reported by the browser as an error of a resource
    assert not [one for one in complaints if "Failed to load resource" not in one], complaints


def sign_in(page: Page, account: Account) -> None:
    """Send the form of the sign-in page with its token, as that page would; whoever was signed in is gone.

    The page itself is drawn and typed into by the stories of the site, where each person does so.
    """
    page.context.clear_cookies()
    request = page.context.request
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', request.get("/sign-in").text())
    assert token
    answer = request.post(
        "/sign-in",
        form={"csrfmiddlewaretoken": token[1], "username": account.username, "password": PASSWORD},
        max_redirects=0,
    )
    assert answer.status == 302, answer.text()
