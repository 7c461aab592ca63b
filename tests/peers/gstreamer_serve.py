"""Run by the system's Python: GStreamer's RTSP server for the clips of a JSON plan on stdin; prints its port.

The plan: {"clips": [{"path", "video": "h264"|"h265", "audio": ""|"aac"|"pcma"}], "user", "password"}. Clip n is at /n.
"""

import json
import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

VIDEO = {"h264": "h264parse ! rtph264pay config-interval=-1", "h265": "h265parse ! rtph265pay config-interval=-1"}
AUDIO = {"aac": "aacparse ! rtpmp4gpay pt=97", "pcma": "rtppcmapay pt=8"}


def launch(clip):
    """The pipeline description of one clip."""
    parts = [f'filesrc location="{clip["path"]}" ! qtdemux name=d']
    parts.append(f"d.video_0 ! queue ! {VIDEO[clip['video']]} name=pay0 pt=96")
    if clip["audio"]:
        parts.append(f"d.audio_0 ! queue ! {AUDIO[clip['audio']]} name=pay1")
    return "( " + " ".join(parts) + " )"


def require_sign_in(server, user, password):
    """Digest for everybody."""
    auth = GstRtspServer.RTSPAuth.new()
    auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
    token = GstRtspServer.RTSPToken.new()
    token.set_string("media.factory.role", "viewer")
    auth.add_digest(user, password, token)
    server.set_auth(auth)


def main():
    Gst.init(None)
    plan = json.load(sys.stdin)
    server = GstRtspServer.RTSPServer.new()
    server.set_address("127.0.0.1")
    server.set_service("0")
    if plan["password"]:
        require_sign_in(server, plan["user"], plan["password"])
    for number, clip in enumerate(plan["clips"], 1):
        factory = GstRtspServer.RTSPMediaFactory.new()
        factory.set_launch(launch(clip))
        factory.set_shared(False)
        if plan["password"]:
            role = Gst.Structure.new_empty("viewer")
            role.set_value("media.factory.access", True)
            role.set_value("media.factory.construct", True)
            factory.add_role_from_structure(role)
        server.get_mount_points().add_factory(f"/{number}", factory)
    if not server.attach(None):
        sys.exit("cannot listen")
    print(server.get_bound_port(), flush=True)  # noqa: T201
    GLib.MainLoop().run()


main()
