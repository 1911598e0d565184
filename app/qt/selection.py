"""The thing in hand: the case, camera, speakers or place that all rooms look at together."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QObject, Signal


@dataclass(frozen=True, slots=True)
class Spot:
    """A point to gather round, and what it came from (case, camera, speaker, place or map)."""

    lon: float
    lat: float
    title: str
    origin_kind: str = "map"
    origin_id: str = ""


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture just taken, on its way into a case: the file, and where its camera stands."""

    media_id: str
    path: str
    camera_id: str
    camera_name: str
    lon: float
    lat: float
    taken_at: str
    extra: dict[str, Any] = field(default_factory=dict)


class Selection(QObject):
    """What every room may set and every room may follow. Setting the same thing twice says nothing.

    `complete` is called before anything is told to other rooms: a window that still opens its rooms builds them first.
    A case taken in hand waits for nobody; a room built later finds it here.
    """

    case_changed = Signal(str)
    camera_changed = Signal(str)
    speakers_changed = Signal(tuple)
    place_changed = Signal(object)
    around = Signal(object)
    shot_taken = Signal(object)
    speak_requested = Signal()
    send_requested = Signal()
    new_case_requested = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.complete: Callable[[], None] = lambda: None
        self._case = self._camera = ""
        self._speakers: tuple[str, ...] = ()
        self._spot: Spot | None = None

    def heir(self) -> "Selection":
        """Return another one with the same things in hand, followed by nobody yet."""
        heir = Selection()
        heir._case, heir._camera = self._case, self._camera
        heir._speakers, heir._spot = self._speakers, self._spot
        return heir

    @property
    def case_id(self) -> str:
        """The case in hand, or empty."""
        return self._case

    @property
    def camera_id(self) -> str:
        """The camera in hand, or empty."""
        return self._camera

    @property
    def speaker_ids(self) -> tuple[str, ...]:
        """The speakers that would be spoken to."""
        return self._speakers

    @property
    def spot(self) -> Spot | None:
        """The point the rooms were last gathered round."""
        return self._spot

    def choose_case(self, case_id: str) -> None:
        """Take a case in hand."""
        if case_id != self._case:
            self._case = case_id
            self.case_changed.emit(case_id)

    def choose_camera(self, camera_id: str) -> None:
        """Take a camera in hand."""
        if camera_id != self._camera:
            self.complete()
            self._camera = camera_id
            self.camera_changed.emit(camera_id)

    def choose_speakers(self, speaker_ids: tuple[str, ...]) -> None:
        """Choose the speakers to speak to."""
        if speaker_ids != self._speakers:
            self.complete()
            self._speakers = speaker_ids
            self.speakers_changed.emit(speaker_ids)

    def go_around(self, spot: Spot) -> None:
        """Gather every room round a point: nearest cameras, nearest speakers, responsible unit."""
        self.complete()
        self._spot = spot
        self.place_changed.emit(spot)
        self.around.emit(spot)
