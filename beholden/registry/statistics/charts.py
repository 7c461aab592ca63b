"""A table's column as bars: SVG made here, without scripts. Every bar has its name and its number in words.

One colour and a length, so nothing is told by colour alone; widths are shares of the picture's, so letters keep
their size on a phone.
"""

from __future__ import annotations

from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from beholden.registry.statistics.tables import Table

MOST: Final = 40  # bars; the table beside has all
_STEP: Final = 44  # pixels a bar
_BAR: Final = 12
_NAME: Final = 18  # characters of a name before it is cut
_INK: Final = "#16324F"
_FILL: Final = "#1463A5"
_GROUND: Final = "#E4EAF0"


def bars(table: Table) -> SafeString:
    """The column ``table.bars`` as horizontal bars, noughts left out; nothing where there are no others."""
    if table.bars < 0:
        return SafeString("")
    some = [(row.name, row.cells[table.bars]) for row in table.rows if row.cells[table.bars].value][:MOST]
    top = max((cell.value or 0 for _name, cell in some), default=0)
    if not top:
        return SafeString("")
    drawn = format_html_join(
        "",
        '<text x="0" y="{}" font-size="14" fill="{}">{}</text>'
        '<text x="100%" y="{}" font-size="14" text-anchor="end" fill="{}">{}</text>'
        '<rect x="0" y="{}" width="100%" height="{}" fill="{}"/><rect x="0" y="{}" width="{}%" height="{}" fill="{}"/>',
        (
            (
                *(y + 16, _INK, _short(name), y + 16, _INK, cell.text, y + 22, _BAR, _GROUND, y + 22),
                *(f"{100 * (cell.value or 0) / top:.2f}", _BAR, _FILL),
            )
            for y, (name, cell) in zip(range(0, _STEP * len(some), _STEP), some, strict=True)
        ),
    )
    title = _("%(title)s：%(column)s。旁边的表里有同样的数。") % {"title": table.title, "column": table.chart_word}
    return format_html(
        '<svg class="chart" role="img" aria-label="{}" width="100%" height="{}">{}</svg>',
        title,
        _STEP * len(some),
        drawn,
    )


def _short(name: str) -> str:
    width = 0.0
    for place, letter in enumerate(name):
        width += 1 if ord(letter) > 0x2E7F else 0.5
        if width > _NAME:
            return name[:place] + "…"
    return name
