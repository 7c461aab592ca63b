"""A tip goes its way: received, taken, checked, answered; the reporter reads it with the receipt code."""

from __future__ import annotations

from datetime import timedelta

import pytest

from beholden.ground.deadlines.models import Deadline
from beholden.ground.documents.models import Document
from beholden.ground.people import services as people
from beholden.ground.people.roles import Role
from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings.answers import Refused
from beholden.registry.tips import codes, queries, services
from beholden.registry.tips.models import Tip, TipTransfer
from beholden.registry.tips.tests.reported import NOW, WORDS, complained, fresh, reported, token

pytestmark = pytest.mark.django_db


def test_a_tip_is_received_taken_asked_about_and_answered(cast: Cast) -> None:
    tip, receipt = reported()
    assert (tip.state, tip.authority, tip.urgent) == ("received", cast.authority, True)
    assert WORDS not in tip.words
    assert "139" not in tip.contact
    assert queries.words(tip) == WORDS
    assert queries.by_receipt(receipt.lower().replace("-", " ")) == tip
    officer = cast.county_officer
    with pytest.raises(Refused, match="现在的状态"):
        services.answer(officer, tip, outcome="found", words="已查实并没收设备。", now=NOW)
    services.take(officer, tip, now=NOW)
    services.ask(officer, tip, words="是哪一间更衣室？", now=NOW)
    services.add(tip, token=token(1), words="靠东边的那间。", now=NOW)
    services.add(tip, token=token(1), words="靠东边的那间。", now=NOW)  # a page sent twice
    assert [(one.ours, one.words) for one in queries.messages(tip)] == [
        (True, "是哪一间更衣室？"),
        (False, "靠东边的那间。"),
    ]
    done = services.answer(officer, fresh(tip), outcome="found", words="已查实，设备已没收。", now=NOW)
    assert (done.state, done.outcome) == ("answered", "found")
    letter = Document.objects.get(number=done.document)
    assert (letter.kind, letter.unit_name) == ("tip_outcome", "举报人")
    with pytest.raises(Refused, match="现在的状态"):
        services.add(done, token=token(2), words="还有一间。", now=NOW)
    assert [act.action for act in done.acts.all()] == ["receive", "take", "ask", "add", "answer"]
    assert all(act.log_index is not None for act in done.acts.exclude(action__in=["ask", "add"]))


def test_the_same_form_sent_twice_is_one_tip_with_one_code(cast: Cast) -> None:
    first, receipt = reported()
    second, again = reported()
    assert (first.pk, receipt) == (second.pk, again)
    other, another = reported(1)
    assert other.pk != first.pk
    assert another != receipt
    assert not Tip.objects.filter(receipt=receipt).exists()  # only its hash is kept


def test_a_tip_that_is_not_ours_goes_on_within_24_hours_and_is_acknowledged_there(cast: Cast) -> None:
    tip, _receipt = reported()
    clock = Deadline.objects.get(subject_code=tip.code)
    assert (clock.rule, clock.value, clock.unit, clock.owner) == ("tip.transfer", 24, "hour", cast.authority)
    assert tip.transfer_by == NOW + timedelta(hours=24)
    with pytest.raises(Refused, match="请填写理由"):
        services.transfer(cast.county_officer, tip, to=cast.other_authority, why="", now=NOW)
    with pytest.raises(Refused, match="另一个公安机关"):
        services.transfer(cast.county_officer, tip, to=cast.authority, why="不属于本单位管辖", now=NOW)
    in_time = NOW + timedelta(hours=24)
    moved = services.transfer(cast.county_officer, tip, to=cast.other_authority, why="地点在伊州区", now=in_time)
    assert moved.in_time
    now = fresh(tip)
    assert (now.state, now.authority, now.transfer_by) == (
        "transferred",
        cast.other_authority,
        in_time + timedelta(days=1),
    )
    assert Deadline.objects.get(subject_code=tip.code, owner=cast.authority).ending == "met"
    with pytest.raises(Refused, match="只有受理单位的民警"):
        services.acknowledge(cast.county_officer, now, now=in_time)
    services.acknowledge(cast.other_county_officer, now, now=in_time)
    assert fresh(now).handler == cast.other_county_officer
    assert TipTransfer.objects.get().acknowledged_at == in_time
    assert not Deadline.objects.filter(subject_code=tip.code, ended_at__isnull=True).exists()


