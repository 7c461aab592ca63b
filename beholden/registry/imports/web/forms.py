"""What a person answers about a list: the file, its columns and datum, the rows to take."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from beholden.engines.cameralist import FIELDS
from beholden.engines.cameralist.encodings import NAMES
from beholden.registry.filings.kinds import Datum
from beholden.registry.imports.models import CameraImport
from beholden.registry.imports.wording import FIELDS as LABELS

_RANGE = re.compile(r"(\d{1,7})(?:\s*[-–—~至]\s*(\d{1,7}))?")
_MOST_ROWS = 200_000


class UploadForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=_("点位表"),
        help_text=_("XLSX 或者 CSV，最大 40 MB、20 万行。第一行是列名，例如“名称、安装位置、经度、纬度、功能类型”。"),
        error_messages={"empty": _("这个文件是空的，请重新选择。"), "required": _("请选择文件")},
    )


class ColumnsForm(forms.Form):
    """Which column is what. Fields are named as the engine names them; "" means the list has none."""

    def __init__(self, found: CameraImport, data: Any = None) -> None:
        super().__init__(data, initial=self._initial(found))
        columns = [("", _("没有这一列"))]
        columns += [
            (str(index), name or str(_("第 %(number)d 列")) % {"number": index + 1})
            for index, name in enumerate(found.header)
        ]
        for name in FIELDS:
            self.fields[name] = forms.ChoiceField(label=LABELS[name], choices=columns, required=name == "name")
        self.fields["datum"] = forms.ChoiceField(
            label=_("坐标系"),
            choices=[("", _("请选择（没有坐标可以不选）")), *Datum.choices],
            required=False,
            help_text=_("数字本身看不出坐标系，请向提供表格的人核实。选错会偏几百米。"),
        )
        if found.kind == "csv":
            self.fields["encoding"] = forms.ChoiceField(
                label=_("文字编码"),
                choices=[(name, name) for name in NAMES],
                required=False,
                help_text=_("下面的内容是乱码时才需要改。"),
            )

    @staticmethod
    def _initial(found: CameraImport) -> dict[str, str]:
        columns = {name: str(column) for name, column in found.mapping.items()}
        return {**columns, "datum": found.datum, "encoding": found.encoding}

    def mapping(self) -> dict[str, int]:
        """Field → column as chosen."""
        return {name: int(self.cleaned_data[name]) for name in FIELDS if self.cleaned_data.get(name)}


class TakeForm(forms.Form):
    """Which rows."""

    choice = forms.ChoiceField(
        label=_("导入哪些行"),
        choices=[
            ("all", _("全部导入（有一行不能导入就都不导入）")),
            ("good", _("导入所有可以导入的行")),
            ("chosen", _("只导入指定的行")),
        ],
        widget=forms.RadioSelect,
        initial="good",
        error_messages={"required": _("请选择要导入哪些行")},
    )
    rows = forms.CharField(
        label=_("行号"), required=False, max_length=5_000, help_text=_("按表格软件里的行号写，例如 2-50, 60。")
    )

    def clean_rows(self) -> list[int]:
        """Row numbers out of "2-50, 60"."""
        found: set[int] = set()
        for part in re.split(r"[,，;；、\s]+", str(self.cleaned_data["rows"]).strip()):
            if not part:
                continue
            match = _RANGE.fullmatch(part)
            first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
            if last < first or last - first >= _MOST_ROWS:
                raise forms.ValidationError(_("看不懂“%(part)s”，请写成 2-50, 60 这样"), params={"part": part[:20]})
            found.update(range(first, last + 1))
        return sorted(found)
