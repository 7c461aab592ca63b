"""An installation from before this room keeps the answers its scripts got: no call sent again after is done twice."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

AT = datetime(2026, 11, 1, tzinfo=UTC)
BEFORE = [("calls", None), ("filings", "0004_terms_by_county"), ("access", "0007_a_snapshot_has_one_name")]
AFTER = [("calls", "0001_calls"), ("filings", "0005_calls_move"), ("access", "0008_calls_move")]


@pytest.mark.django_db(transaction=True)
def test_calls_of_both_wings_are_there_after_the_upgrade() -> None:
    try:
        old = MigrationExecutor(connection)
        old.migrate(BEFORE)
        apps = old.loader.project_state(BEFORE[1:]).apps
        account = apps.get_model("people", "Account").objects.create(
            username="script", name="郑审计", role="auditor", created_at=AT
        )
        row = {"account_id": account.pk, "at": AT, "status": 201, "asked": "0" * 64}
        apps.get_model("filings", "Call").objects.create(key="key-00000001", answer={"code": "f-1"}, **row)
        apps.get_model("filings", "Call").objects.create(key="key-00000002", answer={"code": "f-2"}, **row)
        apps.get_model("access", "Call").objects.create(key="key-00000002", answer={"code": "e-2"}, **row)
        apps.get_model("access", "Call").objects.create(key="key-00000003", answer={"code": "e-3"}, **row)
        new = MigrationExecutor(connection)
        new.migrate(AFTER)
        kept = new.loader.project_state(AFTER).apps.get_model("calls", "Call").objects
        found = dict(kept.values_list("key", "answer"))
        assert found.keys() == {"key-00000001", "key-00000002", "key-00000003"}
        assert (found["key-00000001"], found["key-00000003"]) == ({"code": "f-1"}, {"code": "e-3"})
        assert kept.filter(at=AT, status=201, asked="0" * 64).count() == 3
    finally:
        last = MigrationExecutor(connection)
        last.migrate(last.loader.graph.leaf_nodes())
