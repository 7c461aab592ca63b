"""Why the door stays shut, in one sentence, in the reader's language, with the article where the law speaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Sentence:
    """``status`` HTTP status; ``cite`` an article such as R16(2)(3), or empty."""

    status: int
    title: tuple[str, str]
    detail: tuple[str, str]
    cite: str = ""


_SHUT = ("未放行", "Not let through")
_AGAIN = ("需要重新登记", "A new look is needed")
_INPUT = ("请求有误", "The request is not usable")

SENTENCES: Final[dict[str, Sentence]] = {
    # registered refusals
    "no_purpose": Sentence(
        403,
        _SHUT,
        ("请先选择查看事由，再打开画面", "Choose the purpose of looking before opening a picture"),
        "R16(2)(3)",
    ),
    "no_grant": Sentence(
        403,
        _SHUT,
        (
            "您没有这台摄像机的此项权限，请向安全管理员申请授权",
            "You have no leave for this on this camera; ask the security administrator",
        ),
        "R16(2)(2)",
    ),
    "administrator": Sentence(
        403,
        _SHUT,
        (
            "系统管理员、安全管理员、审计员不得查看视频图像",
            "System, security and audit administrators do not look at footage",
        ),
        "R16(2)(2)",
    ),
    "inactive": Sentence(403, _SHUT, ("账号已停用", "The account is disabled"), "R16(2)(2)"),
    "action_not_granted": Sentence(
        403, _SHUT, ("您的授权不包括这种操作", "Your leave does not include this action"), "R16(2)(2)"
    ),
    "grant_not_yet": Sentence(403, _SHUT, ("您的授权尚未生效", "Your leave has not begun"), "R16(2)(2)"),
    "grant_ended": Sentence(403, _SHUT, ("您的授权已到期", "Your leave has run out"), "R16(2)(2)"),
    "no_agreement": Sentence(
        403,
        _SHUT,
        (
            "您的单位没有正在有效期内、约定了安全保密义务的委托协议，不能查看视频图像",
            "Your employer has no running agreement that settles confidentiality, so its people look at nothing",
        ),
        "R19",
    ),
    "grant_revoked": Sentence(403, _SHUT, ("您的授权已被撤销", "Your leave was revoked"), "R16(2)(2)"),
    "unknown_camera": Sentence(404, ("没有找到", "Not found"), ("没有这台摄像机", "There is no such camera")),
    "other_site": Sentence(404, ("没有找到", "Not found"), ("没有这台摄像机", "There is no such camera")),
    "foreign_token": Sentence(
        403,
        _SHUT,
        ("这个画面地址属于另一次登录，不能使用", "This picture address belongs to another sign-in"),
        "R16(2)(2)",
    ),
    "outside": Sentence(
        403, _SHUT, ("请求的录像不在登记的时间范围内", "That footage lies outside the registered interval"), "R16(2)(3)"
    ),
    "too_many": Sentence(
        429,
        ("请求过多", "Too many requests"),
        ("请求过于频繁，请一分钟后再试", "Too many requests; try again in a minute"),
        "R16(2)(2)",
    ),
    # nothing to register: no footage was refused to anybody
    "no_picture": Sentence(
        409, ("暂无画面", "No picture now"), ("这台摄像机现在没有画面", "This camera has no picture now")
    ),
    "stopped": Sentence(409, ("暂无画面", "No picture now"), ("这台摄像机已停用", "This camera is out of use")),
    "no_footage": Sentence(
        409, ("没有录像", "No footage"), ("这段时间没有录像", "There is no footage in this interval")
    ),
    "index": Sentence(
        503,
        ("录像暂不可读", "Footage cannot be read now"),
        ("录像索引正在修复，暂时不能回放；录像不受影响", "The index of footage is being mended; recording goes on"),
    ),
    "gone": Sentence(
        410,
        ("录像已不在", "Footage is gone"),
        ("这段录像已到期删除或者无法读取", "This footage was deleted when due, or cannot be read"),
    ),
    "busy": Sentence(
        409, ("正在使用", "In use"), ("这次登记的画面已经打开过，请重新登记", "This look was opened already; ask anew")
    ),
    "interval": Sentence(
        422,
        _INPUT,
        (
            "时间范围不正确：起始应早于结束，且不晚于现在",
            "The interval is wrong: it must start before it ends, and not after now",
        ),
    ),
    "too_long": Sentence(
        422,
        _INPUT,
        ("一次最多登记一小时的录像，请分段查看", "One look covers at most one hour of footage; look in parts"),
    ),
    "too_long_export": Sentence(
        422,
        _INPUT,
        ("一次最多调取七天的录像，请分次调取", "One export covers at most seven days of footage; ask in parts"),
    ),
    "action": Sentence(422, _INPUT, ("不支持的操作", "There is no such action")),
    "input": Sentence(422, _INPUT, ("请求内容不完整或格式不正确", "The request is incomplete or malformed")),
    "time": Sentence(422, _INPUT, ("时间应为带时区的 ISO 8601 格式", "A time must be ISO 8601 with an offset")),
    # the token
    "no_token": Sentence(404, ("没有找到", "Not found"), ("没有这个画面地址", "There is no such picture address")),
    "expired": Sentence(
        403, _AGAIN, ("查看时间已到，请重新登记", "The time of this look is over; ask anew"), "R16(2)(3)"
    ),
    "ended": Sentence(403, _AGAIN, ("这次查看已经结束，请重新登记", "This look has ended; ask anew"), "R16(2)(3)"),
    "revoked": Sentence(403, _SHUT, ("授权已撤销或到期", "The leave was revoked or has run out"), "R16(2)(2)"),
    "signed_out": Sentence(401, ("请先登录", "Sign in first"), ("请先登录", "Sign in first")),
    "duty_ended": Sentence(
        403, _AGAIN, ("查看事由已结束，请重新选择", "The purpose has ended; choose again"), "R16(2)(3)"
    ),
    "csrf": Sentence(403, _SHUT, ("页面已过期，请刷新后再试", "The page is out of date; reload it")),
    "origin": Sentence(403, _SHUT, ("请求来自其他网站，未放行", "The request comes from another site")),
    # the end of a live picture
    "camera": Sentence(
        409,
        ("画面结束", "The picture ended"),
        (
            "画面中断：摄像机停止传输，或录像程序正在重启",
            "The picture broke off: the camera stopped sending, or the recorder is starting again",
        ),
    ),
    "stopping": Sentence(503, ("画面结束", "The picture ended"), ("系统正在停止", "The system is stopping")),
    "recorder": Sentence(
        503,
        ("暂无画面", "No picture now"),
        ("录像程序没有运行，暂时没有画面", "The recorder is not running; no picture for now"),
    ),
    # the register itself
    "log_unavailable": Sentence(
        503,
        ("登记簿不可用", "The register is unavailable"),
        (
            "现在无法登记，所以不能放行任何画面；录像不受影响",
            "Nothing can be registered now, so no picture is let out; recording goes on",
        ),
        "R16(2)(3)",
    ),
    "incomplete": Sentence(
        409,
        ("登记中断", "Registration was cut short"),
        (
            "存证中有此编号而登记簿没有内容：登记时中断（此时不会放行画面），或者登记簿的数据被恢复、删除过",
            "The log holds this number and the register held nothing: cut short while registering (then no picture is "
            "let out), or the register's data were restored or removed",
        ),
    ),
    "unknown_entry": Sentence(404, ("没有找到", "Not found"), ("没有这条登记", "There is no such entry")),
    "not_found": Sentence(404, ("没有找到", "Not found"), ("没有找到", "Not found")),
    "register_closed": Sentence(
        403, _SHUT, ("您的岗位不查阅登记簿", "Your office does not read the register"), "R16(2)(2)"
    ),
}


def chinese() -> bool:
    """True when the reader's language is Chinese (the default)."""
    return (get_language() or "zh").startswith("zh")


def sentence(code: str) -> Sentence:
    """The sentence of a code; a code nobody wrote a sentence for reads as `no_grant`."""
    return SENTENCES.get(code, SENTENCES["no_grant"])


def detail(code: str) -> str:
    """One sentence for the person, in their language."""
    return sentence(code).detail[0 if chinese() else 1]


def title(code: str) -> str:
    """The short title, in the reader's language."""
    return sentence(code).title[0 if chinese() else 1]


class Shut(Exception):
    """The door stays shut. ``code`` is a key of SENTENCES; ``number`` the entry of a registered refusal."""

    def __init__(self, code: str, number: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.number = number

    @property
    def status(self) -> int:
        """The HTTP status."""
        return sentence(self.code).status
