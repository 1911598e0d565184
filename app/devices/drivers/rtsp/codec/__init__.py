"""RTSP, SDP, RTP and parameter sets as pure bytes: nothing here opens a socket."""
