"""Fragmented MP4 (ISO/IEC 14496-12): what is written for each camera, and read back (docs/know/recording.md)."""
