"""Cameras to files: RTSP, RTP, fragmented MP4, segments, index, timeline (R15(1): original and whole; R17).

docs/know/recording.md holds the words, units, invariants and procedures every module here keeps.
"""
