"""The finder of sentences and the compiler of the catalogue, against gettext itself."""

from __future__ import annotations

import gettext
from io import BytesIO

import pytest

from beholden.project.translations import CatalogueError, compiled, of_code, of_template, read, stubs

PO = r"""
# a remark
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

#. page.html
msgid "登记"
msgstr "Entry"

msgid "说：\"好\"\n"
"再见"
msgstr "Says \"well\"\n"
"bye"

msgid "%(n)s 条"
msgid_plural "%(n)s 条"
msgstr[0] "%(n)s entry"
msgstr[1] "%(n)s entries"

msgid "还没有"
msgstr ""
"""


def test_what_is_compiled_is_what_gettext_reads_with_plurals_quotes_and_line_ends() -> None:
    entries = read(PO)
    known = gettext.GNUTranslations(BytesIO(compiled(entries)))
    assert known.gettext("登记") == "Entry"
    assert known.gettext('说："好"\n再见') == 'Says "well"\nbye'
    assert known.ngettext("%(n)s 条", "%(n)s 条", 1) == "%(n)s entry"
    assert known.ngettext("%(n)s 条", "%(n)s 条", 2) == "%(n)s entries"
    assert known.gettext("还没有") == "还没有"
    assert entries["还没有"] == [""]


@pytest.mark.parametrize(
    ("text", "line"), [("msgid 登记", ":1:"), ('msgid "a"\nmsgstr "b"\n\nmsg "c"', ":4:"), ('"lone"', ":1:")]
)
def test_a_line_that_is_no_catalogue_is_named(text: str, line: str) -> None:
    with pytest.raises(CatalogueError, match=line):
        read(text)


def test_sentences_of_a_template_are_found_in_every_form() -> None:
    page = """{% load i18n %}<p title="{% trans "甲" %}">{% translate '乙' as word %}{{ word }}{{ _("丙") }}
    {% blocktrans count n=list|length %}{{ n }} 个{% plural %}{{ n }} 些{% endblocktrans %}
    {% blocktranslate trimmed with name=who.name %}
      你好，{{ name }}
    {% endblocktranslate %} 没有标记 {% comment %}{% trans "不算" %}{% endcomment %}</p>"""
    assert set(of_template(page)) == {"甲", "乙", "丙", "%(n)s 个\0%(n)s 些", "你好，%(name)s"}


def test_sentences_of_code_are_found_and_others_are_not() -> None:
    code = 'a = _("甲")\nb = other("乙")\nc = ngettext("丙", "丁", 2)\nd = _(name)\ne = t.gettext("戊" "己")\n'
    assert set(of_code(code)) == {"甲", "丙\0丁", "戊己"}


def test_what_is_added_for_translation_can_be_read_back_and_counts_as_missing() -> None:
    lacking = {'说"好"\n再见': "a.html", "%(n)s 条\0%(n)s 条": "b.py"}
    entries = read(PO.replace("%(n)s 条", "%(n)s 项") + stubs(lacking))
    assert all(entries[message] in ([""], ["", ""]) for message in lacking)
    assert entries["登记"] == ["Entry"]
