"""The flow table is the whole truth: each act from each state by each hand is let through exactly where it says."""

from __future__ import annotations

import pytest

from beholden.site.access.tests.stage import Stage
from beholden.site.exports import flow, services
from beholden.site.exports.models import State
from beholden.site.exports.tests.made import an_export


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("name", [name for name in flow.FLOW.actions if name != "download"])
def test_an_act_is_taken_or_refused_with_a_reason(stage: Stage, name: str, state: str) -> None:
    from django.utils import timezone

    made = an_export(stage)
    now = timezone.now()
    type(made).objects.filter(pk=made.pk).update(state=state, log_index=1, until=now, ready_at=now)
    made.refresh_from_db()
    step = next(one for one in flow.STEPS if one.action == name)
    for who, held in ((stage.cast.manager, {"asker", "unit"}), (stage.cast.guard, set())):
        if state in step.from_ and step.who in held:
            assert services.act(who, made, name).state == step.to
            type(made).objects.filter(pk=made.pk).update(state=state)
        else:
            with pytest.raises(services.Refused) as refused:
                services.act(who, made, name)
            assert str(refused.value)
            made.refresh_from_db()
            assert made.state == state
