"""The printed table is the one that drives buttons; a stranger checks a statement with its key alone (R24)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from beholden.cli import main
from beholden.engines.attestation import sign
from beholden.engines.attestation.tests.making import LOG, NEWER, STATEMENT
from beholden.site.selfcheck import flow


def test_the_page_about_the_self_check_prints_the_table(root: Path) -> None:
    page = (root / "docs/know/selfcheck.md").read_text(encoding="utf-8")
    assert page.split("<!-- flow -->\n")[1].split("<!-- end -->")[0] == flow.FLOW.table()


def test_a_statement_is_checked_with_its_key_and_says_what_it_does_not_prove(tmp_path: Path, capsys: Any) -> None:
    path = tmp_path / "z-1.attestation"
    path.write_bytes(sign(STATEMENT, [LOG]))
    assert main(["verify", str(path), "--key", LOG.verifier.vkey]) == 0
    said = capsys.readouterr().out
    assert "唐山百货大楼有限公司" in said and "conform: items 2" in said and "violation: items 7" in said
    assert "? this proves who said it" in said

    assert main(["verify", str(path), "--key", NEWER.verifier.vkey]) == 1
    assert "not proven" in capsys.readouterr().out
    changed = path.read_bytes().replace(b'"days":12', b'"days":32')
    path.write_bytes(changed)
    assert main(["verify", str(path), "--key", LOG.verifier.vkey, "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == "not proven" and told["proven"] == [] and "does not hold" in told["findings"][0]["why"]


@pytest.mark.parametrize("content", [b"", b"beholden.attestation/v1\n", b'{"retention": "beholden.retention/v1"}'])
def test_half_a_file_is_no_proof_and_without_a_key_nothing_is_checked(
    tmp_path: Path, capsys: Any, content: bytes
) -> None:
    path = tmp_path / "half"
    path.write_bytes(content)
    assert main(["verify", str(path), "--key", LOG.verifier.vkey]) in (1, 2)
    assert main(["verify", str(path)]) == 2
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err
