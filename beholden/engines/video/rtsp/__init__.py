"""RTSP 1.0 client without I/O of its own (RFC 2326; M10(5): recording that runs depends on it).

`address` reads a camera's URL, `session` talks, `connect` opens a socket under the address policy.
"""
