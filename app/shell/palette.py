"""What the palette offers: actions and workspaces at once, records of the hall a moment later."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.qt.pane import PaneAction
from app.qt.selection import Selection, Spot
from app.qt.tasks import Task, Tasks
from app.store import Reader
from app.text import N_, _, n_
from app.words import word
from widgets.palette import PaletteItem, rank
from widgets.palette.palette import Deliver

KINDS = ("case", "camera", "speaker", "zone", "place", "unit")
# kind -> section, icon
_KIND_LOOKS = {
    "case": (N_("案件"), "clipboard-list"),
    "camera": (N_("摄像机"), "cctv"),
    "speaker": (N_("音柱"), "megaphone"),
    "zone": (N_("广播分区"), "group"),
    "place": (N_("地点"), "map-pin"),
    "unit": (N_("责任单位"), "building-2"),
}
MOST_PER_KIND = 6


@dataclass(frozen=True)
class Offer:
    """An action with the room it belongs to."""

    action: PaneAction
    room: str


@lru_cache(maxsize=2_000)
def pinyin_names(title: str) -> tuple[str, str]:
    """The initials and the whole pinyin of a Chinese title; slow the first time, so asked for in a task first."""
    # The dictionary takes a fifth of a second to load: not before somebody needs it.
    from pypinyin import Style, lazy_pinyin

    initials = lazy_pinyin(title, style=Style.FIRST_LETTER)
    return "".join(initials).lower(), "".join(lazy_pinyin(title)).lower()


class Finder:
    """Answers the palette and carries out the choice."""

    def __init__(
        self,
        reader: Reader,
        tasks: Tasks,
        selection: Selection,
        offers: Callable[[], Iterable[Offer]],
        show_kind: Callable[[str], None],
    ) -> None:
        self._reader, self._tasks, self._selection = reader, tasks, selection
        self._offers, self._show_kind = offers, show_kind
        self._task: Task | None = None
        self._runs: dict[str, Callable[[], None]] = {}

    def warm(self) -> None:
        """Read the dictionary of sounds before somebody needs it."""
        self._tasks.run(lambda: pinyin_names(_("搜索")), lambda _ready: None)

    def provide(self, text: str, deliver: Deliver) -> None:
        """Deliver what fits: actions now, records as soon as they are found."""
        if self._task is not None:
            self._task.cancel()
        actions = self._actions(text)
        if not text.strip():
            deliver(actions)
            return
        deliver(actions, False)

        def found(hits: list[Any]) -> None:
            deliver([*_best_first(actions, text), *_records(hits)])

        self._task = self._tasks.run(
            lambda: self._reader.search(text, KINDS, 60), found, lambda _fault: deliver(actions)
        )

    def choose(self, item: PaletteItem) -> None:
        """Run the action, or take the record in hand and bring up its room."""
        if item.id in self._runs:
            self._runs[item.id]()
            return
        kind, _slash, record_id = item.id.partition("/")
        record = self._reader.get(kind, record_id)
        if record is not None:
            self._take(kind, record)
            self._show_kind(kind)

    def _actions(self, text: str) -> list[PaletteItem]:
        scored = []
        self._runs.clear()
        for offer in self._offers():
            fit = rank(text, (offer.action.title, offer.room, *pinyin_names(offer.action.title), offer.action.shortcut))
            if fit and offer.action.enabled():
                self._runs[f"do/{offer.action.id}"] = offer.action.run
                scored.append((fit, _action_item(offer)))
        if text.strip():
            scored.sort(key=lambda pair: -pair[0])
        return [item for _fit, item in scored]

    def _take(self, kind: str, record: Any) -> None:
        match kind:
            case "case":
                self._selection.choose_case(record.id)
            case "camera":
                self._selection.choose_camera(record.id)
            case "speaker":
                self._selection.choose_speakers((record.id,))
            case "zone":
                self._selection.choose_speakers(tuple(record.speaker_ids))
            case _:
                self._selection.go_around(Spot(record.lon, record.lat, record.name, kind, record.id))


def _best_first(actions: list[PaletteItem], text: str) -> list[PaletteItem]:
    """Scattered letters may fit many actions by chance; beside records only the near ones are kept."""
    return [item for item in actions if rank(text, (item.title, *item.names)) >= 30]


def _action_item(offer: Offer) -> PaletteItem:
    action = offer.action
    return PaletteItem(
        id=f"do/{action.id}",
        title=action.title,
        section=_("操作"),
        hint=offer.room,
        icon=action.icon or "command",
        shortcut=action.shortcut,
        names=pinyin_names(action.title),
    )


def _records(hits: Iterable[Any]) -> list[PaletteItem]:
    by_kind: dict[str, list[PaletteItem]] = {}
    for hit in hits:
        rows = by_kind.setdefault(hit.kind, [])
        if len(rows) < MOST_PER_KIND:
            rows.append(_record_item(hit.kind, hit.record))
    return [item for rows in by_kind.values() for item in rows]


def _record_item(kind: str, record: Any) -> PaletteItem:
    section, icon = _KIND_LOOKS[kind]
    title, hint = _NAMES[kind](record)
    return PaletteItem(id=f"{kind}/{record.id}", title=title, section=_(section), hint=hint, icon=icon)


def _case(case: Any) -> tuple[str, str]:
    title = " · ".join(filter(None, (case.matter_name or case.description[:24], case.address)))
    return title or case.case_no, f"{case.case_no} · {word('state', case.state)}"


_NAMES: Mapping[str, Callable[[Any], tuple[str, str]]] = {
    "case": _case,
    "camera": lambda camera: (camera.name, f"{camera.no} · {word('camera_kind', camera.kind)}"),
    "speaker": lambda speaker: (speaker.name, speaker.no),
    "zone": lambda zone: (zone.name, n_("{n} 个音柱", len(zone.speaker_ids)).format(n=len(zone.speaker_ids))),
    "place": lambda place: (place.name, word("place_kind", place.kind)),
    "unit": lambda unit: (unit.name, unit.phone or unit.code),
}
