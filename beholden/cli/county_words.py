"""Words of the demo county: kinds of units, how they are called, which cameras they have. No real ones."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from beholden.registry.filings.cameras import CameraFields

STREETS: Final = (
    "建设北路",
    "新华西道",
    "北新西道",
    "友谊路",
    "龙泽路",
    "西山道",
    "缸窑路",
    "朝阳道",
    "翔云道",
    "大里路",
)
NUMERALS: Final = "一二三四五六七八九十"
_FIRST: Final = (
    "兴盛",
    "锦绣",
    "龙泉",
    "凤凰",
    "金桥",
    "安居",
    "福满",
    "华康",
    "启明",
    "瑞丰",
    "东升",
    "百汇",
    "新城",
    "惠民",
)
_SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN: Final = (
    "建国",
    "淑珍",
    "志强",
    "丽娟",
    "伟",
    "敏",
    "海燕",
    "德明",
    "欣怡",
    "文博",
    "桂兰",
    "振华",
    "子涵",
    "晓东",
)
REASONS: Final = {
    "change": "扩建了营业区域，新增设备并延长存储期限。",
    "cease": "场所已经关闭，设备全部拆除。",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of unit: its share, place category, sector, unit type, how it is called, why it has cameras, how many."""

    share: int
    category: str
    sector: str
    unit_type: str
    form: str
    why: str
    most: int
    spots: tuple[str, ...]


_SHOP = ("正门", "收银台", "货架区", "仓库入口", "员工通道", "停车场", "卸货区", "二层扶梯口", "服务台", "消防通道")
_SCHOOL = ("校门", "操场", "教学楼一层走廊", "教学楼二层走廊", "食堂大厅", "围墙东侧", "围墙西侧", "传达室")
_HOSPITAL = ("急诊入口", "门诊大厅", "挂号处", "药房窗口", "住院部大厅", "电梯厅", "停车场", "医疗废物通道")
_CINEMA = ("售票处", "候场大厅", "走廊", "安全出口")
_PARK = ("东门", "西门", "湖边", "广场", "停车场")
_STATION = ("进站口", "候车厅", "售票厅", "出站口")
_BUS = ("车厢前部", "车厢后部", "上车门")
_ROAD = ("路口东", "路口西", "广场", "过街天桥")
KINDS: Final = (
    Kind(18, "op_crowd", "commerce", "company", "{a}商贸有限公司", "商场客流集中", 60, _SHOP),
    Kind(14, "op_crowd", "commerce", "company", "{a}超市有限公司{b}分店", "超市客流集中", 24, _SHOP),
    Kind(12, "op_crowd", "education", "institution", "{b}{n}小学", "学生上下学时人员密集", 40, _SCHOOL),
    Kind(6, "op_crowd", "education", "institution", "第{n}中学", "学生上下学时人员密集", 90, _SCHOOL),
    Kind(8, "op_crowd", "education", "society", "{a}幼儿园", "幼儿集中，须防走失", 16, _SCHOOL),
    Kind(7, "op_crowd", "health", "institution", "{b}社区卫生服务中心", "就诊人员集中", 20, _HOSPITAL),
    Kind(3, "op_crowd", "health", "institution", "第{n}人民医院", "就诊人员集中", 220, _HOSPITAL),
    Kind(5, "op_crowd", "culture", "company", "{a}影城有限公司", "观众集中进出", 18, _CINEMA),
    Kind(3, "op_crowd", "housing", "institution", "{a}公园管理处", "游客集中", 70, _PARK),
    Kind(2, "op_hub", "transport", "state_owned", "{b}客运站有限公司", "旅客集中", 110, _STATION),
    Kind(2, "op_vehicle", "transport", "state_owned", "{n}路公共交通有限公司", "乘客集中", 90, _BUS),
    Kind(3, "gov_road", "housing", "government", "{b}街道办事处", "城乡主要路段行人车辆集中", 130, _ROAD),
    Kind(8, "other_public", "commerce", "sole", "{a}便利店", "防范盗窃", 4, _SHOP),
    Kind(6, "other_public", "commerce", "sole", "{a}药房", "防范盗窃", 4, _SHOP),
)  # fmt: skip


