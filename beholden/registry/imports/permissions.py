"""Who may bring a list into a filing: whoever may write its cameras as it stands now."""

from __future__ import annotations

from beholden.ground.people.models import Account
from beholden.registry.filings import flow
from beholden.registry.filings.models import Channel, Filing, State


def verdict(account: Account, filing: Filing) -> flow.Verdict:
    """May this person write cameras of this filing now, and why not."""
    keyed = filing.channel == Channel.WINDOW and filing.state != State.DRAFT
    return flow.verdict(filing, "key" if keyed else "edit", account)
