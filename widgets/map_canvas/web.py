"""The map as a page in a closed browser; Python owns what it shows."""

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QColor
from PySide6.QtWebChannel import QWebChannel
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineSettings
from PySide6.QtWebEngineWidgets import QWebEngineView
from PySide6.QtWidgets import QWidget

from widgets.map_canvas.browser import ORIGIN, Guard, closed_profile
from widgets.map_canvas.channel import Channel
from widgets.map_canvas.cloud import Window
from widgets.map_canvas.page import build_page
from widgets.map_canvas.scene import Order, Scene
from widgets.map_canvas.scheme import Answer, SchemeHandler
from widgets.map_canvas.sprites import sprite_png

FLUSH_MS = 33
DEATHS = 3


class WebFace(QObject):
    """Loads the page, hands it orders in batches, and tells it everything again when its renderer dies."""

    gave_up = Signal()
    loaded = Signal()

    def __init__(
        self, scene: Scene, channel: Channel, assets: Path, workers: ThreadPoolExecutor, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._scene, self._channel = scene, channel
        self._waiting: list[Order] = []
        self._ready = False
        self.deaths = 0
        self.guard = Guard(self)
        self._profile = closed_profile(self.guard, self)
        self.handler = SchemeHandler(assets, workers, self)
        for head, answer in self._routes():
            self.handler.route(head, answer)
        self._profile.installUrlSchemeHandler(b"hall", self.handler)
        self.page = QWebEnginePage(self._profile, self)
        self.widget = QWebEngineView(self.page, parent)
        self._web = QWebChannel(self.page)
        self._flush = QTimer(self, interval=FLUSH_MS, singleShot=True)
        self._dress()
        self._connect()
        self.reload()

    def send(self, orders: Iterable[Order]) -> None:
        """Queue orders; they leave together within 33 ms. Before the page is ready none is kept: it is told all."""
        if not self._ready:
            return
        self._waiting.extend(orders)
        if not self._flush.isActive():
            self._flush.start()

    def reload(self) -> None:
        """Load the page (again)."""
        self._ready = False
        self._waiting.clear()
        self.page.load(QUrl(f"{ORIGIN}/index/{self._scene.view.zoom:g}.html"))

    def set_scale(self, scale: float) -> None:
        """Larger or smaller, crisp: the page's own device pixels change with it."""
        self.page.setZoomFactor(max(0.25, min(5.0, scale)))

    def stop(self) -> None:
        """Let go of the renderer; the page goes before its profile."""
        self._flush.stop()
        self.handler.close()
        self.page.renderProcessTerminated.disconnect(self._died)
        self._web.deregisterObject(self._channel)
        self.page.destroyed.connect(self._profile.deleteLater)
        self.widget.hide()
        self.page.deleteLater()
        self.widget.deleteLater()

    def _dress(self) -> None:
        self._web.registerObject("hall", self._channel)
        self.page.setWebChannel(self._web)
        self.page.setBackgroundColor(QColor(self._scene.palette.ground))
        self.widget.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        off, on = False, True
        attribute = QWebEngineSettings.WebAttribute
        for name, wanted in (
            (attribute.LocalContentCanAccessFileUrls, off),
            (attribute.LocalContentCanAccessRemoteUrls, off),
            (attribute.PluginsEnabled, off),
            (attribute.LocalStorageEnabled, off),
            (attribute.DnsPrefetchEnabled, off),
            (attribute.ScrollAnimatorEnabled, off),
            (attribute.FocusOnNavigationEnabled, off),
            (attribute.JavascriptEnabled, on),
        ):
            self.page.settings().setAttribute(name, wanted)

    def _connect(self) -> None:
        self._channel.is_ready.connect(self._tell_all)
        self.page.renderProcessTerminated.connect(self._died)
        self._flush.timeout.connect(self._send_now)

    def _tell_all(self) -> None:
        self._ready = True
        self._waiting = self._scene.everything()
        self._send_now()
        self.loaded.emit()

    def _send_now(self) -> None:
        if self._waiting:
            batch, self._waiting = self._waiting, []
            self._channel.op.emit(json.dumps(batch, ensure_ascii=False))

    def _died(self, *_: Any) -> None:
        self._ready = False
        self.deaths += 1
        if self.deaths >= DEATHS:
            self.gave_up.emit()
            return
        # Qt: loading inside the signal of the death is ignored.
        QTimer.singleShot(0, self, self.reload)

    def _routes(self) -> list[tuple[str, Callable[[str, dict[str, str]], Answer | None]]]:
        return [("index", self._index), ("view", self._view), ("tiles", self._tile), ("sprite", self._sprite)]

    # -- these run in worker threads ---------------------------------------------------------------------------------
    def _index(self, rest: str, query: dict[str, str]) -> Answer:
        view = self._scene.view
        return "text/html", build_page(view.lon, view.lat, round(view.zoom)).encode()

    def _view(self, rest: str, query: dict[str, str]) -> Answer | None:
        name, *numbers = rest.split("/")
        cloud = self._scene.clouds.get(name)
        if cloud is None or len(numbers) != 5:
            return None
        return "application/octet-stream", cloud.view(Window(*map(float, numbers))).packed()

    def _tile(self, rest: str, query: dict[str, str]) -> Answer | None:
        sheet, style, z, x, last = rest.split("/")
        y, _, scale = last.partition("@")
        source = self._scene.sheets.get(sheet)
        return source.encoded(style, int(z), int(x), int(y), 2 if scale else 1) if source else None

    def _sprite(self, rest: str, query: dict[str, str]) -> Answer | None:
        name, last = rest.split("/")
        number, _, scale = last.partition("@")
        look = self._scene.looks[name]
        return "image/png", sprite_png(look.sprites[int(number)], look.size, 2 if scale == "2x" else 1)
