"""Things with plugs: cameras, pan-tilt heads and loudspeakers, each behind a small Protocol and below any window."""
