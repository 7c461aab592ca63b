"""Software of other people that Beholden is tried against: GStreamer's RTSP server and client, ffmpeg."""
