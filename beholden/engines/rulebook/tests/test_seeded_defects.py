"""Each defect a lawyer's slip may bring into `law/` is refused with file, line and what would mend it."""

from __future__ import annotations

from pathlib import Path

import pytest

from beholden.engines.rulebook import BadLawData, load
from beholden.engines.rulebook.check import check
from beholden.engines.rulebook.tests.planting import add, plant

PROVISION = (
    "\n- id: {id}\n  kind: {kind}\n  title: {{zh: 试, en: trial}}\n  unit: day\n{more}  provisions:\n{provisions}"
)


def refusal(law: Path) -> BadLawData:
    """The refusal of a damaged law; the check must find the same spot."""
    with pytest.raises(BadLawData) as caught:
        load(law)
    report = check(law)
    assert not report.fine
    assert report.findings[0].spot == caught.value.spot
    return caught.value


def trial(law: Path, provisions: str, kind: str = "value", more: str = "") -> int:
    """Append a trial rule to retention.yaml; returns the line of its id."""
    return (
        add(law, "rules/retention.yaml", PROVISION.format(id="trial", kind=kind, more=more, provisions=provisions)) + 1
    )


def test_the_law_as_it_stands_has_no_finding(law: Path) -> None:
    report = check(law)
    assert [finding.sentence("zh") for finding in report.findings] == []
    assert report.fine
    assert len(report.outcomes) >= 150


def test_a_duplicate_key_is_refused_with_both_lines(law: Path) -> None:
    line = plant(law, "rules/register.yaml", "  combine: union\n", "  combine: union\n  combine: single\n")
    error = refusal(law)
    assert (error.spot.file, error.spot.line) == ("rules/register.yaml", line + 1)
    assert f"第 {line} 行" in error.zh
    assert f"line {line}" in error.en


def test_a_quote_that_is_not_in_the_text_is_refused(law: Path) -> None:
    line = plant(law, "rules/register.yaml", "如实记录查阅、调取", "如实记录查看、调取")
    error = refusal(law)
    assert (error.spot.file, error.spot.line) == ("rules/register.yaml", line)
    assert "R16(2)(3)" in error.zh
    assert "to mend" in error.en


def test_a_citation_that_does_not_resolve_is_refused(law: Path) -> None:
    line = plant(law, "rules/register.yaml", "    cite: R16(2)(3)", "    cite: R16(2)(9)")
    error = refusal(law)
    assert (error.spot.file, error.spot.line) == ("rules/register.yaml", line)
    assert "第9项" in error.zh


def test_a_citation_of_a_text_that_is_not_held_is_refused(law: Path) -> None:
    line = trial(law, "  - {value: 1, cite: 道路交通安全法5, quote: 试}\n")
    error = refusal(law)
    assert error.spot.line == line + 5
    assert "道路交通安全法" in error.zh


def test_the_draft_is_never_law(law: Path) -> None:
    line = trial(law, "  - {value: 30, cite: D20, quote: 至少留存30日, from: 2025-04-01}\n")
    error = refusal(law)
    assert error.spot.line == line + 5
    assert "历史" in error.zh


def test_an_unknown_key_is_refused_and_the_known_ones_named(law: Path) -> None:
    line = plant(law, "rules/register.yaml", "    restated: [T27(3)]", "    restatd: [T27(3)]")
    error = refusal(law)
    assert (error.spot.file, error.spot.line) == ("rules/register.yaml", line)
    assert "restated" in error.zh


def test_a_condition_on_an_unknown_fact_is_refused(law: Path) -> None:
    line = trial(law, "  - {value: 1, cite: R17, quote: 30日, when: {place_kind: shop}}\n")
    error = refusal(law)
    assert error.spot.line == line + 5
    assert "facts.yaml" in error.zh


def test_a_condition_on_a_value_the_fact_cannot_have_is_refused(law: Path) -> None:
    trial(law, "  - {value: 1, cite: R17, quote: 30日, when: {place_category: shop}}\n")
    assert "shop" in refusal(law).zh


