"""The log of the night shift: one line per thing that changed, on disk and on standard error."""

import logging
import sys
from logging.handlers import TimedRotatingFileHandler
from pathlib import Path

FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s %(message)s"
KEEP_DAYS = 180


def start(folder: Path | None, level: str = "INFO") -> logging.Handler | None:
    """Send log lines to standard error (warnings) and to a daily file; returns the file handler, to be closed.

    A folder that cannot be written is told on standard error: the console must work on a full disk.
    """
    root = logging.getLogger()
    root.setLevel(level)
    screen = logging.StreamHandler(sys.stderr)
    screen.setLevel(logging.WARNING)
    screen.setFormatter(logging.Formatter(FORMAT))
    root.addHandler(screen)
    if folder is None:
        return None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = TimedRotatingFileHandler(
            folder / "hall.log", when="midnight", backupCount=KEEP_DAYS, encoding="utf-8", delay=True
        )
    except OSError as fault:
        root.warning("no log file in %s: %s", folder, fault)
        return None
    file.setFormatter(logging.Formatter(FORMAT))
    root.addHandler(file)
    return file
