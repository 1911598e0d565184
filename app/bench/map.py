"""Measures the map against Leaflet's own canvas and markercluster, on the same points in the same page and run."""

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from app.bench.report import Report, Row
from app.paths import resources

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from widgets.map_canvas import MapCanvas, PointCloud
    from widgets.map_canvas.web import WebFace

Say = Callable[[str], None]
LON, LAT = 109.49, 36.585
_RUN_MS = 2000
_SHORT_MS = 250
_TURN_MS = 20
_MOVES_PER_BEAT, _BEAT_MS = 100, 100
_KINDS = 6
_PATIENCE_S = 90.0


@dataclass(frozen=True)
class Figures:
    """What one design did with so many points."""

    first_ms: float
    pan_fps: float
    moves_fps: float
    pss_mb: float
    turn_ms: float = 0.0


def run(scale: float, say: Say) -> Report:
    """Draw, pan and move 10,000, 100,000 and 500,000 points (times `scale`), and the peers at what they can bear."""
    from widgets.map_canvas import has_browser

    if not has_browser():
        say("no browser engine on this machine: nothing to measure")
        return Report("map", "nothing: no browser engine", ())
    stand = _Stand(max(_SHORT_MS, round(_RUN_MS * min(1.0, scale))))
    try:
        return _measure(stand, scale, say)
    finally:
        stand.stop()


def _measure(stand: "_Stand", scale: float, say: Say) -> Report:
    small, middle, large = (max(100, round(number * scale)) for number in (10_000, 100_000, 500_000))
    floor = stand.bare()
    say(f"the page alone: still {floor.moves_fps:.0f} fps, pan {floor.pan_fps:.0f} fps, {floor.pss_mb:.0f} MB")
    stand.ours(small)  # the engine's own caches fill on the first picture; what follows is compared warm
    ours: dict[int, Figures] = {}
    for number in (small, middle, large):
        ours[number] = stand.ours(number)
        say(f"ours {number:,}: {_words(ours[number])}")
    # Small before and after large, the page alone before and after all: what only grows with time falls out.
    ours[small] = _mean(ours[small], stand.ours(small))
    floor = _mean(floor, stand.bare())
    peers = {
        name: stand.peer(page, middle) for name, page in (("leaflet canvas", "canvas"), ("markercluster", "cluster"))
    }
    for name, figures in peers.items():
        say(f"{name} {middle:,}: {_words(figures)}")
    rows = (
        *_growth(ours, floor, small, large),
        *_against(ours[middle], peers, middle),
        *_view_rows(large),
        *_quiet_rows(stand),
    )
    return Report(
        "map", f"{small:,}, {middle:,} and {large:,} points at 1280x800, {stand.run_ms / 1000:g} s each", rows
    )


def _mean(one: Figures, other: Figures) -> Figures:
    return Figures(*((getattr(one, f.name) + getattr(other, f.name)) / 2 for f in fields(Figures)))


def _growth(ours: dict[int, Figures], floor: Figures, small: int, large: int) -> tuple[Row, ...]:
    few, many, name = ours[small], ours[large], f"ours at {small:,}"
    return (
        Row(f"first paint at {large:,}", many.first_ms, "ms", name, few.first_ms, "<= 2"),
        Row(f"memory (PSS) at {large:,}", many.pss_mb, "MB", name, few.pss_mb, "<= 1.3"),
        Row(f"pan at {large:,}", many.pan_fps, "fps", "the base map alone", floor.pan_fps, ">= 0.9"),
        Row(f"1,000 moves/s at {large:,}", many.moves_fps, "fps", "the page at rest", floor.moves_fps, ">= 0.9"),
        Row("window's own time for 100 moves", many.turn_ms, "ms", "limit", 10.0, "<= 1"),
    )


def _against(mine: Figures, peers: dict[str, Figures], number: int) -> tuple[Row, ...]:
    found = []
    for name, peer in peers.items():
        found += [
            Row(f"first paint at {number:,}", mine.first_ms, "ms", name, peer.first_ms, "<= 1"),
            Row(f"pan at {number:,}", mine.pan_fps, "fps", name, peer.pan_fps, ">= 0.9"),
            Row(f"1,000 moves/s at {number:,}", mine.moves_fps, "fps", name, peer.moves_fps, ">= 0.9"),
        ]
    return tuple(found)