def test_a_comparison_of_the_wrong_kind_is_refused(law: Path) -> None:
    trial(law, "  - {value: 1, cite: R17, quote: 30日, when: {in_use.date: {at_least: 3}}}\n")
    assert "before" in refusal(law).zh


def test_a_rule_id_that_stands_twice_is_refused_naming_the_first(law: Path) -> None:
    line = add(
        law,
        "rules/register.yaml",
        PROVISION.format(
            id="retention.floor", kind="value", more="", provisions="  - {value: 1, cite: R17, quote: 30日}\n"
        ),
    )
    error = refusal(law)
    assert "rules/re" in str(error.spot)
    assert "retention.floor" in error.zh
    assert line > 0


def test_overlapping_intervals_are_found_naming_both(law: Path) -> None:
    line = trial(
        law,
        "  - {value: 30, cite: R17, quote: 30日, until: 2026-06-30}\n"
        "  - {value: 40, cite: R17, quote: 30日, from: 2026-06-30}\n",
        more="  rows: [A4]\n",
    )
    report = check(law)
    assert [finding.spot.line for finding in report.findings] == [line + 7]
    assert f"rules/retention.yaml:{line + 6}" in report.findings[0].zh
    assert "改法" in report.findings[0].zh


def test_intervals_that_only_touch_are_fine(law: Path) -> None:
    trial(
        law,
        "  - {value: 30, cite: R17, quote: 30日, until: 2026-06-29}\n"
        "  - {value: 40, cite: R17, quote: 30日, from: 2026-06-30}\n",
        more="  rows: [A4]\n",
    )
    assert check(law).fine


def test_an_overlay_that_lowers_a_higher_floor_is_found(law: Path) -> None:
    line = plant(law, "overlays/130200-tangshan/retention.yaml", "  - value: 30\n    cite", "  - value: 20\n    cite")
    report = check(law)
    found = {(finding.spot.file, finding.spot.line) for finding in report.findings}
    assert ("overlays/130200-tangshan/retention.yaml", line) in found
    assert any("R17" in finding.zh for finding in report.findings)


def test_a_lower_text_that_varies_what_is_closed_to_it_is_found(law: Path) -> None:
    trial(
        law,
        "  - {value: 30, cite: R17, quote: 30日}\n  - {value: 40, cite: M15, quote: 3个工作日内}\n",
        more="  rows: [A4]\n",
    )
    report = check(law)
    assert any("M15" in finding.zh and "may_vary" in finding.zh for finding in report.findings)


def test_a_case_that_fails_is_found_with_its_line(law: Path) -> None:
    line = plant(law, "cases/filing.yaml", "expect: {value: 90, first: R14(1)}", "expect: {value: 91, first: R14(1)}")
    report = check(law)
    assert [(finding.spot.file, finding.spot.line) for finding in report.findings] == [("cases/filing.yaml", line)]
    assert "应为 91，实为 90" in report.findings[0].zh


def test_a_case_that_expects_a_refusal_and_gets_an_answer_fails(law: Path) -> None:
    plant(
        law,
        "cases/retention.yaml",
        "rule: retention.floor, date: 2025-03-31",
        "rule: retention.floor, date: 2025-04-02",
    )
    report = check(law)
    assert any("应当被拒绝" in finding.zh or "answered" in finding.zh for finding in report.findings)


def test_an_expectation_nobody_knows_is_refused(law: Path) -> None:
    line = plant(law, "cases/filing.yaml", "expect: {value: 90, first: R14(1)}", "expect: {valu: 90}")
    assert (refusal_of_cases(law).spot.line) == line


def refusal_of_cases(law: Path) -> BadLawData:
    """Cases are read by the check alone."""
    from beholden.engines.rulebook.cases import load_cases

    with pytest.raises(BadLawData) as caught:
        load_cases(law)
    assert check(law).findings[0].spot == caught.value.spot
    return caught.value


