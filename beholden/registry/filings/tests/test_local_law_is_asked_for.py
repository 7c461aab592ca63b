"""What a place's own rules ask beyond the nation's stands in the form, is missed while empty, and is kept (M6)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from django.test import Client

from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings import services
from beholden.registry.filings.models import Filing
from beholden.registry.filings.tests.made import ANSWERS, NOW, draft, fresh

pytestmark = pytest.mark.django_db

OVERLAY = """about: 试验：当地多要一项。
at: "130200"
amends:
- rule: filing.fields
  provisions:
  - value: [patrol_plan]
    cite: T22(1)
    quote: 视频图像信息存储期限等基本信息
"""


@pytest.fixture
def local_law(settings: object, tmp_path: Path) -> None:
    """The law as it is, and an overlay of Tangshan that asks for one thing more."""
    law = tmp_path / "law"
    shutil.copytree(settings.LAW, law)  # type: ignore[attr-defined]
    (law / "overlays" / "130200-tangshan" / "fields.yaml").write_text(OVERLAY, encoding="utf-8")
    settings.LAW = law  # type: ignore[attr-defined]


def missing(filing: Filing) -> list[str]:
    with pytest.raises(services.Refused) as refused:
        services.submit(filing.created_by, filing, now=NOW)
    return [refused.value.code, refused.value.cite]


@pytest.mark.usefixtures("local_law")
def test_what_the_place_asks_beyond_is_asked_missed_and_kept(cast: Cast) -> None:
    one = draft(cast.manager)
    client = Client()
    client.force_login(cast.manager, "django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/filings/{one.code}/system").content.decode()
    assert 'name="law:patrol_plan"' in page
    assert "T22(1)" in page
    assert missing(one) == ["incomplete", "T22(1)"]
    typed = {name: str(value) for name, value in ANSWERS.items() if not name.startswith(("unit", "public"))}
    sent = {**typed, "place_category": "op_crowd", "law:patrol_plan": "每日两次", "revision": str(fresh(one).revision)}
    assert client.post(f"/filings/{one.code}/system", sent).status_code == 302
    assert fresh(one).answers["law:patrol_plan"] == "每日两次"
    assert "每日两次" in client.get(f"/filings/{one.code}/system").content.decode()
    assert services.submit(cast.manager, fresh(one), now=NOW).state == "submitted"


def test_elsewhere_it_is_not_asked(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.manager, "django.contrib.auth.backends.ModelBackend")
    assert "law:" not in client.get(f"/filings/{draft(cast.manager).code}/system").content.decode()
