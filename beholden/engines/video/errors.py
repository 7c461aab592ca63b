"""What went wrong with a camera, in one sentence, in the reader's language."""

from __future__ import annotations

from typing import Final

# code -> (Chinese, English). {0} is the detail that helps to mend it; never a password.
SENTENCES: Final[dict[str, tuple[str, str]]] = {
    "address": (
        "地址不正确：{0}。应为 rtsp://主机:端口/路径",
        "The address is not usable: {0}. It should look like rtsp://host:port/path",
    ),
    "forbidden": ("不允许连接该地址：{0}", "This address may not be reached: {0}"),
    "unknown_host": ("找不到主机 {0}，请检查地址", "The host {0} cannot be found; check the address"),
    "refused": (
        "{0} 拒绝连接，请检查端口以及摄像机是否开机",
        "{0} refuses the connection; check the port and that the camera is on",
    ),
    "unreachable": ("连接 {0} 超时，请检查网络和防火墙", "No answer from {0}; check the network and the firewall"),
    "not_rtsp": ("{0} 有应答，但不是 RTSP 服务", "{0} answers, but does not speak RTSP"),
    "unauthorised": ("用户名或密码不正确：{0}", "User name or password is wrong: {0}"),
    "auth_scheme": ("摄像机要求的认证方式不受支持：{0}", "The camera asks for an unsupported way to sign in: {0}"),
    "not_found": ("摄像机上没有这个路径：{0}", "The camera has no such path: {0}"),
    "status": ("摄像机拒绝了请求：{0}", "The camera declined: {0}"),
    "redirect": (
        "摄像机要求转到其他地址（{0}），出于安全原因未跟随",
        "The camera redirects elsewhere ({0}); not followed, for safety",
    ),
    "too_large": ("摄像机的应答过大（{0}），已断开", "The camera's answer is too large ({0}); disconnected"),
    "malformed": ("摄像机的应答无法理解：{0}", "The camera's answer makes no sense: {0}"),
    "no_video": ("该地址没有视频，只有 {0}", "There is no video at this address, only {0}"),
    "codec": (
        "视频编码 {0} 不受支持，请在摄像机上改为 H.264 或 H.265",
        "The video codec {0} is not supported; set the camera to H.264 or H.265",
    ),
    "silent": ("{0} 秒没有收到视频数据", "No video data for {0} seconds"),
    "closed": ("摄像机断开了连接（{0}）", "The camera closed the connection ({0})"),
    "untrusted": ("摄像机的证书没有通过核验：{0}", "The camera's certificate was not accepted: {0}"),
    "tls": (
        "加密连接失败，请确认摄像机在这个端口提供 rtsps：{0}",
        "The encrypted connection failed; check that the camera offers rtsps at this port: {0}",
    ),
    "damaged": ("视频数据损坏：{0}", "The video data is damaged: {0}"),
    "disk": ("无法写入录像：{0}", "Footage cannot be written: {0}"),
}


# details that are words, in Chinese: what a description offers in place of video, what the disk says
_WORDS: Final = {
    "audio": "声音",
    "application": "元数据",
    "text": "文字",
    "-": "空的描述",
    "No space left on device": "磁盘已满",
    "Read-only file system": "磁盘是只读的",
    "Input/output error": "磁盘读写出错",
    "Permission denied": "没有写入权限",
}


class CameraError(Exception):
    """A camera cannot be used right now. ``code`` is a key of SENTENCES, ``detail`` fills it."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail

    def sentence(self, language: str = "zh") -> str:
        """One sentence for the person who can act. ``language`` 'zh' or 'en'."""
        chinese = language.startswith("zh")
        detail = self.detail
        if chinese and self.code in ("no_video", "disk"):
            detail = "、".join(_WORDS.get(word, word) for word in detail.split(", "))
        return SENTENCES[self.code][0 if chinese else 1].format(detail)

    def __str__(self) -> str:
        return self.sentence("en")
