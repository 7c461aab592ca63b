"""Dates out of order, a consent after the installation, a file that isn't what it says, naughty strings (R10, R11)."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction

from beholden.ground.people.tests.cast import Cast
from beholden.ground.uploads import papers
from beholden.site.dossiers import fields, services, uploads
from beholden.site.dossiers.kinds import KINDS
from beholden.site.dossiers.models import DossierEntry, DossierFile, Shortcoming
from beholden.site.dossiers.refusals import Refused
from beholden.site.dossiers.tests.made import FULL, NOW, PDF, TODAY, a_system, an_entry

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("kind", "changed", "field", "says"),
    [
        ("operation", {"until_on": "2026-01-31"}, "until_on", "早于开始日期"),
        ("operation", {"until_on": ""}, "until_on", "请填写到期日期"),
        ("drill", {"until_on": "2026-10-09"}, "until_on", "早于演练日期"),
        ("design", {"signed_on": "2026-11-21"}, "signed_on", "还没有到"),
        ("design", {"signed_on": "10/01/2026"}, "signed_on", "应为日期"),
        ("design", {"signed_on": "0026-01-10"}, "signed_on", "不像真实的日期"),
        ("design", {"title": "图\u202e纸"}, "title", "U\\+202E"),
        ("design", {"title": "长" * 201}, "title", "最长 200 个字"),
        ("maintenance_plan", {"interval_days": "0"}, "interval_days", "应为整数"),
        ("maintenance_plan", {"interval_days": "九十"}, "interval_days", "应为整数"),
        ("contract", {"service": "spying"}, "service", "请选择受托工作"),
        ("works", {"cameras": ["c-of-others"]}, "cameras", "不属于这个系统"),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isascii() else None,
)
def test_what_cannot_be_is_told_at_its_field(
    cast: Cast, kind: str, changed: dict[str, object], field: str, says: str
) -> None:
    system = a_system(cast.manager)
    given = {name: FULL.get(name) for name in KINDS[kind].fields}
    with pytest.raises(Refused, match=says) as refused:
        services.add(cast.manager, system, kind, {**given, **changed}, now=NOW)
    assert refused.value.field == field
    assert not DossierEntry.objects.exists()
    assert services.add(cast.manager, system, kind, given, now=NOW).pk


def test_a_consent_after_the_installation_is_refused_by_service_and_database(cast: Cast) -> None:
    system = a_system(cast.manager, near_secret_unit=True)
    for signed in ("2026-02-02", "2026-02-01"):
        with pytest.raises(Refused, match="先同意，后安装") as refused:
            an_entry(cast.manager, system, "secret_consent", signed_on=signed, happened_on="2026-02-01")
        assert refused.value.cite == "R10"
    made = an_entry(cast.manager, system, "secret_consent", signed_on="2026-01-31", happened_on="2026-02-01")
    with pytest.raises(IntegrityError), transaction.atomic():
        DossierEntry.objects.filter(pk=made.pk).update(signed_on="2026-02-01")
    with pytest.raises(IntegrityError), transaction.atomic():
        DossierEntry.objects.filter(pk=made.pk).update(from_on="2026-02-01", until_on="2026-01-01")
    with pytest.raises(IntegrityError), transaction.atomic():
        DossierEntry.objects.filter(pk=made.pk).update(state="ended")
    assert Shortcoming.objects.count() == 0


def test_a_file_is_what_its_content_says_bounded_and_kept_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    system = a_system(cast.manager)
    entry = an_entry(cast.manager, system, "design", file=None)
    for chunks in ([b"MZ\x90 not a paper"], [b""], [b"<html>%PDF-"]):
        with pytest.raises(Refused, match="不是 PDF"):
            services.attach(cast.manager, entry, "图纸.pdf", chunks, now=NOW)
    monkeypatch.setattr(uploads, "TAKES", papers(64))
    with pytest.raises(Refused, match="太大"):
        services.attach(cast.manager, entry, "图纸.pdf", [PDF, b"x" * 64], now=NOW)
    left = [path for path in (Path(settings.DATA) / "dossiers").rglob("*") if path.is_file()]
    assert (left, DossierFile.objects.count()) == ([], 0)
    first = services.attach(cast.manager, entry, '../../etc/"图纸".exe', [PDF], now=NOW)
    again = services.attach(cast.manager, entry, "又一次.pdf", [PDF], now=NOW)
    assert (first.pk, first.name) == (again.pk, "....etc图纸.pdf".strip("."))
    assert uploads.where(first.sha256).read_bytes() == PDF
    services.drop_file(cast.manager, entry, first.code, now=NOW)
    with pytest.raises(Refused, match="不在了"):
        services.drop_file(cast.manager, entry, first.code, now=NOW)


def test_naughty_strings_are_kept_as_they_are_and_shown_as_text(cast: Cast, client: object) -> None:
    from django.test import Client

    system = a_system(cast.manager)
    naughty = "<script>alert(1)</script> 𠮷🙂 ' OR 1=1 -- =cmd|x"
    entry = an_entry(cast.manager, system, "design", title=naughty)
    browser = Client()
    browser.force_login(cast.manager)
    text = browser.get(f"/dossiers/entries/{entry.code}").content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 𠮷🙂" in text


def test_what_was_typed_is_cleaned_the_same_way_twice() -> None:
    kind = KINDS["operation"]
    once = fields.cleaned(kind, FULL, TODAY)
    assert fields.cleaned(kind, once, TODAY) == once
