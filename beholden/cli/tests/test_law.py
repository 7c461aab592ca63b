"""`beholden law`: every answer with its article, shapes scripts rely on, one line for what was asked wrongly."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from beholden.cli import main
from beholden.cli.law import LAW

Run = pytest.CaptureFixture[str]


def ask(capsys: Run, *words: str, code: int = 0) -> str:
    assert main(["law", *words]) == code, capsys.readouterr()
    return capsys.readouterr().out


def asked(capsys: Run, *words: str, code: int = 0) -> dict[str, Any]:
    body = json.loads(ask(capsys, *words, "--json", code=code))
    assert isinstance(body, dict)
    return body


def refused(capsys: Run, *words: str) -> str:
    """Exit 2: nothing on standard output, one line on standard error."""
    assert main(["law", *words]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    path = tmp_path / "site.json"
    path.write_text(json.dumps({"premises": "funeral_key_area"}), encoding="utf-8")
    return path


def test_show_gives_the_text_and_where_it_stands(capsys: Run) -> None:
    shown = ask(capsys, "show", "R14(1)")
    assert "30日内" in shown
    assert "国务院令第799号" in shown
    body = asked(capsys, "show", "R14(1)")
    assert (body["rank"], body["from"], body["verbatim"]) == ("行政法规", "2025-04-01", True)
    assert "历史文本" in ask(capsys, "show", "D20")
    assert "gist only" in ask(capsys, "show", "殡葬管理条例28(2)", "--lang", "en")


def test_resolve_shows_its_working(capsys: Run, facts: Path) -> None:
    words = ("resolve", "retention.floor", "--on", "2026-03-30", "--at", "130200", "--facts", str(facts))
    shown = ask(capsys, *words)
    assert "90 日" in shown
    assert "依据 殡葬管理条例28(2) (行政法规)" in shown
    assert "未采用 R17" in shown
    body = asked(capsys, *words)
    assert {"rule", "value", "unit", "because", "considered", "rulebook"} <= set(body)
    assert (body["value"], body["unit"]) == (90, "day")
    assert {"cite", "rank", "quote"} <= set(body["because"][0])
    assert "R17" in [item["cite"] for item in body["considered"]]


def test_facts_may_come_through_a_pipe(capsys: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    pipe = io.TextIOWrapper(io.BytesIO(b'{"counter_terror_target": true}'))
    monkeypatch.setattr("sys.stdin", pipe)
    body = asked(capsys, "resolve", "retention.floor", "--on", "2026-03-30", "--at", "130200", "--facts", "-")
    assert body["value"] == 90


def test_no_rule_in_force_is_exit_1_and_an_error_object(capsys: Run) -> None:
    words = ("resolve", "retention.floor", "--on", "2025-03-31", "--at", "130200")
    body = asked(capsys, *words, code=1)
    assert body["error"] == "no rule in force"
    assert body["rule"] == "retention.floor"
    assert body["considered"]
    assert "value" not in body
    assert "没有可适用" in ask(capsys, *words, code=1)


def test_due_says_the_calendar_and_when_it_is_provisional(capsys: Run) -> None:
    body = asked(capsys, "due", "reinspection.term", "--from", "2025-10-09", "--at", "130200")
    assert (body["due"], body["strict"], body["provisional"], body["calendar"]) == (
        "2025-10-13",
        "2025-10-13",
        False,
        "cn-2025",
    )
    assert body["because"][0]["cite"] == "M15"
    later = ("due", "reinspection.term", "--from", "2026-12-30", "--at", "130200")
    assert asked(capsys, *later)["provisional"] is True
    assert "（暂定）" in ask(capsys, *later)
    assert "严格日期 2025-07-12" in ask(capsys, "due", "filing.term.new", "--from", "2025-06-12", "--at", "130202")


def test_a_term_without_a_number_is_exit_1(capsys: Run) -> None:
    body = asked(capsys, "due", "filing.term.change", "--from", "2026-01-15", "--at", "130200", code=1)
    assert body["error"] == "no rule in force"


def test_penalty_has_the_shape_scripts_rely_on(capsys: Run) -> None:
    body = asked(capsys, "penalty", "P-27-1", "--on", "2026-05-06")
    assert body["immediate"] is True
    assert body["range"] == {"unit": [10000, 20000], "individual": [5000, 10000], "responsible": [5000, 10000]}
    assert "hearing" in body["owed"]
    blocked = asked(capsys, "penalty", "P-29", "--on", "2026-05-06")["blocked"]
    assert {item["cite"] for item in blocked} == {"R29", "M15"}
    assert "由人决定" in ask(capsys, "penalty", "P-29")


def test_facts_lists_what_a_rule_reads(capsys: Run) -> None:
    names = [fact["name"] for fact in json.loads(ask(capsys, "facts", "retention.floor", "--json"))]
    assert {"place_category", "premises", "counter_terror_target"} <= set(names)
    assert "order.issued" not in names
    reads = [fact["name"] for fact in json.loads(ask(capsys, "facts", "P-29", "--json"))]
    assert {"order.issued", "order.expires", "reinspection.refused", "consequences", "first_time", "party"} <= set(
        reads
    )
    assert "payment.days_late" in ask(capsys, "facts")


def test_rules_lists_every_rule_and_violation(capsys: Run) -> None:
    listed = ask(capsys, "rules")
    assert "retention.floor" in listed
    assert "P-33" in listed


def test_check_passes_on_the_law_of_this_repository(capsys: Run) -> None:
    body = asked(capsys, "check")
    assert body["ok"] is True
    assert body["cases"] >= 150
    assert "全部成立" in ask(capsys, "check")


def test_check_is_exit_1_with_file_and_line_when_something_does_not_hold(capsys: Run, tmp_path: Path) -> None:
    law = Path(shutil.copytree(LAW, tmp_path / "law"))
    path = law / "rules" / "register.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    cite: R16(2)(3)", "    cite: R16(2)(9)"), encoding="utf-8")
    line = text[: text.index("    cite: R16(2)(3)")].count("\n") + 1
    body = asked(capsys, "check", "--law", str(law), code=1)
    assert body["findings"][0] | {"zh": "", "en": ""} == {
        "file": "rules/register.yaml",
        "line": line,
        "zh": "",
        "en": "",
    }
    assert f"rules/register.yaml:{line}" in ask(capsys, "check", "--law", str(law), code=1)
    assert f"register.yaml:{line}" in refused(capsys, "resolve", "retention.floor", "--law", str(law))


def test_coverage_accounts_for_every_article(capsys: Run) -> None:
    body = asked(capsys, "coverage")
    assert body["accounted"] == body["of"] == 111
    by = {article["cite"]: article for article in body["articles"]}
    assert "retention.floor" in by["R17"]["rules"]
    assert by["R4"]["by"] == "human"
    assert by["R4"]["why"]
    assert by["H7"]["items"] == [7]
    assert "111/111" in ask(capsys, "coverage")


def test_diff_previews_a_change_over_open_cases(capsys: Run, tmp_path: Path) -> None:
    law = Path(shutil.copytree(LAW, tmp_path / "law"))
    path = law / "rules" / "inspection.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("{value: 3, cite: M15", "{value: 5, cite: M15"), encoding="utf-8"
    )
    open_cases = tmp_path / "open.jsonl"
    case = {"id": "改-2026-0040", "rule": "reinspection.term", "date": "2026-03-09", "at": "130202", "due": True}
    open_cases.write_text(json.dumps(case, ensure_ascii=False) + "\n", encoding="utf-8")
    body = asked(capsys, "diff", str(LAW), str(law), "--open", str(open_cases))
    assert [change["rule"] for change in body["rules"]] == ["reinspection.term"]
    assert [(change["case"], change["before"], change["after"]) for change in body["cases"]] == [
        ("改-2026-0040", "2026-03-12 M15", "2026-03-16 M15")
    ]
    assert "1 条规则不同" in ask(capsys, "diff", str(LAW), str(law))
    assert asked(capsys, "diff", str(LAW), str(LAW))["rules"] == []


def test_diff_takes_a_git_revision(capsys: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    law = Path(shutil.copytree(LAW, tmp_path / "project" / "law"))
    git = ["git", "-C", str(law.parent), "-c", "user.name=test", "-c", "user.email=test@localhost"]
    for words in (["init", "-q"], ["add", "law"], ["commit", "-q", "-m", "as it was"]):
        subprocess.run([*git, *words], check=True)
    monkeypatch.setattr("beholden.cli.law.LAW", law)
    path = law / "rules" / "inspection.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("{value: 3, cite: M15", "{value: 5, cite: M15"), encoding="utf-8"
    )
    assert [change["rule"] for change in asked(capsys, "diff", "HEAD", str(law))["rules"]] == ["reinspection.term"]
    assert "no-such-revision" in refused(capsys, "diff", "no-such-revision", str(law))
    assert "--output" in refused(capsys, "diff", "--", "--output=x", str(law))


def test_pages_are_written_where_asked(capsys: Run, tmp_path: Path) -> None:
    body = asked(capsys, "pages", "--into", str(tmp_path / "pages"))
    assert body["pages"] == len(list((tmp_path / "pages").glob("*.md")))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("resolve", "retention.flor"), "retention.floor"),
        (("resolve", "retention.floor", "--at", "999999"), "999999"),
        (("resolve", "retention.floor", "--on", "soon"), "soon"),
        (("due", "retention.floor", "--from", "2026-01-01"), "不是期限"),
        (("penalty", "P-99"), "P-99"),
        (("show", "R99"), "第99条"),
        (("show", "nonsense"), "写法不对"),
        (("resolve", "retention.floor", "--facts", "no-such-file.json"), "no-such-file.json"),
        (("diff", "no-such-folder", "neither"), "no-such-folder"),
        (("check", "--law", "no-such-folder"), "no-such-folder"),
        (("frobnicate",), "frobnicate"),
        ((), "WHAT"),
    ],
)
def test_what_is_asked_wrongly_is_one_clear_line(capsys: Run, words: tuple[str, ...], says: str) -> None:
    assert says in refused(capsys, *words)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        (b"{", "JSON"),
        (b"[1]", "flat"),
        (b"\xff\xfe", "JSON"),
        (b'{"x": 1}', "x"),
        (b'{"guarded": "yes"}', "guarded"),
        (b"[" * 100_000, "JSON"),
        (b" " * 1_000_001, "1 MB"),
    ],
)
def test_malformed_facts_are_one_clear_line(capsys: Run, tmp_path: Path, body: bytes, says: str) -> None:
    path = tmp_path / "facts.json"
    path.write_bytes(body)
    assert says in refused(capsys, "resolve", "retention.floor", "--facts", str(path))


def test_malformed_open_cases_name_their_line(capsys: Run, tmp_path: Path) -> None:
    path = tmp_path / "open.jsonl"
    path.write_text('{"id": "a", "rule": "retention.floor", "date": "2026-01-01"}\n{"id": "b"}\n', encoding="utf-8")
    assert f"{path}:2" in refused(capsys, "diff", str(LAW), str(LAW), "--open", str(path))


def test_english_is_complete(capsys: Run, facts: Path) -> None:
    shown = ask(
        capsys,
        "resolve",
        "retention.floor",
        "--on",
        "2026-03-30",
        "--at",
        "130200",
        "--facts",
        str(facts),
        "--lang",
        "en",
    )
    assert "90 days" in shown
    assert "absorbed" in shown
    assert "place_category was not given" in shown