# Supervision: what was found, what was ordered, what was reported
FOUND: Final = {
    1: "三层女更衣室门口内侧装有摄像机一台，朝向更衣区域",
    2: "东侧入口的提示标识被广告遮住，看不到",
    4: "现场有摄像机 2 台不在备案的点位清单里",
}
ORDER_LIMITED: Final = ("核对全部点位，办理备案变更，使备案信息与实际一致。", 10, "需要整理点位清单并办理授权书")
ORDER_NOW: Final = ("在主要出入口设置显著的提示标识，不得遮挡。",)
STORY: Final = "在三层女更衣室门口内侧安装摄像机一台，镜头朝向更衣区域，已连续使用。"
TIPS: Final = (
    (16, "install_forbidden_area", "建设路 12 号快捷酒店大堂", "大堂前台上方有一个摄像头，不知道合不合规，请查一查。"),
    (5, "install_forbidden_area", "新华道 86 号健身馆二层男浴室", "浴室换衣柜上方有一个黑色的小圆点，像是镜头。"),
    (0, "install_forbidden_area", "学院路 5 号服装店试衣间", "试衣间顶上的烟感器里好像有镜头，今天下午看到的。"),
)


def name(dice: random.Random, kind: Kind, street: str) -> str:
    """What a unit of this kind in this street is called."""
    return "路北区" + kind.form.format(a=dice.choice(_FIRST), b=street[:-1], n=dice.choice(NUMERALS))


def person(dice: random.Random) -> str:
    """A person's name."""
    return dice.choice(_SURNAMES) + dice.choice(_GIVEN)


def uscc(number: int) -> str:
    """A credit code that checks; its body says what it is."""
    from beholden.ground.people.uscc import check_character

    first = f"91130203MADEM{number:04d}"
    return first + check_character(first)


def agent(dice: random.Random, number: int) -> dict[str, str]:
    """Particulars of an agent nobody can be taken for: no resident number is made up."""
    return {
        "name": person(dice),
        "id_kind": "other",
        "id_number": f"DEMO-{number:06d}",
        "telephone": f"0315-0001{number:03d}",
    }


def cameras(
    dice: random.Random, kind: Kind, centre: tuple[float, float], on: date, *, most: int = 0, label: str = ""
) -> list[CameraFields]:
    """The cameras of a unit, around one point of the county."""
    from beholden.registry.filings.cameras import CameraFields

    count = dice.randrange(2, max(3, most or kind.most))
    lon, lat = centre[0] + dice.uniform(-0.05, 0.05), centre[1] + dice.uniform(-0.04, 0.04)
    made = []
    for number in range(1, count + 1):
        spot = dice.choice(kind.spots)
        made.append(
            CameraFields(
                f"{label}{number:02d} {spot}",
                f"{spot}{dice.choice(('上方', '立柱', '墙面', '吊顶'))}，距地面 {dice.randrange(25, 60) / 10:g} 米",
                function_type=dice.choices(("watch", "03", "99"), (90, 6, 4))[0],
                structure_type=dice.choice(("1", "2", "3")),
                installed_on=on - timedelta(days=dice.randrange(30, 400)),
                datum="wgs84",
                lon=round(lon + dice.uniform(-0.001, 0.001), 6),
                lat=round(lat + dice.uniform(-0.001, 0.001), 6),
            )
        )
    return made


def paper(text: str) -> bytes:
    """A one-page PDF that says what it stands for. ``text`` is ASCII without brackets of its own kind unbalanced."""
    drawn = f"BT /F1 14 Tf 60 760 Td ({text.replace('(', '[').replace(')', ']')}) Tj ET".encode("ascii")
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(parts) + 1, table)
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, start)