def _view_rows(number: int) -> tuple[Row, ...]:
    """One window over everything, against walking the rows in plain Python."""
    from widgets.map_canvas import Window

    cloud, wide = filled(number), Window(7, LON - 6, LAT - 6, LON + 6, LAT + 6)
    started = time.perf_counter()
    for _ in range(5):
        cloud.view(wide)
    mine = (time.perf_counter() - started) / 5 * 1000
    lon, lat = scatter(number)
    places = list(zip(lon.tolist(), lat.tolist(), strict=True))
    started = time.perf_counter()
    cells: dict[tuple[int, int], int] = {}
    for x, y in places:
        if wide.west <= x <= wide.east and wide.south <= y <= wide.north:
            key = int(x * 256 * 2**7 / 360 / 64), int(y * 256 * 2**7 / 360 / 64)
            cells[key] = cells.get(key, 0) + 1
    plain = (time.perf_counter() - started) * 1000
    return (Row(f"one window over {number:,}", mine, "ms", "plain Python loop", plain, "<= 0.2"),)


def _quiet_rows(stand: "_Stand") -> tuple[Row, ...]:
    return (
        Row("requests to the outside", float(len(stand.face.guard.blocked)), "", bar="== 0"),
        Row("files the page missed", float(len(stand.face.handler.missing)), "", bar="== 0"),
    )


def scatter(number: int) -> tuple[Any, Any]:
    """Invented places of a city: a dense middle, thin edges; the same each time."""
    dice = np.random.default_rng(11)
    return LON + dice.normal(0, 0.08, number), LAT + dice.normal(0, 0.06, number)


def filled(number: int) -> "PointCloud":
    """A cloud of so many points of six kinds."""
    from widgets.map_canvas import PointCloud

    lon, lat = scatter(number)
    cloud = PointCloud(_KINDS)
    cloud.load([f"c{k}" for k in range(number)], lon, lat, np.arange(number) % _KINDS)
    return cloud


class _Stand:
    """A window with our map, and a way to ask its page for a figure."""

    def __init__(self, run_ms: int) -> None:
        self.run_ms = run_ms
        self._app = _application()
        self._canvas = _canvas()
        self._canvas.show()
        self._until(lambda: self._canvas.face is not None and self._canvas.view.east > self._canvas.view.west)
        self.face.handler.route("bench", _points)
        self._load_peers()

    @property
    def face(self) -> "WebFace":
        """The page."""
        from widgets.map_canvas.web import WebFace

        if not isinstance(self._canvas.face, WebFace):
            raise RuntimeError("the browser engine did not start")
        return self._canvas.face

    def bare(self) -> Figures:
        """The page with its base map and nothing on it."""
        pan, rest = self._page("pan", self.run_ms), self._page("rest", self.run_ms)
        return Figures(0.0, pan["fps"], rest["fps"], self._memory())

    def ours(self, number: int) -> Figures:
        """Our layer with so many points."""
        from widgets.map_canvas import Look, Sprite

        cloud = filled(number)
        look = Look(
            tuple(Sprite("disc", tint) for tint in ("#52b89a", "#e5ad4b", "#f2766e", "#95a0b0", "#6cb4dc", "#8a96a8"))
        )
        self._canvas.add_cloud("bench", cloud, look)
        self._canvas.show_layer("bench", True)
        self._until(
            lambda: self._js(
                "Boolean(Hall.clouds.get('bench') && Hall.clouds.get('bench')._map && Hall.clouds.get('bench').answers)"
            )
        )
        first = float(self._page("ours", "bench"))
        pan = self._page("pan", self.run_ms)
        movement = _Movement(self._canvas, cloud, number)
        frames = self._page("watch", self.run_ms, movement.beat)
        figures = Figures(first, pan["fps"], frames["fps"], self._memory(), movement.longest_ms)
        self._canvas.show_layer("bench", False)
        return figures

    def peer(self, name: str, number: int) -> Figures:
        """A peer's layer with the same points."""
        first = float(self._page(name, number))
        pan, moves = self._page("pan", self.run_ms), self._page("moves", self.run_ms)
        figures = Figures(first, pan["fps"], moves["fps"], self._memory())
        self._js("Peers.clear()")
        return figures

    def stop(self) -> None:
        """Let go of the engine."""
        page, gone = self.face.page, []
        page.destroyed.connect(lambda *_: gone.append(True))
        self._canvas.stop()
        self._until(lambda: bool(gone))
        self._canvas.deleteLater()

    def _load_peers(self) -> None:
        source = resources("map", "peers", "peers.js").read_text("utf-8")
        self._js(source + ";window.Peers = Peers; true")

    def _memory(self) -> float:
        return sum(_pss_mb(pid) for pid in _family(os.getpid()))

    def _page(self, name: str, *args: Any) -> Any:
        """Run a measurement of the page and wait for its answer; a callable argument is called between."""
        beat = next((arg for arg in args if callable(arg)), None)
        words = ", ".join(repr(arg) for arg in args if not callable(arg))
        self._js(f"Peers.run('{name}'{', ' if words else ''}{words}); true")
        found: list[Any] = []

        def done() -> bool:
            if beat is not None:
                beat()
            # Qt: an object comes back empty from runJavaScript, a text comes back whole.
            found.append(json.loads(self._js("JSON.stringify(Peers.answer)")))
            return found[-1] is not None

        self._until(done)
        if "fault" in found[-1]:
            raise RuntimeError(found[-1]["fault"])
        return found[-1]["value"]

    def _js(self, script: str) -> Any:
        answers: list[Any] = []
        self.face.page.runJavaScript(script, 0, answers.append)
        self._until(lambda: bool(answers))
        return answers[0]

    def _until(self, test: Callable[[], bool]) -> None:
        """Let the event loop run until something is true. A nested loop, since Chromium's pump needs a real one."""
        from PySide6.QtCore import QEventLoop, QTimer

        end = time.monotonic() + _PATIENCE_S
        while not test():
            if time.monotonic() > end:
                raise TimeoutError("the page did not answer")
            loop = QEventLoop()
            QTimer.singleShot(_TURN_MS, loop.quit)
            loop.exec()


