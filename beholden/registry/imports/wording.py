"""What the engine finds, in words: the reason a file is not read, and each finding in a row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from beholden.engines.cameralist import ListError

REASONS: Final[dict[str, Promise]] = {
    "empty": _("这个文件是空的，请重新选择。"),
    "too_large": _("文件太大，最大 40 MB。可以分成几个文件导入。"),
    "too_many_rows": _("行数太多，一次最多 %(most)s 行。可以分成几个文件导入。"),
    "bomb": _("这个文件解压后大得不正常，没有打开。请另存为新的 XLSX 或者 CSV 再试。"),
    "not_a_list": _("这个文件不是表格（看的是内容，不是文件名）。请上传 XLSX 或者 CSV。"),
    "json": _("这是 JSON 文件，不是表格。请导出为 XLSX 或者 CSV。"),
    "old_excel": _("这是旧版 XLS 或者加了密码的表格。请去掉密码，另存为 XLSX。"),
    "encoding": _("看不出文字编码。请另存为“CSV UTF-8”或者 XLSX。"),
    "damaged": _("文件损坏，读到第 %(row)s 行就读不下去了。请重新导出。"),
    "no_table": _("文件里没有找到表头。请保留一行列名，例如“名称、安装位置、经度、纬度”。"),
}
FINDINGS: Final[dict[str, Promise]] = {
    "name_missing": _("没有名称"),
    "too_long": _("内容太长：最长 %(a)s 个字，现在是 %(b)s 个"),
    "invisible": _("含有看不见的控制字符（%(a)s）"),
    "half_position": _("经度和纬度只填了一个"),
    "not_a_number": _("经纬度不是数字：%(a)s"),
    "metres": _("不是经纬度，像是以米为单位的坐标（%(a)s，%(b)s）"),
    "off_earth": _("地球上没有这个位置（%(a)s，%(b)s）"),
    "nowhere": _("经纬度都是 0"),
    "swapped": _("经度和纬度像是写反了（%(a)s，%(b)s）"),
    "code_digits_lost": _("设备编码被表格软件存成了数字，末尾几位已经丢失：%(a)s"),
    "duplicate": _("与第 %(a)s 行重复"),
    "duplicate_code": _("设备编码 %(a)s 与第 %(b)s 行相同"),
    "already_there": _("备案里已经有这台设备"),
    "forbidden_area": _("法律禁止在这里安装，取得同意也不行（%(a)s）"),
    "far": _("离所在县（市、区）约 %(a)s 公里，请核对"),
    "coarse": _("经纬度小数位太少，位置不够准确（%(a)s，%(b)s）"),
    "same_spot": _("与第 %(a)s 行在同一位置，请核对"),
    "same_name": _("与第 %(a)s 行同名，请核对"),
    "no_choice": _("不认识的选项“%(a)s”，先留空"),
    "not_a_day": _("不认识的日期“%(a)s”，先留空"),
    "code_shape": _("设备编码应为 20 位数字，先留空：%(a)s"),
    "code_zeros": _("设备编码末尾是一串 0，可能被表格软件改过：%(a)s"),
    "columns_swapped": _("%(b)s 个位置里有 %(a)s 个经纬度写反了：可能两列选反了，请返回重新选择列。"),
    "datum_header": _("表头写的坐标系（%(a)s）与您选择的（%(b)s）不一致，请核对。"),
    "datum_shift": _("与备案里已有的 %(b)s 台同名设备相比，都偏了约 %(a)s 米：坐标系可能选错了。"),
    "datum_outside": _("%(b)s 个位置里有 %(a)s 个在国外，GCJ-02 在那里没有定义：坐标系可能选错了。"),
}
FIELDS: Final[dict[str, Promise]] = {
    "name": _("名称"),
    "position": _("点位"),
    "lon": _("经度"),
    "lat": _("纬度"),
    "lonlat": _("经纬度在同一列"),
    "device_code": _("设备编码"),
    "own_code": _("自编号（只用来查重复）"),
    "function_type": _("功能类型"),
    "structure_type": _("设备类型"),
    "place_category": _("公共场所类别"),
    "area": _("安装部位"),
    "installed_on": _("安装日期"),
}
_DATUMS: Final = {"wgs84": "WGS-84", "gcj02": "GCJ-02", "cgcs2000": "CGCS2000"}


def reason(error: ListError) -> str:
    """Why a file is not read, in the reader's language."""
    words: dict[str, Any] = {"most": "", "row": 1, **error.values}
    return str(REASONS[error.code]) % words


def finding(code: str, values: Sequence[str]) -> str:
    """One finding in the reader's language."""
    shown = [_DATUMS.get(value, value) for value in values]
    first, second, *_rest = [*shown, "", ""]
    return str(FINDINGS[code]) % {"a": first, "b": second}
