"""The building the rooms stand in: window, docks, status strip, sign-in, notices, palette."""
