"""The pages as a browser sends them: what is kept when something is refused, and what a page costs."""

from __future__ import annotations

import random

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast
from beholden.site.dossiers import flow, services
from beholden.site.dossiers.models import DossierEntry
from beholden.site.dossiers.refusals import Refused
from beholden.site.dossiers.tests.made import NOW, PDF, a_person, a_system, an_entry

pytestmark = pytest.mark.django_db


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


@time_machine.travel(NOW, tick=False)
def test_a_refused_file_loses_nothing_that_was_typed(cast: Cast) -> None:
    system, page = a_system(cast.manager), browser(cast.manager)
    address = f"/dossiers/{system.code}/design/new"
    wrong = {"title": "图纸", "signed_on": "2026-13-01"}
    answer = page.post(address, {**wrong, "file": SimpleUploadedFile("a.pdf", PDF)})
    assert answer.status_code == 422
    assert 'value="图纸"' in answer.content.decode()
    assert not DossierEntry.objects.exists()
    right = {"title": "图纸", "signed_on": "2026-01-01", "file": SimpleUploadedFile("a.pdf", b"MZ no paper")}
    kept = page.post(address, right, follow=True).content.decode()
    assert "内容已经保存，文件没有收下" in kept
    entry = DossierEntry.objects.get()
    assert (entry.title, entry.files.count()) == ("图纸", 0)
    sent = {"revision": str(entry.revision), "file": SimpleUploadedFile("a.pdf", PDF)}
    assert "文件已保存" in page.post(f"/dossiers/entries/{entry.code}/files", sent, follow=True).content.decode()
    got = page.get(f"/dossiers/entries/{entry.code}/files/{entry.files.get().code}")
    assert b"".join(got.streaming_content) == PDF
    assert got["Content-Disposition"].startswith("attachment")
    assert browser(cast.guard).post(f"/dossiers/entries/{entry.code}/files", sent).status_code == 403


@time_machine.travel(NOW, tick=False)
def test_of_two_tabs_the_later_keeps_what_was_typed_and_may_send_it_again(cast: Cast) -> None:
    entry, page = an_entry(cast.manager, a_system(cast.manager), "design"), browser(cast.manager)
    address, typed = f"/dossiers/entries/{entry.code}/edit", {"title": "新名称", "signed_on": "2026-01-01"}
    answer = page.post(address, {**typed, "revision": str(entry.revision - 1)})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert 'value="新名称"' in text
    assert f'name="revision" value="{entry.revision}"' in text
    assert page.post(address, {**typed, "revision": str(entry.revision)}).status_code == 302
    assert DossierEntry.objects.get().title == "新名称"


@time_machine.travel(NOW, tick=False)
def test_a_page_asks_as_much_for_many_entries_as_for_few(cast: Cast) -> None:
    system, page = a_system(cast.manager), browser(cast.manager)

    def asked(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert page.get(address).status_code == 200
        return len(found)

    pages = ("/dossiers", f"/dossiers/{system.code}", f"/dossiers/{system.code}/product", "/dossiers/staff", "/today")
    an_entry(cast.manager, system, "product")
    an_entry(cast.manager, a_person(cast.manager), "vetting")
    few = {address: asked(address) for address in pages}
    for number in range(6):
        an_entry(cast.manager, system, "product", party=f"第{number}家")
        an_entry(cast.manager, a_person(cast.manager, name=f"人{number}"), "vetting")
    assert {address: asked(address) for address in pages} == few
    assert max(few.values()) < 60


def test_a_long_walk_of_random_acts_never_leaves_the_table(cast: Cast) -> None:
    system, chance = a_system(cast.manager), random.Random(799)
    cameras = [camera.code for camera in system.cameras.all()]
    actions = sorted({step.action for step in flow.STEPS} - {*flow.PLAIN, "retire"})
    done = 0
    for kind in ("works", "vulnerability", "contract", "design") * 3:
        entry = an_entry(cast.manager, system, kind, file=None, cameras=cameras, from_on="2026-10-01")
        for step in range(25):
            before = DossierEntry.objects.get(pk=entry.pk)
            fitting = [one.action for one in flow.STEPS if kind in one.kinds and one.action in actions] or actions
            action = "retire" if step == 24 else chance.choice(fitting if chance.random() < 0.8 else actions)
            row = next((one for one in flow.STEPS if one.action == action and kind in one.kinds), None)
            try:
                after = services.act(cast.manager, entry, action, says="写明", on="2026-11-19", now=NOW)
            except Refused:
                assert row is None or before.state not in row.from_
                after = DossierEntry.objects.get(pk=entry.pk)
                assert (after.state, after.revision) == (before.state, before.revision)
            else:
                done += 1
                assert row is not None
                assert before.state in row.from_
                assert after.state == (row.to or before.state)
    assert done > 20