class _Movement:
    """A hundred of our points move each 100 ms; notes the most processor time the window's own thread gave for it."""

    def __init__(self, canvas: "MapCanvas", cloud: "PointCloud", number: int) -> None:
        self._canvas, self._cloud = canvas, cloud
        self._names = np.random.default_rng(5).integers(0, number, (64, _MOVES_PER_BEAT))
        self._dice = np.random.default_rng(6)
        self._turn, self._last, self.longest_ms = 0, time.perf_counter(), 0.0

    def beat(self) -> None:
        """Move, when it is time."""
        now = time.perf_counter()
        if now - self._last >= _BEAT_MS / 1000:
            self._last, self._turn = now, self._turn + 1
            names = [f"c{k}" for k in self._names[self._turn % 64]]
            lon, lat = self._dice.normal(LON, 0.08, len(names)), self._dice.normal(LAT, 0.06, len(names))
            started = time.thread_time()
            self._cloud.upsert(names, lon, lat, np.zeros(len(names), dtype=np.uint8))
            self._canvas.refresh("bench")
            self.longest_ms = max(self.longest_ms, (time.thread_time() - started) * 1000)


def _application() -> "QApplication":
    """The running application, or one made for the bench with the engine's environment set before."""
    from PySide6.QtWidgets import QApplication

    from widgets.map_canvas.browser import chromium_flags, register_scheme

    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    os.environ.update(chromium_flags(software=not Path("/dev/dri").exists(), root=root))
    if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    register_scheme()
    return QApplication(["hall-bench"])


def _canvas() -> "MapCanvas":
    from widgets.map_canvas import MapCanvas, Palette, View

    canvas = MapCanvas(resources("map"), Palette(), View(LON, LAT, 12))
    canvas.resize(1280, 800)
    return canvas


def _points(rest: str, query: dict[str, str]) -> tuple[str, bytes] | None:
    _, _, number = rest.partition("/")
    lon, lat = scatter(int(number))
    return "application/octet-stream", np.column_stack([lon, lat]).astype("<f8").tobytes()


def _family(pid: int) -> list[int]:
    """A process and all that it started."""
    found = [pid]
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += [child for each in (task / "children").read_text("ascii").split() for child in _family(int(each))]
    except OSError:
        return found
    return found


def _pss_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
        return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    except OSError:
        return 0.0


def _words(f: Figures) -> str:
    return f"first {f.first_ms:.0f} ms, pan {f.pan_fps:.0f} fps, moves {f.moves_fps:.0f} fps, {f.pss_mb:.0f} MB"
