"""Which column is what: proposed from the words of the header, confirmed by a person before anything is checked.

Words of Chinese (both scripts) and English lists. A list without a name column takes the place or its own number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

Mapping = dict[str, int]  # field → column, counted from 0; two fields may stand on one column

# field → (whole words, parts of words), best first
_WORDS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "device_code": (
        ("设备编码", "国标编码", "国标id", "deviceid", "gbid", "gb28181", "设备国标编码", "通道编码", "設備編碼"),
        ("国标", "28181", "20位", "设备编码"),
    ),
    "lonlat": (("经纬度", "坐标", "經緯度", "座標", "coordinates", "lonlat", "位置坐标"), ("经纬度", "經緯度")),
    "lon": (
        ("经度", "經度", "longitude", "lon", "lng", "long", "x", "wgsx", "东经", "经度x", "坐标x", "x坐标", "gpsx"),
        ("经度", "經度", "longitude", "东经"),
    ),
    "lat": (
        ("纬度", "緯度", "latitude", "lat", "y", "wgsy", "北纬", "纬度y", "坐标y", "y坐标", "gpsy", "py"),
        ("纬度", "緯度", "latitude", "北纬"),
    ),
    "installed_on": (
        ("安装日期", "安装时间", "建设时间", "投入使用时间", "installed", "installdate", "安裝日期"),
        ("安装日期", "安装时间", "建设时间", "建成时间"),
    ),
    "function_type": (("功能类型", "功能", "function", "functiontype", "摄像机功能类型"), ("功能类型",)),
    "structure_type": (
        ("设备类型", "摄像机类型", "结构类型", "类型", "枪球", "type", "cameratype", "設備類型"),
        ("设备类型", "摄像机类型", "结构类型"),
    ),
    "place_category": (("公共场所类别", "场所类别", "placecategory"), ("场所类别", "场所类型")),
    "area": (("安装部位", "部位", "area", "重点部位"), ("安装部位",)),
    "position": (
        ("点位", "位置", "安装位置", "安装地址", "安装地点", "地址", "详细地址", "address", "location", "description",
         "cameralocation", "点位地址", "地點", "設置地點", "位置描述", "roadname"),
        ("安装位置", "安装地址", "安装地点", "位置", "地址", "地點", "location", "address"),
    ),
    "own_code": (
        ("编号", "序列号", "摄像机编号", "點位編號", "攝影機編號", "cameraid", "id", "key", "code", "点位编号", "编码"),
        ("编号", "編號", "cameraid"),
    ),
    "name": (
        ("名称", "设备名称", "摄像机名称", "点位名称", "摄像头名称", "监控名称", "通道名称", "name", "cameraname",
         "featurealias", "title", "攝影機名稱", "名稱", "监控点名称", "监控点位名称", "设备名"),
        ("名称", "名稱", "cameraname"),
    ),
}  # fmt: skip
FIELDS: Final = (
    "name", "position", "lon", "lat", "lonlat", "device_code", "own_code", "function_type", "structure_type",
    "place_category", "area", "installed_on",
)  # fmt: skip
_DATUMS: Final = (
    ("gcj02", ("gcj", "火星", "高德", "腾讯", "amap")),
    ("cgcs2000", ("cgcs", "2000", "天地图")),
    ("wgs84", ("wgs", "gps", "北斗")),
)


def plain(header: str) -> str:
    """A header as it is compared: NFKC, small letters, without blanks, signs and what stands in brackets."""
    text = unicodedata.normalize("NFKC", header).casefold()
    text = re.sub(r"\([^)]*\)|\[[^\]]*\]|【[^】]*】", "", text)
    return re.sub(r"[^0-9a-z\u3400-\u9fff]", "", text)


def known(header: str) -> str:
    """The field a header means, or ""."""
    word = plain(header)
    if not word:
        return ""
    for field, (whole, _parts) in _WORDS.items():
        if word in whole:
            return field
    for field, (_whole, parts) in _WORDS.items():
        if any(part in word for part in parts):
            return field
    return ""


def recognised(headers: Sequence[str]) -> int:
    """How many different fields these headers name."""
    return len({known(header) for header in headers} - {""})


def propose(headers: Sequence[str]) -> Mapping:
    """The likeliest column of each field. A whole word beats a part, the earlier column the later."""
    found: Mapping = {}
    for exact in (True, False):
        for column, header in enumerate(headers):
            field = known(header)
            if field and field not in found and column not in found.values():
                if exact and plain(header) not in _WORDS[field][0]:
                    continue
                found[field] = column
    if "lon" in found and "lat" in found:
        found.pop("lonlat", None)
    for instead in ("position", "own_code", "device_code"):
        if "name" not in found and instead in found:
            found["name"] = found[instead]
    return found


def stated_datum(headers: Sequence[str]) -> str:
    """The datum that the headers name: wgs84, gcj02, cgcs2000 or ""."""
    words = " ".join(unicodedata.normalize("NFKC", header).casefold() for header in headers)
    return next((datum for datum, parts in _DATUMS if any(part in words for part in parts)), "")
