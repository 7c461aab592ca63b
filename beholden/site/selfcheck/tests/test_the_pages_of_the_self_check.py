"""The pages: from gaps to a kept check, its report and its attestation; two languages, no JavaScript needed (M10)."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from beholden.engines.attestation import certificate
from beholden.engines.attestation.signing import is_attestation
from beholden.ground.people.tests.cast import Cast
from beholden.ground.systems.models import System
from beholden.site.selfcheck import queries
from beholden.site.selfcheck.models import Declaration, RetentionCertificate, SelfCheck
from beholden.site.selfcheck.tests.made import JPEG, recorded, system_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def system(cast: Cast) -> System:
    now = timezone.now()
    made = system_of(cast, now=now)
    recorded(made, now, 31)
    return made


@pytest.fixture
def manager(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.manager)
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_one_system_is_shown_at_once_and_many_are_listed(cast: Cast, system: System, manager: Client) -> None:
    assert manager.get("/selfcheck").headers["Location"] == f"/selfcheck/systems/{system.code}"
    second = system_of(cast, category="other_public")
    page = text(manager.get("/selfcheck"))
    assert system.code in page and second.code in page
    nobody = Client()
    nobody.force_login(cast.other_manager)
    assert "还没有系统" in text(nobody.get("/selfcheck"))
    assert nobody.get(f"/selfcheck/systems/{system.code}").status_code == 404


def test_every_item_stands_on_the_page_with_its_article_and_each_gap_with_its_way(
    system: System, manager: Client
) -> None:
    page = text(manager.get(f"/selfcheck/systems/{system.code}"))
    for number in range(1, 14):
        assert f'id="item-{number}"' in page and f"/law/M10({number})" in page
    assert f"/selfcheck/systems/{system.code}/items/2" in page and "拍照并填写" in page
    manager.cookies["django_language"] = "en"
    english = text(manager.get(f"/selfcheck/systems/{system.code}"))
    assert "A prominent sign is up" in english and "查看" not in english.partition("<main")[2].partition("</main>")[0]


def test_a_declaration_keeps_what_was_typed_until_it_is_enough(system: System, manager: Client) -> None:
    address = f"/selfcheck/systems/{system.code}/items/2"
    short = manager.post(address, {"result": "conform", "note": "入口两侧 <b>"})
    assert short.status_code == 422 and "请附上照片" in text(short) and "入口两侧 &lt;b&gt;" in text(short)
    assert not Declaration.objects.exists()
    photo = SimpleUploadedFile("../../标识.png", JPEG, content_type="image/png")
    done = manager.post(address, {"result": "conform", "note": "入口两侧", "file": photo})
    assert done.status_code == 302 and done.headers["Location"].endswith("#item-2")
    made = Declaration.objects.get()
    assert (made.media_type, made.file_name) == ("image/jpeg", "标识.jpg")
    handed = manager.get(f"/selfcheck/declarations/{made.code}/file")
    assert b"".join(handed.streaming_content) == JPEG and handed.headers["Content-Disposition"].startswith("attachment")
    assert "入口两侧" in text(manager.get(address))
    seven = manager.post(f"/selfcheck/systems/{system.code}/items/7", {"result": "conform", "note": "都在"})
    assert seven.status_code == 422 and Declaration.objects.count() == 1
    assert manager.get(f"/selfcheck/systems/{system.code}/items/14").status_code == 404


def test_a_check_is_kept_printed_signed_and_found_again(system: System, manager: Client) -> None:
    manager.post(f"/selfcheck/systems/{system.code}/keep")
    kept = SelfCheck.objects.get()
    page = text(manager.get(f"/selfcheck/checks/{kept.code}"))
    assert kept.number in page and "签发自证声明" in page
    report = manager.get(f"/selfcheck/checks/{kept.code}/report.pdf")
    assert report.content.startswith(b"%PDF")
    assert manager.get(f"/selfcheck/checks/{kept.code}/attestation").status_code == 404  # not signed yet
    manager.post(f"/selfcheck/checks/{kept.code}/attest")
    signed = manager.get(f"/selfcheck/checks/{kept.code}/attestation")
    assert is_attestation(signed.content)
    twice = manager.post(f"/selfcheck/checks/{kept.code}/attest", follow=True)
    assert "已经签发过声明" in text(twice)
    assert "一分钟内" in text(manager.post(f"/selfcheck/checks/{kept.code}/send", follow=True))
    assert kept.number in text(manager.get(f"/selfcheck/systems/{system.code}/history"))


def test_the_list_of_checks_goes_on_by_key(cast: Cast, system: System, manager: Client) -> None:
    manager.post(f"/selfcheck/systems/{system.code}/keep")
    first = SelfCheck.objects.get()
    for n in range(3):
        first.pk, first.code, first.number = None, f"z-{n}", f"第 {n} 号"
        first._state.adding = True
        first.save()
    page = queries.page(queries.visible_to(cast.manager), size=2)
    rest = queries.page(queries.visible_to(cast.manager), page.after, size=2)
    assert [one.code for one in page.checks] == ["z-2", "z-1"] and len(rest.checks) == 2 and rest.after == ""
    assert not queries.visible_to(cast.other_manager).exists()


def test_retention_is_shown_and_certified_to_take_away(system: System, manager: Client) -> None:
    address = f"/selfcheck/systems/{system.code}/retention"
    assert "出具证明" in text(manager.get(address))
    manager.post(address)
    made = RetentionCertificate.objects.get()
    assert made.number in text(manager.get(address))
    assert manager.get(f"/selfcheck/certificates/{made.code}/certificate.pdf").content.startswith(b"%PDF")
    file = manager.get(f"/selfcheck/certificates/{made.code}/certificate.json").content
    assert certificate.is_certificate(file) and len(json.loads(file)["cameras"]) == 2


def test_without_a_registry_the_page_says_which_setting_is_missing(
    system: System, manager: Client, settings: Any
) -> None:
    settings.ROLE = "site"
    answer = manager.post(f"/selfcheck/systems/{system.code}/filing", {"number": "冀公备-1"})
    assert answer.status_code == 422 and "BEHOLDEN_REGISTRY" in text(answer) and "冀公备-1" in text(answer)


def test_a_check_of_months_ago_reads_as_it_stood(system: System, manager: Client) -> None:
    manager.post(f"/selfcheck/systems/{system.code}/keep")
    kept = SelfCheck.objects.get()
    SelfCheck.objects.filter(pk=kept.pk).update(at=kept.at - timedelta(days=200))
    Declaration.objects.all().delete()
    page = text(manager.get(f"/selfcheck/checks/{kept.code}"))
    assert "31." in page and "期限 30 天" in page
