"""Without a font, a disk or a sound file there is one sentence and nothing has been decided; why stands in the log."""

from __future__ import annotations

import logging

import pytest
from django.test import RequestFactory

from beholden.ground.documents.kinds import DocumentError
from beholden.ground.documents.middleware import NoPaperMiddleware


def middleware() -> NoPaperMiddleware:
    return NoPaperMiddleware(lambda request: None)  # type: ignore[arg-type, return-value]


def test_a_page_says_one_sentence_and_the_log_says_why(caplog: pytest.LogCaptureFixture) -> None:
    request = RequestFactory().post("/filings/f-1/accept")
    with caplog.at_level(logging.ERROR):
        answer = middleware().process_exception(request, DocumentError("no Chinese font under /x"))
    assert answer is not None
    assert answer.status_code == 503
    page = answer.content.decode()
    assert "也没有作出决定" in page
    assert "/x" not in page
    assert "/filings/f-1/accept: no Chinese font under /x" in caplog.text


def test_a_program_gets_problem_details() -> None:
    answer = middleware().process_exception(RequestFactory().post("/api/filings"), DocumentError("why"))
    assert answer is not None
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert b'"code": "no_document"' in answer.content


def test_other_mistakes_are_not_hidden() -> None:
    assert middleware().process_exception(RequestFactory().get("/"), ValueError("another")) is None
