"""The public's pages as a browser sends them: the choice, the form with its files, the receipt, the way back."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings.tests.made import filed
from beholden.registry.tips import codes, media, pace, queries
from beholden.registry.tips.models import Complaint, Tip, TipFile, TipMessage
from beholden.registry.tips.tests.reported import JPEG, NOW, PLACE, WORDS, token
from beholden.registry.tips.web import uploads

pytestmark = pytest.mark.django_db
CODE = re.compile(r'receipt-code"[^>]*>([0-9A-Z-]+)<')


@pytest.fixture(autouse=True)
def _today() -> Any:
    pace.WRITING.forget()
    pace.ASKING.forget()
    with time_machine.travel(NOW, tick=False):
        yield


def form(number: int = 0, **changed: Any) -> dict[str, Any]:
    given = {
        "token": token(number),
        "subject": "install_forbidden_area",
        "words": WORDS,
        "county": "唐山市路北区",
        "place": PLACE,
        "lon": "118.1805",
        "lat": "39.6301",
        "contact": "13900001234",
    }
    return {**given, **changed}


def photo(content: bytes = JPEG, name: str = "IMG_王小明_2026.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/octet-stream")


def test_a_stranger_reports_with_a_photo_and_comes_back_with_the_code(cast: Cast) -> None:
    stranger = Client()
    page = stranger.get("/tip").content.decode()
    assert "隐私场所" in page
    assert (
        stranger.get("/tip?about=private").headers["Location"].startswith("/tip/report?subject=install_forbidden_area")
    )
    empty = stranger.get("/tip/report?subject=install_forbidden_area").content.decode()
    assert "视频每个不超过 100 MB" in empty  # said before anybody waits for it
    assert "拨打 110" in empty
    answer = stranger.post("/tip/report", form(files=[photo(), photo(JPEG + b"2")]))
    assert answer.status_code == 201
    receipt = CODE.search(answer.content.decode())
    assert receipt is not None
    tip = Tip.objects.get()
    assert {file.sha256 for file in tip.files.all()} == {hashlib.sha256(one).hexdigest() for one in (JPEG, JPEG + b"2")}
    assert all(media.where(file.sha256).is_file() for file in tip.files.all())
    again = stranger.post("/tip/report", form(files=[photo()]))
    assert CODE.search(again.content.decode())[1] == receipt[1]  # type: ignore[index]
    assert Tip.objects.count() == 1
    assert not Session.objects.exists()
    kept = repr(list(Tip.objects.values())) + repr(list(TipFile.objects.values()))
    for telling in ("127.0.0.1", "王小明", "13900001234", "烟感器"):
        assert telling not in kept
    followed = stranger.post("/tip/follow", {"receipt": receipt[1].lower()}).content.decode()
    assert "路北区公安分局" in followed
    assert "及时核查" in followed
    assert WORDS not in followed  # whoever finds the code learns no more than where it stands
    more = {"receipt": receipt[1], "token": token(9), "words": "镜头今天还在。"}
    assert "已补充" in stranger.post("/tip/follow", more).content.decode()
    stranger.post("/tip/follow", more)
    assert TipMessage.objects.count() == 1
    assert stranger.post("/tip/follow/receipt.pdf", {"receipt": receipt[1]}).content.startswith(b"%PDF")
    assert stranger.post("/tip/follow", {"receipt": codes.receipt("tip", "no form")}).status_code == 422


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"words": ""}, "看到了什么"),
        ({"words": "长" * 4001}, "最长 4000 个字"),
        ({"words": "长" * 90_000}, "看到了什么"),
        ({"county": "不存在的地方"}, "没有找到这个县"),
        ({"county": "鼓楼区"}, "不止一个"),
        ({"county": "深圳市福田区"}, "不会有人看到"),
        ({"lon": "东经"}, "经纬度不正确"),
        ({"lon": "nan", "lat": "inf"}, "经纬度不正确"),
        ({"lat": ""}, "经纬度不正确"),
        ({"files": [photo(b"MZ\x90")]}, "不是照片或者视频"),
        ({"files": [photo(b"")]}, "不是照片或者视频"),
        ({"files": [photo(JPEG + bytes([number])) for number in range(7)]}, "最多附 6 个文件"),
    ],
    ids=lambda value: str(value)[:24].replace(" ", "") if isinstance(value, str) else "",
)
def test_what_is_wrong_is_said_once_and_everything_typed_stays(cast: Cast, wrong: dict[str, Any], says: str) -> None:
    answer = Client().post("/tip/report", form(**wrong))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert PLACE in page
    assert wrong.get("words", WORDS)[:50] in page
    assert not Tip.objects.exists()


def test_a_file_too_large_is_cut_off_on_the_way_and_the_words_stay(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "LARGEST_VIDEO", 300_000)
    answer = Client().post("/tip/report", form(files=[photo(JPEG + b"\0" * 900_000)]))
    assert answer.status_code == 422
    assert "文件太大" in answer.content.decode()
    assert WORDS in answer.content.decode()
    assert not list((Path(settings.DATA) / "tips").glob("**/*.part"))
    monkeypatch.setattr(uploads, "SLACK", -media.MOST * 300_000)
    refused = Client().post("/tip/report", form())
    assert refused.status_code == 413
    assert "文件太大" in refused.content.decode()


def test_a_form_without_its_word_of_ours_is_refused(cast: Cast) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/tip/report", form()).status_code == 403
    assert not Tip.objects.exists()


def test_what_is_no_tip_is_told_where_it_belongs(cast: Cast) -> None:
    stranger = Client()
    for about, says, cite in (
        ("home", "不是公共场所", "R33"),
        ("footage", "管理单位", "R21"),
        ("leak", "110", "R23"),
        ("other", "12345", "R24"),
    ):
        page = stranger.get(f"/tip?about={about}").content.decode()
        assert says in page
        assert cite in page
    assert stranger.get("/tip?about=police").headers["Location"] == "/complain"
    assert "请选择一种情况" in stranger.get("/tip?about=nonsense").content.decode()
    assert stranger.get("/tip/report?subject=nonsense").headers["Location"] == "/tip"


def test_the_sign_at_a_camera_leads_to_a_form_that_knows_the_place(cast: Cast) -> None:
    filing = filed(cast.manager, cast.county_officer)
    stranger = Client()
    assert f"/tip?sign={filing.sign}" in stranger.get(f"/s/{filing.sign}").content.decode()
    page = stranger.get(f"/tip/report?subject=install_no_duty&sign={filing.sign}").content.decode()
    assert "130203" in page
    assert str(filing.answers["location"]) in page
    assert "/tip" in stranger.get("/sign-in").content.decode()


def test_too_many_from_one_sender_wait_and_nobody_is_written_down(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr(pace, "WRITING", pace.Pace(2, 3, lambda: clock[0]))
    stranger = Client()
    assert [stranger.post("/tip/report", form(number)).status_code for number in range(3)] == [201, 201, 429]
    assert stranger.post("/tip/report", form(3), REMOTE_ADDR="10.0.0.9").status_code == 201
    assert stranger.post("/tip/report", form(4), REMOTE_ADDR="10.0.0.8").status_code == 429  # all together
    clock[0] = pace.HOUR
    assert stranger.post("/tip/report", form(5)).status_code == 201
    assert Tip.objects.count() == 4


def test_naughty_strings_are_kept_as_words_and_break_nothing(cast: Cast) -> None:
    naughty = [
        "<script>alert('1')</script>",
        "'; DROP TABLE tips_tip; --",
        "{{ 7*7 }}{% url 'x' %}",
        "\0NUL\0在里面\x07\x1b[31m",
        "田中さんにあげて下さい \u202etest\u202e",
        "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤",
        "👩‍👩‍👧‍👦 👾 🙇 💁 \ufeff零宽\u200b字符",
        "=1+1;cmd|' /C calc'!A0 ../../etc/passwd %00 %s%n",
        "ﷺ" * 200,
    ]
    stranger, officer = Client(), Client()
    officer.force_login(cast.county_officer)
    for number, text in enumerate(naughty):
        answer = stranger.post(
            "/tip/report", form(number, words=text + " 有镜头", place="地点" + text[:200], contact=text[:100])
        )
        assert answer.status_code == 201, (text, answer.content.decode()[:3000])
    for tip in Tip.objects.all():
        page = officer.get(f"/tips/{tip.code}").content.decode()
        assert "<script>alert" not in page
        assert "有镜头" in page
        assert "\u202e" not in page
        assert "\0" not in page
        assert "有镜头" in queries.words(tip)
    assert officer.get("/tips").status_code == 200
    assert stranger.post("/tip/follow", {"receipt": "\0" * 200}).status_code == 422


def test_a_complaint_by_page_and_back(cast: Cast) -> None:
    stranger = Client()
    page = stranger.get("/complain").content.decode()
    assert "看不到有这件事" in page
    given = {
        "token": token(1),
        "about": cast.authority.code,
        "who": "王某",
        "subject": "looking",
        "words": "私自调取商场录像。\0",
        "contact": "",
        "county": "",
    }
    wrong = stranger.post("/complain", {**given, "subject": "", "words": ""})
    assert wrong.status_code == 422
    assert "王某" in wrong.content.decode()
    assert not Complaint.objects.exists()
    answer = stranger.post("/complain", {**given, "words": "私自调取商场录像。"})
    assert answer.status_code == 201
    receipt = CODE.search(answer.content.decode())
    assert receipt is not None
    followed = stranger.post("/complain/follow", {"receipt": receipt[1]}).content.decode()
    assert "唐山市公安局" in followed
    assert "王某" not in followed
    other = stranger.post("/complain", {**given, "token": token(2), "about": "other", "county": "路北区"})
    assert other.status_code == 201
    assert stranger.post("/complain", {**given, "token": token(3), "about": "other"}).status_code == 422
    assert Complaint.objects.count() == 2
