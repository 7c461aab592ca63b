"""What a tip may be about, and where everything else goes: nobody is turned away without being told whom to ask.

Only three things are tips (R24(2): R7(3), R8(1), R9(1)). What happens inside a home or an office is no public place
(R33); one's own footage is a viewing (R21); police and officials are another desk (R25(2)).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from beholden.engines import rulebook

SUBJECTS: Final = "tip.subjects"
PRIVACY: Final = "install_forbidden_area"

# what a subject leads to when it proves true, in the law's own table of violations
VIOLATIONS: Final = {
    "install_not_entitled": ("P-26", "P-28"),
    "install_forbidden_area": ("P-27-1", "P-28"),
    "install_no_duty": ("P-26", "P-28"),
}
EXAMPLES: Final = {
    "install_not_entitled": _("例如个人或者商铺在街道、广场、车站等重点公共场所自行安装摄像机。"),
    "install_forbidden_area": _("例如宾馆客房、集体宿舍、公共浴室、更衣室、卫生间里的摄像机。"),
    "install_no_duty": _("例如没有安全防范义务的人在楼道、电梯等公共场所安装摄像机。"),
}


@dataclass(frozen=True, slots=True)
class Route:
    """Where something that is no tip belongs: whom to ask, and the article."""

    name: str
    title: Promise
    says: Promise
    cite: str
    page: str = ""


ROUTES: Final = (
    Route(
        "home",
        _("摄像机在住宅、办公室等非公共场所里"),
        _(
            "这里不是公共场所，本举报渠道不处理安装本身，但任何人不得用它侵害他人隐私。请先与安装人、物业或者居（村）委会协商；"
            "摄像机拍到您的住处、偷拍或者传播您的影像的，请拨打 110 报警，也可以向人民法院起诉。"
        ),
        "R33(1)",
    ),
    Route(
        "footage",
        _("想查看与自己有关的录像"),
        _("请向安装摄像机的管理单位提出，联系方式印在现场的提示标识上；本人、近亲属等经同意可以查阅有关的影像。"),
        "R21",
    ),
    Route(
        "leak",
        _("公共视频被泄露、传播"),
        _("请拨打 110 或者到最近的派出所报案，并尽量保存链接和截图；也可以要求网站删除。"),
        "R23(1)",
    ),
    Route(
        "police",
        _("公安机关或者其工作人员违法"),
        _("请使用检举、控告渠道：它由另外的机关办理，被检举控告的机关看不到。"),
        "R25(2)",
        "tips:complain",
    ),
    Route(
        "other",
        _("其他事情"),
        _("本渠道只受理违法安装摄像机的举报。遇到危险请拨打 110；其他公共服务事项请拨打 12345。"),
        "R24(2)",
    ),
)


def subjects(on: date, at: str = "000000") -> dict[str, str]:
    """The words of `tip.subjects` in force that day, in the reader's language. Raises rulebook.LawError."""
    book = rulebook.opened(settings.LAW)
    language = get_language() or "zh-hans"
    labels = book.rule(SUBJECTS).labels
    return {
        name: labels[name][language.startswith("en")] if name in labels else name
        for name in book.resolve(SUBJECTS, on, at).value
    }


def route(name: str) -> Route | None:
    """The route of this name."""
    return next((one for one in ROUTES if one.name == name), None)
