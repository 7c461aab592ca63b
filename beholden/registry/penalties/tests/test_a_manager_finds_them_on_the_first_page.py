"""An order the unit received and a case it was told of stand on its manager's first page; nobody else's do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from beholden.ground.people.models import Account
from beholden.ground.people.tests.cast import Cast
from beholden.registry.orders.tests import made as orders
from beholden.registry.penalties.tests.made import noticed, opened

pytestmark = pytest.mark.django_db


def today(account: Account) -> str:
    client = Client()
    client.force_login(account)
    return client.get("/today").content.decode()


def test_orders_and_cases_lead_from_the_first_page(cast: Cast) -> None:
    now = timezone.now() - timedelta(days=2)
    assert "责令" not in today(cast.manager)
    drafted = orders.drafted(cast, now=now)
    case = opened(cast, inspection=None, unit=cast.unit, now=now)
    page = today(cast.manager)
    assert drafted.code not in page  # a draft is nobody's but the office's
    assert case.code not in page  # nor is a case before its notice
    order = orders.served(cast, "time_limited", now=now, override_reason="另一项检查")
    told = noticed(cast, inspection=None, unit=cast.unit, now=now)
    page = today(cast.manager)
    assert f'href="/orders/{order.code}"' in page
    assert f"改正期限到 {orders.fresh(order).expires_on} 为止" in page
    assert f'href="/penalties/{told.code}"' in page
    assert f"可以陈述、申辩，到 {told.defence_until} 为止" in page
    for stranger in (cast.other_manager, cast.guard):
        assert order.code not in today(stranger)
        assert told.code not in today(stranger)
