"""What the rooms of supervision log is read on the ledger's page in words: no field and no act by its key."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from beholden.ground.evidence.models import Opening
from beholden.ground.people.tests.cast import Cast
from beholden.registry.orders.tests import made as orders
from beholden.registry.penalties.tests.made import opened, propose
from beholden.registry.tips import services as tips
from beholden.registry.tips.tests.reported import NOW, reported

pytestmark = pytest.mark.django_db
ROW = re.compile(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>")


def test_orders_cases_visits_and_tips_stand_there_in_words(cast: Cast) -> None:
    orders.served(cast, "time_limited")
    propose(cast, opened(cast, inspection=None, unit=cast.unit), 10_000)
    tip, _receipt = reported()
    tips.take(cast.county_officer, tip, now=NOW)
    auditor = Client()
    auditor.force_login(cast.auditor)
    seen: dict[str, set[str]] = {}
    for number in set(Opening.objects.values_list("number", flat=True)):
        page = auditor.get("/ledger", {"number": number}).content.decode()
        for word, value in ROW.findall(page):
            seen.setdefault(word, set()).add(value)
    raw = [word for word in seen if re.fullmatch(r"[a-z_0-9]+", word)]
    assert not raw, raw
    assert {"作出责令", "记录送达", "拟定处罚", "立案", "受理核查", "收到举报", "安排检查"} <= seen["操作"]
    assert not [value for value in seen["操作"] if re.search("[a-z]", value)], seen["操作"]
    assert {"责令限期改正"} <= seen["种类"]
    assert {"已拟处罚"} <= seen["状态"]
    assert "直接送达" in seen["送达方式"]
    assert not {"None", "True", "False"} & set().union(*seen.values())
