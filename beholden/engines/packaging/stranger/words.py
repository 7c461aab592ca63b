"""What a verification says, in Chinese and English."""

from __future__ import annotations

# code: (Chinese, English)
WORDS = {
    "manifest": ("清单 manifest.json 读不懂", "manifest.json cannot be read"),
    "manifest_changed": (
        "清单在存证之后被改过：它的哈希与存证账本里的不同",
        "the manifest was changed after it was logged: its hash is not the one in the log",
    ),
    "entry": ("存证内容 export.json 打不开账本里的承诺", "export.json does not open the commitment in the log"),
    "proof": ("存证证明不成立：{why}", "the proof does not hold: {why}"),
    "missing": ("缺少这段录像的文件 {file}", "the file of this footage, {file}, is missing"),
    "swapped": (
        "{file} 的内容其实是 {other}（{when}）的：文件被调换",
        "{file} holds the bytes of {other} ({when}): files were swapped",
    ),
    "not_original": (
        "{file} 不是原始录像：没有录像机写入的标记，应是重新编码或转封装的副本",
        "{file} is not the original: the recorder's own mark is not in it; a re-encoded or remuxed copy",
    ),
    "clock": (
        "{file} 的时间被改动：文件自称从 {said} 开始，清单为 {when}",
        "the clock of {file} was shifted: the file says it begins at {said}, the manifest at {when}",
    ),
    "camera": ("{file} 自称属于摄像机 {said}", "{file} says it is of camera {said}"),
    "changed": (
        "{file} 被改动：哪怕一个比特不同，哈希也不同",
        "{file} was changed: its hash is not that of what was recorded, if only by one bit",
    ),
    "unlisted": ("{file} 不在清单里", "{file} is not in the manifest"),
    "dropped": (
        "{file} 之前缺少第 {seq} 号文件：清单没有说明这一缺口",
        "file number {seq} before {file} is not here, and the manifest tells of no gap",
    ),
    "chain": (
        "{file} 不承接它前面的文件：链条断开",
        "{file} does not follow the file before it: the chain is broken",
    ),
    "logged": (
        "存证账本里这段录像的记录与清单不同：{why}",
        "what the log of footage says of this file differs from the manifest: {why}",
    ),
    "c2pa_root": (
        "C2PA 根证书 {file} 缺少，或者不是清单所说的那一个",
        "the root certificate {file} is missing, or is not the one the manifest names",
    ),
    "c2pa": ("{file} 的 C2PA 清单不成立：{why}", "the C2PA manifest of {file} does not hold: {why}"),
    "copy": ("便于观看的拼接文件 {file} 被改动", "the joined copy {file} was changed"),
}
PROVEN = {
    "copies": ("{count} 个查看副本与导出时相同", "{count} viewing copies are those that were exported"),
    "log": ("本次调取登记在存证账本 {origin} 第 {index} 条", "this export is entry {index} of the log {origin}"),
    "witness": ("见证方 {name} 已联署", "the witness {name} has cosigned"),
    "originals": ("{count} 个原始录像文件与录制时逐位一致", "{count} original files are bit for bit what was recorded"),
    "c2pa": (
        "{count} 个便于观看的文件的 C2PA 清单在 c2pa-root.pem 之下成立",
        "the C2PA manifests of {count} copies hold under c2pa-root.pem",
    ),
    "footage": (
        "其中 {count} 个在录像存证账本中有录制时的记录",
        "{count} of them stand in the log of footage as they were recorded",
    ),
}
OPEN = {
    "key": (
        "公钥是随包附带的：请与管理单位公布的公钥核对",
        "the public key came along with the package: compare it with the one the unit made known",
    ),
    "witness": (
        "没有见证方联署：掌握账本私钥的人可以向别人出示另一份历史",
        "no witness has cosigned: whoever holds the log's key could show others another history",
    ),
    "footage": (
        "{count} 个文件没有录制时的存证，只证明调取之后未改动",
        "{count} files have no proof from when they were recorded: only that nothing changed since the export",
    ),
}
# what is said besides: neither proven here nor in doubt
NOTES = {
    "viewing": (
        "这是带水印的查看副本，重新编码过，不含原始录像，不作为证据",
        "this is a viewing copy: encoded anew under a mark, without originals, no evidence",
    ),
    "c2pa": (
        "{count} 个便于观看的文件带有 C2PA 清单，此处不核验；用任何 C2PA 工具以 c2pa-root.pem 为信任根核验，例如："
        "c2patool {file} trust --trust_anchors c2pa-root.pem",
        "{count} copies carry a C2PA manifest, which is not checked here; a C2PA validator that is given c2pa-root.pem "
        "does, such as: c2patool {file} trust --trust_anchors c2pa-root.pem",
    ),
}
