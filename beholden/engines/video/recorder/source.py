"""What the recorder is told about one camera."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class CameraSource:
    """One camera to record. ``key`` names its folder (segments.names.is_key); ``url`` holds no credentials."""

    key: str
    url: str
    username: str = ""
    password: str = ""
    transport: Literal["tcp", "udp"] = "tcp"
    allowed: tuple[str, ...] = ()  # networks the address may lie in; empty: the engine's own policy
    trust: str = ""  # whom an encrypted camera must be, see rtsp.trust

    def as_dict(self) -> dict[str, Any]:
        """For the pipe between supervisor and worker."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> CameraSource:
        """The inverse of as_dict."""
        return cls(**{**data, "allowed": tuple(data.get("allowed", ()))})

    def __repr__(self) -> str:
        return f"CameraSource({self.key!r}, {self.url!r})"
