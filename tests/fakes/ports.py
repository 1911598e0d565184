"""Free ports for what keeps its address over a restart, from a range of this worker that nobody else is given."""

import itertools
import os
import socket

# Below the range from which the system gives ports to those who ask for any.
_FIRST, _EACH, _LAST = 18_000, 2_000, 32_000
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw") or 0)
_START = _FIRST + _WORKER * _EACH % (_LAST - _FIRST)
_turns = itertools.cycle(range(_START, _START + _EACH))


def free_port() -> int:
    """Return a port of 127.0.0.1 that nobody listens on and nobody else here will be given soon."""
    for port in itertools.islice(_turns, _EACH):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("no free port left for the tests")
