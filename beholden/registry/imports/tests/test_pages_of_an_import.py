"""The pages: upload, columns, findings, take; what is wrong comes back as a sentence, never as an error page."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings.tests.made import fresh
from beholden.registry.imports import services
from beholden.registry.imports.models import CameraImport, State
from beholden.registry.imports.tests.uploaded import checked, content, empty_draft, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.manager)
    return client


def file(body: bytes, name: str = "点位.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body, content_type="text/csv")


def test_the_whole_way_through_the_pages(cast: Cast, browser: Client) -> None:
    filing = empty_draft(cast.manager)
    answer = browser.post(f"/filings/{filing.code}/import", {"file": file(content([row(1), row(2, name="")]))})
    assert answer.status_code == 302
    page = browser.get(answer.headers["Location"])
    assert "确认哪一列是什么" in page.content.decode() and "001 号" in page.content.decode()
    columns = {name: str(column) for name, column in page.context["form"].initial.items() if isinstance(column, str)}
    wrong = browser.post(answer.headers["Location"], {**columns, "datum": ""})
    assert wrong.status_code == 422 and "有坐标就要选择坐标系" in wrong.content.decode()
    assert browser.post(answer.headers["Location"], {**columns, "datum": "wgs84"}).status_code == 302
    shown = browser.get(answer.headers["Location"]).content.decode()
    assert "没有名称" in shown and "下载需要核对的行" in shown
    code = answer.headers["Location"].rpartition("/")[2]
    sheet = browser.get(f"/imports/{code}/findings.xlsx")
    assert b"".join(sheet.streaming_content)[:2] == b"PK"  # type: ignore[arg-type]
    assert "attachment" in sheet.headers["Content-Disposition"]
    refused = browser.post(f"/imports/{code}/take", {"choice": "all", "rows": ""})
    assert refused.status_code == 422 and "没有全部导入" in refused.content.decode()
    assert browser.post(f"/imports/{code}/take", {"choice": "good", "rows": ""}).status_code == 302
    assert fresh(filing).camera_count == 1
    assert "写进备案的设备：1 台" in browser.get(f"/imports/{code}").content.decode()


@pytest.mark.parametrize("body", [b"", b"%PDF-1.7 x", b"<html>", b"\0" * 100, b"PK\x03\x04zzzz", b'{"a": 1}'])
def test_a_file_that_is_no_list_comes_back_with_one_sentence(cast: Cast, browser: Client, body: bytes) -> None:
    filing = empty_draft(cast.manager)
    answer = browser.post(f"/filings/{filing.code}/import", {"file": file(body, "list.xlsx")})
    assert answer.status_code == 422
    assert len(answer.context["form"].errors["file"]) == 1
    assert not CameraImport.objects.exists()


@pytest.mark.parametrize("rows", ["9-2", "a", "1--2", "1-9999999", "😀", "２，３"])
def test_row_numbers_nobody_understands_are_asked_again(cast: Cast, browser: Client, rows: str) -> None:
    found = checked(cast.manager, empty_draft(cast.manager), [row(1), row(2)])
    answer = browser.post(f"/imports/{found.code}/take", {"choice": "chosen", "rows": rows})
    if rows == "２，３":
        assert answer.status_code == 302, "full-width digits are digits"
    else:
        assert answer.status_code == 422 and answer.context["form"].errors["rows"]


def test_hostile_names_and_cells_are_only_text(cast: Cast, browser: Client) -> None:
    filing = empty_draft(cast.manager)
    rows = [row(1, name="<script>alert(1)</script>", lon="0", lat="0"), row(2, name="../../etc/passwd", lon="x")]
    body = {"file": file(content(rows), "<img src=x onerror=1>\u202e..\\..\\x.csv")}
    code = browser.post(f"/filings/{filing.code}/import", body).headers["Location"].rpartition("/")[2]
    found = CameraImport.objects.get(code=code)
    assert "\\" not in found.name and "\u202e" not in found.name
    services.confirm(cast.manager, found, found.mapping, datum="wgs84")
    shown = browser.get(f"/imports/{code}").content.decode()
    assert "<script>alert" not in shown and "&lt;script&gt;" in shown and "<img" not in shown.split("<main")[1]


def test_progress_is_shown_while_somebody_works_and_deleting_waits(cast: Cast, browser: Client) -> None:
    found = checked(cast.manager, empty_draft(cast.manager), [row(1)])
    CameraImport.objects.update(state=State.CHECKING, done=7_000)
    assert "7000" in browser.get(f"/imports/{found.code}").content.decode().replace(",", "")
    assert "HX-Refresh" not in browser.get(f"/imports/{found.code}/state").headers
    browser.post(f"/imports/{found.code}/drop")
    assert CameraImport.objects.exists()
    CameraImport.objects.update(state=State.CHECKED)
    assert browser.get(f"/imports/{found.code}/state").headers["HX-Refresh"] == "true"
    assert browser.post(f"/imports/{found.code}/drop").status_code == 302
    assert not CameraImport.objects.exists()


def test_a_page_asks_the_database_the_same_number_of_times_for_one_row_and_for_many(
    cast: Cast, browser: Client, django_assert_max_num_queries: object
) -> None:
    filing = empty_draft(cast.manager)
    few, many = (
        checked(cast.manager, filing, [row(1, name="")]),
        checked(cast.manager, filing, [row(n, name="") for n in range(1, 301)]),
    )
    for found in (few, many):
        with django_assert_max_num_queries(14):  # type: ignore[operator]
            page = browser.get(f"/imports/{found.code}")
        assert page.status_code == 200
    assert page.context["more"] == 101
    assert browser.get(f"/imports/{many.code}?after=101").context["rows"][0]["number"] == 102