def test_a_late_transfer_is_done_all_the_same_and_stands_as_late(cast: Cast) -> None:
    tip, _receipt = reported()
    late = NOW + timedelta(hours=24, seconds=1)
    assert not services.transfer(
        cast.county_officer, tip, to=cast.other_authority, why="地点在伊州区", now=late
    ).in_time


def test_taking_it_ends_the_clock_to_pass_it_on_and_checking_has_no_number(cast: Cast) -> None:
    tip, _receipt = reported()
    services.take(cast.county_officer, tip, now=NOW)
    assert fresh(tip).transfer_by is None
    assert Deadline.objects.get(subject_code=tip.code).ending == "dropped"
    term = queries.term(tip)
    assert term is not None
    assert term.value is None
    assert {ground.cite for ground in term.because} & {"M16", "R24(2)"}


def test_nobody_here_to_read_it_means_it_is_not_taken_in(cast: Cast) -> None:
    with pytest.raises(Refused, match="不会有人看到") as refused:
        reported(division="440305")
    assert refused.value.field == "county"
    assert not Tip.objects.exists()
    people.disable_account(None, cast.other_county_officer)
    with pytest.raises(Refused, match="不会有人看到"):
        reported(division="650502")
    people.create_account(
        None, username="again", name="新警官", role=Role.STATION_OFFICER, organisation=cast.other_authority
    )
    assert reported(division="650502")[0].authority == cast.other_authority


def test_the_contact_is_for_the_handler_alone_and_every_look_is_logged(cast: Cast) -> None:
    tip, _receipt = reported()
    services.take(cast.county_officer, tip, now=NOW)
    for part in ("station_officer", "supervisor", "city_officer", "manager", "system_admin", "auditor"):
        with pytest.raises(Refused):
            services.reveal(getattr(cast, part), tip, why="核实举报内容", now=NOW)
    with pytest.raises(Refused, match="请填写理由"):
        services.reveal(cast.county_officer, tip, why=" ", now=NOW)
    assert not tip.acts.filter(action="reveal").exists()
    assert services.reveal(cast.county_officer, tip, why="核实举报内容", now=NOW) == "13900001234"
    act = tip.acts.get(action="reveal")
    assert (act.by, act.note) == (cast.county_officer, "核实举报内容")
    assert act.log_index is not None
    services.take_over(cast.station_officer, tip, why="原经办人休假", now=NOW)
    with pytest.raises(Refused, match="只有经办民警"):
        services.reveal(cast.county_officer, tip, why="核实举报内容", now=NOW)
    assert services.reveal(cast.station_officer, tip, why="核实举报内容", now=NOW) == "13900001234"


def test_a_wrong_receipt_code_is_found_out_before_anything_is_asked(cast: Cast) -> None:
    _tip, receipt = reported()
    letters = receipt.replace("-", "")
    assert len(letters) == codes.LENGTH + 1
    for place in range(len(letters)):
        other = "Z" if letters[place] != "Z" else "Y"
        with pytest.raises(codes.NotACode):
            codes.typed(letters[:place] + other + letters[place + 1 :])
    swapped = [
        letters[:place] + letters[place + 1] + letters[place] + letters[place + 2 :]
        for place in range(len(letters) - 2)
    ]
    for one in swapped:
        if one != letters:
            with pytest.raises(codes.NotACode):
                codes.typed(one)
    for wrong in ("", "O0IL", receipt + "2", "\0", "😀" * 17):
        with pytest.raises(codes.NotACode):
            codes.typed(wrong)
    complaint, other_receipt = complained(cast.authority)
    assert queries.by_receipt(other_receipt) is None  # a complaint's code opens no tip
    assert queries.complaint_by_receipt(other_receipt) == complaint


def test_other_tips_of_the_same_place_are_shown_and_not_merged(cast: Cast) -> None:
    tip, _one = reported()
    near, _two = reported(1, lon=118.1808, lat=39.6303, place="商场三楼")
    same_words, _three = reported(2, lon=None, lat=None)
    reported(3, lon=118.30, lat=39.70, place="别处")
    assert {one.code for one in queries.same_place(cast.county_officer, tip)} == {near.code, same_words.code}
    assert queries.same_place(cast.other_county_officer, tip) == []
