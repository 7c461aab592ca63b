"""Chinese is the source; English is complete, says the same with the same blanks, and what runs is what was written."""

from __future__ import annotations

import gettext
import re
from io import BytesIO

from beholden.project import translations

BLANK = re.compile(r"%\(\w+\)[sd]")


def test_every_chinese_sentence_of_pages_and_code_has_its_english() -> None:
    marked = translations.sentences()
    assert len(marked) > 400
    lacking = translations.missing(marked=marked)
    assert not lacking, (
        "add the English (--add writes the stubs), then run python -m beholden.project.translations:\n"
        + "\n".join(f"{where}: {message}" for message, where in lacking.items())
    )


def test_the_english_fills_exactly_the_blanks_of_the_chinese_and_holds_no_chinese() -> None:
    for message, english in translations.known().items():
        if not message:
            continue
        blanks = {blank for part in message.split("\0") for blank in BLANK.findall(part)}
        for one in english:
            assert set(BLANK.findall(one)) == blanks, message
            assert not re.search(r"[\u4e00-\u9fff]", one), message


def test_every_compiled_catalogue_is_the_written_one() -> None:
    for path in translations.catalogues():
        compiled = path.with_suffix(".mo").read_bytes()
        written = translations.read(path.read_text(encoding="utf-8"))
        assert compiled == translations.compiled(written), f"run python -m beholden.project.translations ({path})"
    known = gettext.GNUTranslations(BytesIO(translations.CATALOGUE.with_suffix(".mo").read_bytes()))
    assert known.gettext("信息调用登记") == "Access register"
    assert known.gettext("没有这句话") == "没有这句话"