def test_two_cases_of_one_name_are_refused(law: Path) -> None:
    add(
        law,
        "cases/filing.yaml",
        "- {name: 商场须备案, rule: filing.duty, date: 2025-06-01, expect: {value: required}}\n",
    )
    assert "重名" in refusal_of_cases(law).zh


def test_an_article_without_rule_or_reason_is_found(law: Path) -> None:
    text = (law / "rules" / "coverage.yaml").read_text(encoding="utf-8")
    kept = [line for line in text.splitlines(keepends=True) if "{cite: R4," not in line]
    (law / "rules" / "coverage.yaml").write_text("".join(kept), encoding="utf-8")
    report = check(law)
    assert [finding.spot.file for finding in report.findings] == ["instruments/reg799.yaml"]
    assert report.findings[0].zh.startswith("R4 没有规则")


def test_a_reason_for_an_article_that_has_rules_is_idle(law: Path) -> None:
    line = add(law, "rules/coverage.yaml", "- {cite: R17, by: human, zh: 试, en: trial, rows: [F1]}\n")
    report = check(law)
    assert [(finding.spot.file, finding.spot.line) for finding in report.findings] == [("rules/coverage.yaml", line)]


def test_a_word_without_a_label_is_found(law: Path) -> None:
    line = plant(
        law, "rules/register.yaml", "value: [reason, content, unit, name]", "value: [reason, content, unit, name, when]"
    )
    report = check(law)
    assert any(finding.spot.line == line and "when" in finding.zh for finding in report.findings)


def test_an_idle_label_an_idle_word_and_an_idle_fact_are_found(law: Path) -> None:
    plant(
        law,
        "rules/register.yaml",
        "    name: {zh: 调用人员的姓名",
        "    phone: {zh: 电话, en: phone}\n    name: {zh: 调用人员的姓名",
    )
    add(law, "rules/words.yaml", "  idle: {zh: 闲, en: idle}\n")
    add(law, "rules/facts.yaml", "  idle.fact:\n    kind: flag\n    says: {zh: 闲, en: idle}\n")
    text = " ".join(finding.zh for finding in check(law).findings)
    assert "phone" in text
    assert "“idle”" in text
    assert "idle.fact" in text


def test_a_place_that_does_not_exist_is_found(law: Path) -> None:
    plant(law, "overlays/460000-hainan/inspection.yaml", 'at: "460000"', 'at: "469999"')
    assert any("469999" in finding.zh for finding in check(law).findings)


def test_an_item_that_names_no_violation_is_found(law: Path) -> None:
    text = (law / "checklists" / "inspection.yaml").read_text(encoding="utf-8")
    (law / "checklists" / "inspection.yaml").write_text(
        text.replace("violation: P-29", "violation: P-99"), encoding="utf-8"
    )
    assert any("P-99" in finding.zh for finding in check(law).findings)


def test_a_question_that_is_not_the_text_of_its_item_is_refused(law: Path) -> None:
    plant(law, "checklists/inspection.yaml", "zh: 系统是否正常运行", "zh: 系统是否运行")
    assert "M10(5)" in refusal(law).zh


def test_a_calendar_without_its_notice_is_refused(law: Path) -> None:
    text = (law / "calendars" / "cn-2026.yaml").read_text(encoding="utf-8")
    start, end = text.index("notice:"), text.index("source:")
    (law / "calendars" / "cn-2026.yaml").write_text(text[:start] + text[end:], encoding="utf-8")
    assert "通知" in refusal(law).zh


def test_a_day_both_off_and_working_is_refused(law: Path) -> None:
    plant(law, "calendars/cn-2026.yaml", "workdays: [2026-01-04,", "workdays: [2026-10-02, 2026-01-04,")
    assert "2026-10-02" in refusal(law).zh


