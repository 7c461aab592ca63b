"""No raw key reaches a reader: what the product measures has its words, and so have the acts on the ledger's page."""

from __future__ import annotations

import ast
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client

from beholden.engines.attestation import measures
from beholden.ground.evidence.models import Opening
from beholden.ground.people.tests.cast import Cast
from beholden.site.dossiers import services as dossiers
from beholden.site.dossiers.tests.made import a_person, an_entry
from beholden.site.selfcheck import answering, services
from beholden.site.selfcheck.answering import kept
from beholden.site.selfcheck.tests.made import recorded, system_of

NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
ROW = re.compile(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>")


def written() -> set[str]:
    """Every name under which the rooms' source measures something."""
    found = {kept.MISSING, "tls"}
    for path in Path(answering.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Assign):
                continue
            (target,) = node.targets
            if isinstance(target, ast.Name) and target.id == "measured" and isinstance(node.value, ast.Dict):
                found |= {key.value for key in node.value.keys if isinstance(key, ast.Constant)}  # type: ignore[misc]
            if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Constant):
                found.add(str(target.slice.value))
    return found


def test_every_measure_of_the_product_has_its_words() -> None:
    names = written()
    assert len(names) > 30
    assert names <= set(measures.WORDS), names - set(measures.WORDS)


@pytest.mark.django_db
def test_self_checks_and_dossiers_stand_in_the_ledger_in_words(cast: Cast) -> None:
    system = system_of(cast, now=NOW)
    recorded(system, NOW, 31)
    made = services.keep(cast.manager, system, now=NOW)
    assert {name for one in made.answers for name in one["measured"]} <= set(measures.WORDS)
    services.attest(cast.manager, made, now=NOW)
    services.certify(cast.manager, system, now=NOW)
    entry = an_entry(cast.manager, system, "works")
    dossiers.act(cast.manager, entry, "decline", says="会遮挡出入口", seen=entry.revision, now=NOW)
    person = a_person(cast.manager)
    dossiers.reveal_staff(cast.manager, person, why="办理证件", now=NOW)
    auditor = Client()
    auditor.force_login(cast.auditor)
    seen: dict[str, set[str]] = {}
    for number in set(Opening.objects.values_list("number", flat=True)):
        for word, value in ROW.findall(auditor.get("/ledger", {"number": number}).content.decode()):
            seen.setdefault(word, set()).add(value)
    assert not [word for word in seen if re.fullmatch(r"[a-z_0-9]+", word)], seen
    wanted = {"保存自查", "出具自证声明", "出具保存证明", "新增档案", "不同意", "登记人员", "查看人员证件"}
    assert wanted <= seen["操作"], seen["操作"]
    assert not [value for value in seen["操作"] if re.search("[a-z]", value)], seen["操作"]
    assert "未同意" in seen["状态"]
