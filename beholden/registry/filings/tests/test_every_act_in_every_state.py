"""Each service in each state by each office: what the flow table lets through happens, all else changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast
from beholden.registry.filings import flow, services
from beholden.registry.filings.models import Channel, Filing, State
from beholden.registry.filings.tests.made import NOW, draft, fresh

ACTS: dict[str, Callable[[Account, Filing], object]] = {
    "edit": lambda by, one: services.save_answers(by, one, {"name": "新名称"}, now=NOW),
    "submit": lambda by, one: services.submit(by, one, now=NOW),
    "withdraw": lambda by, one: services.withdraw(by, one, now=NOW),
    "accept": lambda by, one: services.accept(by, one, now=NOW),
    "ask": lambda by, one: services.ask_once(by, one, by_eye=["letter.no_seal"], now=NOW),
    "key": lambda by, one: services.key_in(by, one, {"name": "新名称"}, now=NOW),
    "receive": lambda by, one: services.receive_again(by, one, now=NOW),
    "archive": lambda by, one: services.archive(by, one, to="科信", now=NOW),
    "change": lambda by, one: services.start_change(by, one, now=NOW),
    "cease": lambda by, one: services.start_cessation(by, one, now=NOW),
}
OFFICE = {"manager": flow.UNIT, "county_officer": flow.OFFICER, "other_manager": "", "city_officer": "", "auditor": ""}


def standing(cast: Cast, state: str, channel: str) -> Filing:
    """A complete filing put into a state by hand, as no service would: only what the table says may follow."""
    one = draft(cast.manager)
    told = {**one.answers, "letter_received": True, "id_checked": True} if channel == Channel.WINDOW else one.answers
    handed_in = None if state in (State.DRAFT, State.PAPER_RECEIVED, State.KEYED) else NOW
    Filing.objects.filter(pk=one.pk).update(
        state=state,
        channel=channel,
        answers=told,
        authority=cast.authority,
        submitted_at=handed_in,
        due=date(2026, 12, 1),
        received_on=date(2026, 11, 1) if channel == Channel.WINDOW else None,
        in_force=state in (State.FILED, State.ARCHIVED),
        number=f"备〔2026〕130203-9{one.pk:03d}",
    )
    return fresh(one)


@pytest.mark.parametrize("channel", Channel.values)
@pytest.mark.parametrize("state", State.values)
def test_only_what_the_table_allows_happens(cast: Cast, state: str, channel: str) -> None:
    refused_on = standing(cast, state, channel)  # nothing happens to it, whatever is tried
    for action, act in ACTS.items():
        for part, office in OFFICE.items():
            one = refused_on
            row = next((step for step in flow.rows(one, action) if state in step.from_), None)
            wanted = row is not None and row.who == office
            account = getattr(cast, part)
            assert flow.verdict(one, action, account).allowed is wanted, (action, part)
            if wanted:
                one = standing(cast, state, channel)
                act(account, one)
                assert fresh(one).state == (row.to or state), action
                continue
            with pytest.raises(services.Refused) as refused:
                act(account, one)
            assert str(refused.value), (action, part)
            after = fresh(one)
            assert (after.state, after.revision, after.answers) == (state, one.revision, one.answers), (action, part)
            assert not Filing.objects.filter(first_id=one.pk).exists()
