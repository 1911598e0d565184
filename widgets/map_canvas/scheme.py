"""Answers `hall://map/...`: files of the page, tiles, and windows of point clouds, from worker threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QBuffer, QByteArray, QFile, QIODevice, QObject, Qt, QUrl, Signal
from PySide6.QtWebEngineCore import QWebEngineUrlRequestJob, QWebEngineUrlSchemeHandler

Answer = tuple[str, bytes]
Route = Callable[[str, dict[str, str]], Answer | None]

_MIME = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".json": "application/json",
}


class Worker(Protocol):
    """Something that runs a function elsewhere: an executor."""

    def submit(self, fn: Callable[[], None], /) -> object: ...


class SchemeHandler(QWebEngineUrlSchemeHandler):
    """Each route answers off the main thread; the reply is handed back to it, and the asker may be gone by then."""

    _answered = Signal(int, object)

    def __init__(self, root: Path, workers: ThreadPoolExecutor, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._root = root.resolve()
        self._workers = workers
        self._routes: dict[str, Route] = {"page": self._file}
        self._jobs: dict[int, QWebEngineUrlRequestJob] = {}
        self._numbers = count()
        self._closed = False
        self.missing: list[str] = []
        self._answered.connect(self._finish, Qt.ConnectionType.QueuedConnection)

    def route(self, head: str, answer: Route) -> None:
        """Let `answer(rest of path, query)` serve `hall://map/<head>/…` in a worker thread; None is "not found"."""
        self._routes[head] = answer

    def close(self) -> None:
        """Answer nothing more: the workers go home."""
        self._closed = True

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        number, url = next(self._numbers), job.requestUrl()
        self._jobs[number] = job
        job.destroyed.connect(lambda *_, n=number: self._jobs.pop(n, None))
        if self._closed:
            job.fail(QWebEngineUrlRequestJob.Error.RequestAborted)
        else:
            self._workers.submit(self._work, number, url)

    def _work(self, number: int, url: QUrl) -> None:
        try:
            found = self._lookup(url)
        except (OSError, ValueError, KeyError):  # edge: a broken address or file is a missing one
            found = None
        try:
            self._answered.emit(number, (url.path(), found))
        except RuntimeError:  # Qt: the handler went away with its window while we worked
            return

    def _lookup(self, url: QUrl) -> Answer | None:
        head, _, rest = url.path().strip("/").partition("/")
        route = self._routes.get(head)
        query = dict(pair.split("=", 1) for pair in url.query().split("&") if "=" in pair)
        return route(rest, query) if route else None

    def _finish(self, number: int, answer: tuple[str, Answer | None]) -> None:
        path, found = answer
        job = self._jobs.pop(number, None)
        if found is None:
            self.missing.append(path)
        if job is None:
            return
        if found is None:
            job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)
            return
        mime, data = found
        device = QBuffer(job)
        device.setData(QByteArray(data))
        device.open(QIODevice.OpenModeFlag.ReadOnly)
        job.reply(QByteArray(mime.encode()), device)

    def _file(self, rest: str, query: dict[str, str]) -> Answer | None:
        if rest == "qwebchannel.js":
            return "text/javascript", channel_script()
        path = (self._root / rest).resolve()
        if not path.is_relative_to(self._root) or path.suffix not in _MIME or not path.is_file():
            return None
        return _MIME[path.suffix], path.read_bytes()


def channel_script() -> bytes:
    """Qt's own half of the web channel, from Qt's resources."""
    source = QFile(":/qtwebchannel/qwebchannel.js")
    if not source.open(QIODevice.OpenModeFlag.ReadOnly):
        raise OSError(source.errorString())
    return bytes(source.readAll().data())
