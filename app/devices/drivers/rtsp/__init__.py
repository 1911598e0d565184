"""RTSP cameras: the codec of the dialect, the client of one camera, and a server that behaves like one."""
