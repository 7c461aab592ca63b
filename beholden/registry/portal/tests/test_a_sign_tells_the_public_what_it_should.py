"""The page behind a sign's QR code, read with no account (R13, R21, R24(2))."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.test import Client

from beholden.ground.people.tests.cast import Cast
from beholden.ground.systems.models import System
from beholden.registry.filings import services
from beholden.registry.filings.models import Filing
from beholden.registry.filings.tests.made import AGENT, CAMERAS, NOW, PDF, filed, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def test_it_says_who_why_how_long_how_to_ask_and_how_to_report(cast: Cast) -> None:
    filing = filed(cast.manager, cast.county_officer, retention_days="45")
    answer = Client().get(f"/s/{filing.sign}")
    text = answer.content.decode()
    for part in ("城南商场有限公司", "维护公共安全", "45 天", "0315-2000000", "路北区公安分局", "R21", "R24(2)", "R17"):
        assert part in text, part
    assert not answer.cookies or set(answer.cookies) <= {"csrftoken"}  # the language button's
    for secret in (*(camera.name for camera in CAMERAS), "收银区", "刘经办", "13900000000", filing.code):
        assert secret not in text, secret


def test_what_is_not_filed_has_no_page_and_what_ceased_says_so(cast: Cast) -> None:
    assert Client().get(f"/s/{submitted(cast.manager).sign}").status_code == 404
    assert Client().get("/s/b-unknown").status_code == 404
    filing = filed(cast.manager, cast.county_officer)
    end = services.start_cessation(cast.manager, filing, now=NOW)
    services.save_answers(cast.manager, end, {"change_reason": "拆除"}, now=NOW)
    services.set_agent(cast.manager, end, AGENT, now=NOW)
    services.attach(cast.manager, end, "agent_id", "x.pdf", [PDF + b"9"], now=NOW)
    services.accept(cast.county_officer, services.submit(cast.manager, end, now=NOW), now=NOW)
    text = Client().get(f"/s/{filing.sign}").content.decode()
    assert "已经停用" in text
    assert "0315" not in text


def test_the_sign_stays_the_same_through_a_change(cast: Cast) -> None:
    filing = filed(cast.manager, cast.county_officer)
    change = services.start_change(cast.manager, filing, now=NOW)
    services.save_answers(cast.manager, change, {"retention_days": "90", "change_reason": "扩容"}, now=NOW)
    services.set_agent(cast.manager, change, AGENT, now=NOW)
    services.attach(cast.manager, change, "agent_id", "x.pdf", [PDF + b"9"], now=NOW)
    assert "30 天" in Client().get(f"/s/{filing.sign}").content.decode()
    services.accept(cast.county_officer, services.submit(cast.manager, change, now=NOW), now=NOW)
    assert "90 天" in Client().get(f"/s/{filing.sign}").content.decode()


def test_a_printed_code_leads_to_the_public_check(cast: Cast) -> None:
    from beholden.ground.documents.models import Document

    filing = filed(cast.manager, cast.county_officer)
    paper = Document.objects.get(subject_code=filing.code)
    answer = Client().get("/check", {"code": f" {paper.code.upper()} "}, follow=True)
    assert paper.number in answer.content.decode()
    wrong = Client().get("/check", {"code": "<script>"})
    assert wrong.status_code == 422
    assert "<script>" not in wrong.content.decode()
    assert Client().get("/check").status_code == 200


def test_a_system_that_is_run_here_can_be_asked_from_its_sign(cast: Cast, settings: Any) -> None:
    filing = filed(cast.manager, cast.county_officer)
    bare = Client().get(f"/s/{filing.sign}").content.decode()
    assert "/ask/" not in bare
    system = System.objects.create(
        unit=cast.unit, name="商场", division="130203", place_category="op_crowd", created_at=NOW
    )
    Filing.objects.filter(unit=cast.unit).update(system=system)
    shown = Client().get(f"/s/{filing.sign}").content.decode()
    assert f'href="/ask/{system.code}"' in shown
    settings.ROLE = "registry"
    assert "/ask/" not in Client().get(f"/s/{filing.sign}").content.decode()
