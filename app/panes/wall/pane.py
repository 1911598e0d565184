"""Puts the wall together: cameras → tiles → states; keys and clicks → streams, heads, pictures and the selection."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtWidgets import QWidget

from app.bus import DeviceChanged, Notice
from app.devices.ports import TileState
from app.devices.video.ptz import HeadAddress, PtzDesk
from app.domain.camera import Camera
from app.domain.errors import Rejected, Unavailable
from app.domain.ids import new_id
from app.panes.wall import commands, queries
from app.panes.wall.parts.faces import truth
from app.panes.wall.parts.shot import write
from app.panes.wall.parts.wall import Wall
from app.panes.wall.queries import CameraBook
from app.panes.wall.view import LAYOUTS, WallView
from app.qt.pane import PaneAction, PaneContext
from app.qt.selection import Shot, Spot
from app.text import _, n_

POLL_MS = 250
_FIRST_LAYOUT = 9


class WallPane(QObject):
    """The room. A hidden wall stops painting at once and lets its streams go after a while."""

    def __init__(self, ctx: PaneContext) -> None:
        super().__init__()
        self._ctx = ctx
        self._book = CameraBook()
        self._saved: dict[str, Any] = {}
        self._read = self._stopped = self._quiet = False
        self.view = WallView()
        self.widget: QWidget = self.view
        self.view.grid.set_count(_FIRST_LAYOUT)
        self.wall = Wall(self.view.grid, ctx.video, ctx.camera_login, self._told)
        self._desk = PtzDesk(self._turned)
        self._turning: HeadAddress | None = None
        self._poll = QTimer(self, interval=POLL_MS)
        self._retire = QTimer(self, singleShot=True, interval=int(ctx.settings.hidden_tile_s * 1000))
        self._connect()
        self.view.show_layout(_FIRST_LAYOUT)
        self._poll.start()
        self._read_book()

    # -- the pane's manners ----------------------------------------------------------------------------------

    def actions(self) -> list[PaneAction]:
        """What can be done here, in the order of the F1 list."""
        view, grid = self.view, self.view.grid
        held = self._held
        return [
            PaneAction("wall.around", _("视频：看身边"), self.go_around, "F4", "locate-fixed", held),
            PaneAction("wall.shot", _("视频：抓拍"), self.take_shot, "S", "camera", held),
            PaneAction("wall.large", _("视频：放大或还原"), self._toggle_large, "Return", "maximize-2", held),
            PaneAction("wall.steer", _("视频：云台方向键"), view.steer.toggle, "P", "move-3d", self._can_turn),
            PaneAction("wall.again", _("视频：重新连接"), self.try_again, "R", "refresh-cw", held),
            PaneAction("wall.hold", _("视频：定格或继续"), self.hold, "Space", "circle-pause", held),
            PaneAction("wall.find", _("视频：查找摄像机"), self.view.cameras.search.setFocus, "F", "search"),
            PaneAction("wall.list", _("视频：显示或隐藏摄像机列表"), view.list_button.toggle, "L", "panel-left"),
            PaneAction("wall.next", _("视频：下一页"), partial(self.page, 1), "PgDown", "chevron-right"),
            PaneAction("wall.previous", _("视频：上一页"), partial(self.page, -1), "PgUp", "chevron-left"),
            *(
                PaneAction(
                    f"wall.{n}", n_("视频：{n} 画面", n).format(n=n), partial(self.lay_out, n), "", "layout-grid"
                )
                for n in LAYOUTS
            ),
            PaneAction(
                "wall.remove", _("视频：移除画面"), partial(self.remove, -1), "Delete", "x", lambda: grid.count > 0
            ),
        ]

    def save(self) -> dict[str, Any]:
        """Layout, cameras and the list's width."""
        ids = [camera.id if camera else "" for camera in self.wall.cameras]
        view = self.view
        return {
            "count": view.grid.count,
            "cameras": ids if self._read else self._saved.get("cameras", []),
            "index": view.grid.index,
            "list_wish": view.list_wish,
            "split": view.splitter.sizes(),
        }

    def restore(self, state: dict[str, Any]) -> None:
        """Hang the cameras again; what no longer exists is left out."""
        self._saved = state
        count = state.get("count")
        if count in LAYOUTS:
            self.lay_out(count)
        wish = state.get("list_wish")
        self.view.wish_list(wish if isinstance(wish, bool) else None)
        split = state.get("split")
        if isinstance(split, list) and len(split) == 2 and all(isinstance(one, int) for one in split):
            self.view.splitter.setSizes(split)
        if self._read:
            self._hang_saved()

    def stop(self) -> None:
        """Let go of every stream, the head, and the timers."""
        self._stopped = True
        self._poll.stop()
        self._retire.stop()
        self.view.grid.run(False)
        self._stop_turning()
        self.wall.sleep()
        self._desk.stop()

    # -- what the operator asks ------------------------------------------------------------------------------

    def show_camera(self, camera_id: str, index: int = -1) -> None:
        """Put a camera on a tile: the one named, else where it hangs already, else a free one, else the one in hand."""
        camera = self._book.by_id.get(camera_id)
        if camera is None:
            return
        grid = self.view.grid
        there = self.wall.where(camera_id)
        if index < 0 and there < 0:
            commands.note_view(self._ctx.dispatch, camera)
            there = self.wall.free() if grid.large < 0 and self.wall.camera(grid.index) is not None else grid.index
            there = there if there >= 0 else grid.index
        at = index if index >= 0 else there
        self.wall.put(at, camera)
        grid.choose(at)
        self._chosen(at)

    def lay_out(self, count: int) -> None:
        """Change the number of tiles."""
        self.view.grid.set_count(count)
        self.view.show_layout(count)
        self.wall.fit()

    def page(self, step: int) -> None:
        """Show the next or previous cameras of the list."""
        count = self.view.grid.count
        shown = [camera.id for camera in self.wall.cameras if camera is not None]
        self._hang(queries.next_page(self._book, shown, count, step))

    def remove(self, index: int) -> None:
        """Take the camera off a tile (-1: the one in hand)."""
        self.wall.put(index if index >= 0 else self.view.grid.index, None)
        self._chosen(self.view.grid.index)

    def go_around(self) -> None:
        """F4: every room round the camera in hand."""
        camera = self._camera()
        if camera is not None:
            self._ctx.selection.go_around(Spot(camera.lon, camera.lat, camera.name, "camera", camera.id))

    def try_again(self) -> None:
        """Connect the camera in hand anew."""
        channel = self.wall.channel(self.view.grid.index)
        if channel is not None:
            channel.again()

    def hold(self) -> None:
        """Hold the picture in hand, or let it go on."""
        channel = self.wall.channel(self.view.grid.index)
        if channel is not None:
            channel.pause(channel.poll().word != "paused")
            self.wall.poll()

    def take_shot(self) -> None:
        """Take the picture in hand for a case."""
        camera, channel = self._camera(), self.wall.channel(self.view.grid.index)
        frame = channel.snapshot() if channel is not None else None
        if camera is None or frame is None:
            self._ctx.bus.publish(Notice("warning", "wall.no_picture"))
            return
        taken_at, media_id, folder = self._ctx.clock.now(), new_id(), self._ctx.profile.media
        self._ctx.tasks.run(
            lambda: write(frame, camera, taken_at, folder, media_id),
            partial(self._shot_written, camera, taken_at),
            self._shot_failed,
        )

    def _shot_written(self, camera: Camera, taken_at: datetime, picture: commands.Picture) -> None:
        answer = commands.keep_picture(self._ctx.dispatch, camera, picture, taken_at)
        if isinstance(answer, Rejected):
            self._ctx.bus.publish(Notice("warning", answer.code, answer.detail))
            return
        place = (camera.id, camera.name, camera.lon, camera.lat)
        shot = Shot(picture.media_id, str(picture.path), *place, taken_at.isoformat())
        self._ctx.selection.shot_taken.emit(shot)

    def _shot_failed(self, fault: BaseException) -> None:
        if not isinstance(fault, OSError):
            raise fault
        self._ctx.bus.publish(Notice("alarm", "disk.full"))

    # -- heads -----------------------------------------------------------------------------------------------

    def _turn(self, pan: float, tilt: float, zoom: float) -> None:
        camera = self._camera()
        if camera is not None and self._can_turn():
            self._turning = HeadAddress(camera.ptz_url, *self._ctx.camera_login(camera.id))
            self._desk.move(self._turning, pan, tilt, zoom)

    def _stop_turning(self) -> None:
        if self._turning is not None:
            self._desk.stop_moving(self._turning)
            self._turning = None

    def _turned(self, fault: Exception | None) -> None:
        # The desk's own thread; the bus brings it to the screen.
        if isinstance(fault, Rejected | Unavailable):
            self._ctx.bus.publish(Notice("warning", fault.code))

    def _steer(self, on: bool) -> None:
        self.view.grid.steering = on
        self.view.grid.setFocus()

    # -- inside ----------------------------------------------------------------------------------------------

    def _camera(self) -> Camera | None:
        return self.wall.camera(self.view.grid.index)

    def _held(self) -> bool:
        return self._camera() is not None

    def _can_turn(self) -> bool:
        """Nobody turns a head blind: the picture must be live."""
        camera, states, place = self._camera(), self.wall.states, self.view.grid.index
        live = place < len(states) and states[place].word == "live"
        return camera is not None and camera.ptz and bool(camera.ptz_url) and live

    def _toggle_large(self) -> None:
        grid = self.view.grid
        grid.enlarge(-1 if grid.large >= 0 else grid.index)

    def _told(self, camera_id: str, state: TileState) -> None:
        self.view.cameras.model.say(camera_id, state.word)
        self._chosen_quietly()
        self._ctx.bus.publish(DeviceChanged("camera", camera_id, state.word, state.detail))

    def _beat(self) -> None:
        looking = self.view.isVisible() and not self.view.window().isMinimized()
        self._looked_at(looking)
        if self.wall.awake:
            self.wall.poll()
        self.view.truth.set(*truth(self.wall.states))

    def _looked_at(self, looking: bool) -> None:
        self.view.grid.run(looking)
        if looking:
            self._retire.stop()
            self.wall.wake()
        elif self.wall.awake and not self._retire.isActive():
            self._retire.start()

    def _chosen(self, index: int) -> None:
        camera = self.wall.camera(index)
        self.view.show_steering(self._can_turn(), self.view.grid.steering)
        if camera is not None and not self._quiet:
            self._ctx.selection.choose_camera(camera.id)

    def _menu(self, index: int, at: QPoint) -> None:
        if self.wall.camera(index) is None:
            return
        large = self.view.grid.large >= 0
        self.view.offer(
            at,
            [
                ("minimize-2", _("还原"), self._toggle_large)
                if large
                else ("maximize-2", _("放大"), self._toggle_large),
                ("camera", _("抓拍，作为案件照片"), self.take_shot),
                ("locate-fixed", _("看身边"), self.go_around),
                ("circle-pause", _("定格或继续"), self.hold),
                ("refresh-cw", _("重新连接"), self.try_again),
                ("x", _("移除画面"), partial(self.remove, index)),
            ],
        )

    def _go_around(self, spot: Spot) -> None:
        count = self.view.grid.count
        find = partial(queries.nearest, self._ctx.reader, spot.lon, spot.lat, count)
        self._ctx.tasks.run(find, self._hang_around)

    def _hang_around(self, ids: list[str]) -> None:
        if not ids or self._stopped:
            return
        self.view.grid.enlarge(-1)
        self._hang(ids)
        self._quiet = True
        self.view.grid.choose(0)
        self._quiet = False

    def _hang(self, ids: list[str]) -> None:
        # Cameras that stay keep their tile's stream when they keep their place.
        for index in range(self.view.grid.count):
            self.wall.put(index, self._book.by_id.get(ids[index]) if index < len(ids) else None)
        self._chosen_quietly()

    def _chosen_quietly(self) -> None:
        self.view.show_steering(self._can_turn(), self.view.grid.steering)

    def _read_book(self, *_changed: object) -> None:
        if not self._stopped:
            self._ctx.tasks.run(partial(queries.book, self._ctx.reader), self._show_book)

    def _show_book(self, book: CameraBook) -> None:
        if self._stopped:
            return
        self._book = book
        self.view.cameras.show_book(book)
        if not self._read and book.by_id:
            self._read = True
            self._hang_saved()
        elif self._read:
            self._hang([camera.id if camera else "" for camera in self.wall.cameras])

    def _hang_saved(self) -> None:
        ids = self._saved.get("cameras")
        if not isinstance(ids, list) or not any(one in self._book.by_id for one in ids if isinstance(one, str)):
            ids = [camera.id for camera in self._book.ordered][: self.view.grid.count]
        self._hang([one if isinstance(one, str) else "" for one in ids])
        index = self._saved.get("index")
        if isinstance(index, int) and 0 <= index < self.view.grid.count:
            self._quiet = True
            self.view.grid.choose(index)
            self._quiet = False

    def _cameras_changed(self, kind: str, _ids: object) -> None:
        if kind in ("camera", "area"):
            self._read_book()

    def _dropped(self, index: int, camera_id: str) -> None:
        self.show_camera(camera_id, index)

    def _enlarged(self, _index: int) -> None:
        self.wall.fit()

    def _connect(self) -> None:
        view, grid, ctx = self.view, self.view.grid, self._ctx
        self._poll.timeout.connect(self._beat)
        self._retire.timeout.connect(self.wall.sleep)
        view.visible_changed.connect(self._looked_at)
        view.layout_asked.connect(self.lay_out)
        view.paged.connect(self.page)
        view.steering_asked.connect(self._steer)
        view.shot_asked.connect(self.take_shot)
        view.around_asked.connect(self.go_around)
        view.cameras.asked.connect(self.show_camera)
        grid.chosen.connect(self._chosen)
        grid.enlarged.connect(self._enlarged)
        grid.dropped.connect(self._dropped)
        grid.removed.connect(self.remove)
        grid.paged.connect(self.page)
        grid.menu_asked.connect(self._menu)
        grid.turned.connect(self._turn)
        grid.turn_ended.connect(self._stop_turning)
        ctx.bridge.records_changed.connect(self._cameras_changed)
        ctx.selection.camera_changed.connect(self._camera_chosen)
        ctx.selection.around.connect(self._go_around)

    def _camera_chosen(self, camera_id: str) -> None:
        camera = self._camera()
        if camera_id and (camera is None or camera.id != camera_id):
            self.show_camera(camera_id)
