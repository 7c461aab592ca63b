"""Run by the system's Python: GStreamer's RTSP client. Arguments: url, user, password, seconds, protocols (tcp|udp).

Prints one JSON line a video access unit that came whole: {"pts": nanoseconds, "md5" of its slices, "key"}; then
{"error"} if there was one.
"""

import hashlib
import json
import re
import sys

import gi

gi.require_version("Gst", "1.0")
from gi.repository import GLib, Gst  # noqa: E402

CHAIN = {
    "H264": "rtph264depay ! h264parse ! video/x-h264,stream-format=byte-stream,alignment=au",
    "H265": "rtph265depay ! h265parse ! video/x-h265,stream-format=byte-stream,alignment=au",
}


def say(**fields):
    sys.stdout.write(json.dumps(fields) + "\n")


def slices(data, h265):
    """The units that make the picture, each behind a start code of three bytes."""
    units = [unit.rstrip(b"\x00") for unit in re.split(b"\x00\x00\x00?\x01", data) if unit]
    if h265:
        kept = [unit for unit in units if unit[0] >> 1 & 0x3F < 32]
    else:
        kept = [unit for unit in units if 1 <= unit[0] & 0x1F <= 5]
    return b"".join(b"\x00\x00\x01" + unit for unit in kept)


def on_sample(sink):
    buffer = sink.emit("pull-sample").get_buffer()
    data = buffer.extract_dup(0, buffer.get_size())
    key = not buffer.has_flags(Gst.BufferFlags.DELTA_UNIT)
    pts = None if buffer.pts == Gst.CLOCK_TIME_NONE else buffer.pts
    h265 = sink.get_static_pad("sink").get_current_caps().get_structure(0).get_name() == "video/x-h265"
    say(pts=pts, md5=hashlib.md5(slices(data, h265)).hexdigest(), key=key)
    return Gst.FlowReturn.OK


def main():
    url, user, password, seconds, protocols = sys.argv[1:6]
    Gst.init(None)
    pipeline = Gst.Pipeline.new()
    source = Gst.ElementFactory.make("rtspsrc")
    source.set_property("location", url)
    source.set_property("latency", 200)
    source.set_property("protocols", protocols)
    source.set_property("tls-validation-flags", 0)
    if user:
        source.set_property("user-id", user)
        source.set_property("user-pw", password)
    pipeline.add(source)

    def on_pad(_, pad):
        name = pad.get_current_caps().get_structure(0).get_string("encoding-name")
        chain = f"{CHAIN[name]} ! appsink name=out emit-signals=true sync=false" if name in CHAIN else "fakesink"
        part = Gst.parse_bin_from_description(chain, True)
        if name in CHAIN:
            part.get_by_name("out").connect("new-sample", on_sample)
        pipeline.add(part)
        part.sync_state_with_parent()
        pad.link(part.sinkpads[0])

    source.connect("pad-added", on_pad)
    loop = GLib.MainLoop()

    def on_message(_, message):
        if message.type == Gst.MessageType.ERROR:
            say(error=message.parse_error()[0].message)
            loop.quit()
        elif message.type == Gst.MessageType.EOS:
            loop.quit()

    pipeline.get_bus().add_signal_watch()
    pipeline.get_bus().connect("message", on_message)
    pipeline.set_state(Gst.State.PLAYING)
    GLib.timeout_add(int(float(seconds) * 1000), loop.quit)
    loop.run()
    pipeline.set_state(Gst.State.NULL)


main()
