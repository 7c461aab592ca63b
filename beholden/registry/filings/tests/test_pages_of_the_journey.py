"""The pages, from the first question to the receipt: as a browser sends them."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings import services
from beholden.registry.filings.models import Filing
from beholden.registry.filings.tests.made import AGENT, ANSWERS, NOW, PDF, draft, filed, fresh, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account, "django.contrib.auth.backends.ModelBackend")
    return client


def post(client: Client, page: str, filing: Filing, /, **form: Any) -> Any:
    form.setdefault("revision", str(fresh(filing).revision))
    return client.post(reverse(f"filings:{page}", args=[filing.code]), form)


def test_a_unit_files_from_the_first_question_to_the_receipt_and_the_sign(cast: Cast) -> None:
    unit, officer = browser(cast.manager), browser(cast.county_officer)
    assert "办理新备案" in unit.get(reverse("filings:list")).content.decode()
    answer = unit.post(reverse("filings:start"), {"place_category": "op_crowd"})
    filing = Filing.objects.get()
    assert answer.headers["Location"] == reverse("filings:filing", args=[filing.code])
    known = {name: str(value) for name, value in ANSWERS.items()}
    unit_page = {name: known[name] for name in known if name.startswith("unit") or name == "public_contact"}
    assert post(unit, "unit", filing, **unit_page).status_code == 302
    system_page = {name: value for name, value in known.items() if name not in unit_page}
    assert post(unit, "system", filing, place_category="op_crowd", **system_page).status_code == 302
    for name in ("01 大门", "02 收银台"):
        camera = {"name": name, "position": "一层", "function_type": "watch", "area": "entrance"}
        assert post(unit, "add_camera", filing, **camera).status_code == 302
    files = {
        "agent_id": SimpleUploadedFile("身份证.pdf", PDF + b"1"),
        "authorisation_letter": SimpleUploadedFile("授权书.pdf", PDF + b"2"),
    }
    assert post(unit, "agent", filing, **AGENT, **files).status_code == 302
    check = unit.get(reverse("filings:check", args=[filing.code])).content.decode()
    assert "法定的信息和材料都已齐全" in check
    assert AGENT["id_number"] not in check
    assert post(unit, "check", filing).status_code == 302
    queue = officer.get(reverse("filings:list")).content.decode()
    assert fresh(filing).number in queue
    record = officer.get(reverse("filings:filing", args=[filing.code])).content.decode()
    assert "予以备案" in record
    assert "天数未经查核" in record  # the digit of M7 is not verified, and the page says so
    assert post(officer, "accept", filing).status_code == 302
    page = unit.get(reverse("filings:filing", args=[filing.code])).content.decode()
    assert "备回〔2026〕130203-0001号" in page
    from beholden.ground.documents.models import Document

    paper = Document.objects.get()
    receipt = unit.get(reverse("filings:document", args=[filing.code, paper.code]))
    assert receipt.content.startswith(b"%PDF")
    sign = unit.get(reverse("filings:sign", args=[filing.code]) + "?size=a5")
    assert sign.content.startswith(b"%PDF")


def test_a_wrong_answer_keeps_everything_typed(cast: Cast) -> None:
    filing = draft(cast.manager)
    answer = post(browser(cast.manager), "system", filing, name="x" * 150, location="留着我", place_category="op_crowd")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "留着我" in text
    assert "x" * 150 in text
    assert fresh(filing).answers["location"] == ANSWERS["location"]


def test_the_second_tab_is_told_and_can_save_what_it_typed(cast: Cast) -> None:
    filing = draft(cast.manager)
    client = browser(cast.manager)
    old = str(filing.revision)
    post(client, "unit", filing, unit_name="第一个标签页", revision=old)
    answer = post(client, "unit", filing, unit_name="第二个标签页", revision=old)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "刚刚有了新的变化" in text
    assert "第二个标签页" in text
    assert fresh(filing).answers["unit_name"] == "第一个标签页"
    assert f'value="{fresh(filing).revision}"' in text  # sent again, it is saved
    assert post(client, "unit", filing, unit_name="第二个标签页").status_code == 302


def test_a_double_click_hands_in_once(cast: Cast) -> None:
    filing = draft(cast.manager)
    client = browser(cast.manager)
    seen = str(filing.revision)
    first, second = (post(client, "check", filing, revision=seen) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert fresh(filing).versions.count() == 1


def test_an_exempt_shop_learns_it_need_not_file_and_what_it_owes(cast: Cast) -> None:
    unit = browser(cast.manager)
    answer = unit.post(reverse("filings:start"), {"place_category": "other_public"})
    assert not Filing.objects.exists()
    page = Client().get(answer.headers["Location"]).content.decode()  # also without an account
    assert "无需备案" in page
    assert "R9(2)" in page
    assert "设置显著的提示标识" in page
    home = Client().get(reverse("filings:exempt") + "?category=non_public").content.decode()
    assert "R33(1)" in home


def test_the_officer_has_two_ways_out_and_each_shut_one_says_why(cast: Cast) -> None:
    filing = submitted(cast.manager, letter=None)
    officer = browser(cast.county_officer)
    record = officer.get(reverse("filings:filing", args=[filing.code])).content.decode()
    assert "一次性告知补正" in record
    assert "拒绝" not in record
    assert "不予备案" not in record
    assert "费" not in record.replace("消费", "")
    assert post(officer, "accept", filing).status_code == 302
    assert fresh(filing).state == "submitted"
    ask = officer.get(reverse("filings:ask", args=[filing.code])).content.decode()
    assert "授权书" in ask
    assert post(officer, "ask", filing, remark="请盖章后上传").status_code == 302
    page = browser(cast.manager).get(reverse("filings:filing", args=[filing.code])).content.decode()
    assert "请盖章后上传" in page
    again = officer.get(reverse("filings:filing", args=[filing.code])).content.decode()
    assert "为什么不能办" in again


def test_the_window_takes_paper_keys_it_files_it_and_hands_it_over(cast: Cast) -> None:
    officer = browser(cast.county_officer)
    posted = {"unit_name": "新华书店", "uscc": "", "received_on": "2026-11-19"}
    assert officer.post(reverse("filings:window"), posted).status_code == 302
    filing = Filing.objects.get()
    known = {name: str(value) for name, value in ANSWERS.items()}
    unit_page = {name: known[name] for name in known if name.startswith("unit") or name == "public_contact"}
    post(officer, "unit", filing, **unit_page)
    system_page = {name: value for name, value in known.items() if name not in unit_page}
    post(officer, "system", filing, place_category="op_crowd", **system_page)
    post(officer, "add_camera", filing, name="大门", position="门口", function_type="watch")
    post(officer, "agent", filing, **AGENT, letter_received="on", id_checked="on")
    assert fresh(filing).state == "keyed"
    assert post(officer, "accept", filing).status_code == 302
    done = fresh(filing)
    assert (done.state, done.in_force, done.due.isoformat()) == ("filed", True, "2026-12-21")
    assert post(officer, "archive", filing, to="科信大队 王某").status_code == 302
    assert fresh(filing).state == "archived"


def test_a_change_shows_what_is_different(cast: Cast) -> None:
    first = filed(cast.manager, cast.county_officer)
    unit = browser(cast.manager)
    post(unit, "change", first)
    change = Filing.objects.get(kind="change")
    services.save_answers(cast.manager, change, {"retention_days": "60", "change_reason": "加装存储"}, now=NOW)
    services.set_agent(cast.manager, change, AGENT, now=NOW)
    services.attach(cast.manager, change, "agent_id", "x.pdf", [PDF + b"3"], now=NOW)
    post(unit, "add_camera", change, name="03 仓库", position="地下一层", function_type="watch")
    post(unit, "check", change)
    page = browser(cast.county_officer).get(reverse("filings:filing", args=[change.code])).content.decode()
    assert "<del>30</del>" in page
    assert "<ins>60</ins>" in page
    assert "03 仓库" in page
    post(browser(cast.county_officer), "accept", change)
    assert (fresh(first).in_force, fresh(change).in_force, fresh(change).version) == (False, True, 2)


def test_papers_come_as_attachments_without_a_cookie_and_only_by_a_fresh_word(cast: Cast) -> None:
    filing = submitted(cast.manager)
    paper = filing.attachments.get(kind="authorisation_letter")
    address = reverse("filings:file", args=[filing.code, paper.code])
    assert browser(cast.other_manager).get(address).status_code == 404
    to = browser(cast.county_officer).get(address).headers["Location"]
    answer = Client().get(to)
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert not answer.cookies
    assert Client().get(to + "x").status_code == 404
    with time_machine.travel(NOW.replace(hour=3), tick=False):
        assert Client().get(to).status_code == 404
