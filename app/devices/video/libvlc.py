"""libvlc, loaded once and only where it is installed: one shared instance with the options a wall of tiles wants."""

from __future__ import annotations

import threading
from typing import Any

from app.domain.errors import Unavailable

REMEDY = "apt-get install libvlc5 vlc-plugin-base"
OPTIONS = (
    "--no-audio",
    "--no-video-title-show",
    "--no-osd",
    "--no-spu",
    "--no-xlib",
    "--no-media-library",
    "--text-renderer=none",
    "--keystore=none",
    "--avcodec-threads=1",
    "--deinterlace=0",
    "--swscale-mode=0",
    "--quiet",
)


class LibVlc:
    """The binding and its one instance, made on first use; after a failure it is not tried again."""

    def __init__(self, options: tuple[str, ...] = OPTIONS) -> None:
        self._options = options
        self._lock = threading.Lock()
        self._loaded: tuple[Any, Any] | None = None
        self._failure: Unavailable | None = None

    @property
    def failure(self) -> Unavailable | None:
        """Why there are no pictures, or None."""
        try:
            self.load()
        except Unavailable as failure:
            return failure
        return None

    def load(self) -> tuple[Any, Any]:
        """(binding, instance). Raises Unavailable naming the packages that are missing."""
        with self._lock:
            if self._failure is not None:
                raise self._failure
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded

    def _load(self) -> tuple[Any, Any]:
        try:
            import vlc  # the import itself opens the library, so it happens only when pictures are wanted

            instance = vlc.Instance(list(self._options))
        except (ImportError, OSError, NotImplementedError, AttributeError, NameError, SystemExit):
            # SystemExit: the binding's way to say that PYTHON_VLC_LIB_PATH or PYTHON_VLC_MODULE_PATH lead nowhere.
            instance = None
        if instance is None:
            self._failure = Unavailable("libvlc", REMEDY)
            raise self._failure
        return vlc, instance