def test_a_year_that_stands_twice_is_refused(law: Path) -> None:
    text = (law / "calendars" / "cn-2026.yaml").read_text(encoding="utf-8")
    (law / "calendars" / "cn-2026-again.yaml").write_text(text, encoding="utf-8")
    assert "2026" in refusal(law).zh


def test_a_fine_whose_bounds_are_turned_round_is_refused(law: Path) -> None:
    plant(law, "rules/violations.yaml", "fines: {unit: [0, 10000]}", "fines: {unit: [10000, 0]}")
    assert "幅度" in refusal(law).zh


def test_a_fine_after_an_order_needs_its_condition(law: Path) -> None:
    text = (law / "rules" / "violations.yaml").read_text(encoding="utf-8")
    (law / "rules" / "violations.yaml").write_text(text.replace("  escalates_on: [refused]\n", "", 1), encoding="utf-8")
    assert "何时可以罚款" in refusal(law).zh


def test_a_division_that_stands_twice_is_refused_with_its_line(law: Path) -> None:
    line = add(law, "divisions/former.csv", "130200,唐山市,city,former,,2020-01-01,\n")
    error = refusal(law)
    assert (error.spot.file, error.spot.line) == ("divisions/former.csv", line)
    assert "130200" in error.zh


def test_a_division_row_with_a_missing_column_is_refused(law: Path) -> None:
    line = add(law, "divisions/former.csv", "130299,某县,county\n")
    error = refusal(law)
    assert (error.spot.file, error.spot.line) == ("divisions/former.csv", line)


def test_a_value_of_the_wrong_kind_is_refused(law: Path) -> None:
    trial(law, "  - {value: [30], cite: R17, quote: 30日}\n", more="  combine: greatest\n")
    assert "整数" in refusal(law).zh


def test_a_term_without_a_unit_is_refused(law: Path) -> None:
    plant(law, "rules/filing.yaml", "  unit: month\n", "  unit: fortnight\n")
    assert "期限须有单位" in refusal(law).zh


def test_an_empty_value_needs_its_reason(law: Path) -> None:
    trial(law, "  - {value: null, cite: R17, quote: 30日}\n")
    assert "note" in refusal(law).zh


def test_a_last_day_before_the_first_is_refused(law: Path) -> None:
    trial(law, "  - {value: 1, cite: R17, quote: 30日, from: 2026-01-02, until: 2026-01-01}\n")
    assert "止日早于起日" in refusal(law).zh


def test_a_provision_that_never_holds_is_found(law: Path) -> None:
    trial(law, "  - {value: 1, cite: T26(2), quote: 应当积极配合, from: 2027-05-01}\n", more="  rows: [A4]\n")
    assert any("从不生效" in finding.zh for finding in check(law).findings)


def test_a_history_line_that_does_not_begin_with_the_draft_is_found(law: Path) -> None:
    plant(law, "rules/retention.yaml", 'history: ["D20：', 'history: ["R17：')
    assert any("history" in finding.zh for finding in check(law).findings)


def test_a_row_that_does_not_exist_is_found(law: Path) -> None:
    plant(law, "rules/register.yaml", "rows: [B1]", "rows: [B99]")
    assert any("B99" in finding.zh for finding in check(law).findings)


def test_broken_yaml_is_refused_with_its_line(law: Path) -> None:
    line = add(law, "rules/register.yaml", "\n- id: [unclosed\n")
    error = refusal(law)
    assert error.spot.file == "rules/register.yaml"
    assert error.spot.line >= line


def test_two_texts_with_one_key_are_refused(law: Path) -> None:
    text = (law / "instruments" / "mps-2025-11.yaml").read_text(encoding="utf-8")
    (law / "instruments" / "copy.yaml").write_text(text, encoding="utf-8")
    assert "引用键“M”" in refusal(law).zh


def test_an_overlay_for_a_rule_that_does_not_exist_is_refused(law: Path) -> None:
    plant(law, "overlays/130200-tangshan/retention.yaml", "- rule: retention.floor", "- rule: retention.flor")
    assert "retention.flor" in refusal(law).zh
