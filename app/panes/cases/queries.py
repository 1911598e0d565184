"""What the case room reads: pages of the queue, the counts on its tabs, and everything about one case."""

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.domain.case import Case, Operation, allowed
from app.domain.matter import Matter
from app.domain.media import Media
from app.domain.rules import Rules
from app.domain.unit import Unit
from app.store import CaseQuery, CaseRow, Reader, Trouble
from app.store.rows import Key, StepRow
from app.text import LANGUAGES, N_, language

PAGE = 200
STRIDE = 4
FARTHEST_PAGES = 60


@dataclass(frozen=True, slots=True)
class Tab:
    """A saved filter; `name` is a marked sentence."""

    id: str
    name: str
    states: tuple[str, ...] = ()
    lights: tuple[str, ...] = ()
    mine: bool = False
    scope: str = "open"

    def over(self, query: CaseQuery, seat: str) -> CaseQuery:
        """Lay the tab over the operator's own filters."""
        order = "due" if self.scope == "open" else "new"
        return replace(
            query,
            scope=self.scope,
            order=order,
            states=self.states or query.states,
            lights=self.lights or query.lights,
            mine_seat=seat if self.mine else "",
        )


TABS = (
    Tab("open", N_("全部在办")),
    Tab("overdue", N_("超期"), lights=("overdue",)),
    Tab("warning", N_("将超期"), lights=("warning",)),
    Tab("reported", N_("待受理"), states=("reported",)),
    Tab("accepted", N_("待立案"), states=("accepted",)),
    Tab("filed", N_("待派遣"), states=("filed",)),
    Tab("handled", N_("待核查"), states=("handled", "checking")),
    Tab("suspended", N_("挂账"), states=("suspended",)),
    Tab("mine", N_("我的席位"), mine=True),
    Tab("all", N_("全部案件"), scope="all"),
)
TABS_BY_ID: Mapping[str, Tab] = {tab.id: tab for tab in TABS}


class QueueWalk:
    """Pages of one query by number, through the keys of the pages already walked past. Safe from several threads."""

    def __init__(self, reader: Reader, query: CaseQuery) -> None:
        self._reader, self._query = reader, query
        self._lock = threading.Lock()
        self._keys: dict[int, Key | None] = {0: None}
        self._end: int | None = None

    def page(self, number: int) -> tuple[CaseRow, ...]:
        """Return one page; empty behind the end."""
        with self._lock:
            key = self._reach(number)
            if number and key is None:
                return ()
            page = self._reader.cases(self._query, key, PAGE)
            if page.next is not None:
                self._keys[number + 1] = page.next
            return in_tongue(self._reader, page.rows)

    def _reach(self, number: int) -> Key | None:
        known = max(page for page in self._keys if page <= number)
        while known < number and not self._is_past(known):
            far = number - known >= STRIDE and not self._is_past(known + STRIDE)
            step = STRIDE if far else 1
            page = self._reader.cases(self._query, self._keys[known], PAGE * step)
            if page.next is not None:
                known += step
                self._keys[known] = page.next
                continue
            self._end = known + -(-len(page.rows) // PAGE)
            if step == 1:
                break
        return self._keys.get(number)

    def _is_past(self, number: int) -> bool:
        return self._end is not None and number >= self._end


def in_tongue(reader: Reader, rows: Sequence[CaseRow]) -> tuple[CaseRow, ...]:
    """Name the matters in the operator's language where the dictionary knows how."""
    if language() == LANGUAGES[0]:
        return tuple(rows)
    matters = reader.rules().matters
    names = {row.matter_id: matters[row.matter_id].name_en for row in rows if row.matter_id in matters}
    return tuple(replace(row, matter_name=names.get(row.matter_id) or row.matter_name) for row in rows)


@dataclass(frozen=True, slots=True)
class QueueView:
    """One look at a queue: how long it is, the pages around the eye, and where the watched ids stand now."""

    walk: QueueWalk
    count: int
    pages: dict[int, Sequence[CaseRow]]
    places: dict[str, int]


def look_again(reader: Reader, query: CaseQuery, pages: Iterable[int], watched: Iterable[str]) -> QueueView:
    """Read the pages around the eye; a watched id that is not among them is looked for from the start."""
    walk = QueueWalk(reader, query)
    read: dict[int, Sequence[CaseRow]] = {number: walk.page(number) for number in pages}
    wanted = {record_id for record_id in watched if record_id}
    places = _places(read, wanted)
    if query.scope == "open" and len(places) < len(wanted):
        places |= _search_places(walk, wanted - set(places), read)
    return QueueView(walk, reader.count(query), read, places)


def _places(pages: Mapping[int, Sequence[CaseRow]], wanted: set[str]) -> dict[str, int]:
    return {
        row.id: number * PAGE + offset
        for number, rows in pages.items()
        for offset, row in enumerate(rows)
        if row.id in wanted
    }


def _search_places(walk: QueueWalk, wanted: set[str], read: Mapping[int, object]) -> dict[str, int]:
    found: dict[str, int] = {}
    for number in range(FARTHEST_PAGES):
        if number in read:
            continue
        rows = walk.page(number)
        found |= _places({number: rows}, wanted)
        if not rows or len(found) == len(wanted):
            break
    return found


def tab_counts(reader: Reader, query: CaseQuery, seat: str) -> dict[str, int]:
    """How many cases stand behind each tab under the operator's filters; the archive is not counted."""
    open_cases = reader.counts(replace(query, scope="open", mine_seat=""))
    counts = {tab.id: sum(open_cases.states.get(state, 0) for state in tab.states) for tab in TABS if tab.states}
    counts |= {tab.id: sum(open_cases.lights.get(light, 0) for light in tab.lights) for tab in TABS if tab.lights}
    counts["open"] = open_cases.total
    counts["mine"] = reader.count(TABS_BY_ID["mine"].over(query, seat)) if seat else 0
    return counts


@dataclass(frozen=True, slots=True)
class UnitHint:
    """A unit proposed for a case and the rule it came from: `matter`, `ground`, `before` or `near`."""

    unit: Unit
    rule: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything the detail shows of one case."""

    case: CaseRow
    steps: tuple[StepRow, ...]
    operations: tuple[Operation, ...]
    unit: Unit | None = None
    hints: tuple[UnitHint, ...] = ()
    photos: tuple[Media, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    camera_name: str = ""
    read_at: datetime | None = None
    latest: dict[str, StepRow] = field(default_factory=dict)


def dossier(reader: Reader, case_id: str, role: str, seat: str, now: datetime) -> Dossier | None:
    """Read one case with its timeline, photos and proposals; None where the cache does not hold it."""
    found = reader.case(case_id)
    if found is None:
        return None
    (case,) = in_tongue(reader, (found,))
    steps = tuple(reader.steps(case_id))
    camera = reader.get("camera", case.camera_id) if case.camera_id else None
    return Dossier(
        case=case,
        steps=steps,
        operations=operations_of(case, role, seat, reader.rules()),
        unit=reader.get("unit", case.unit_id) if case.unit_id else None,
        hints=unit_hints(reader, case, steps),
        photos=photos(reader, case_id, steps),
        troubles=tuple(t for t in reader.troubles() if t.command.target == case_id),
        camera_name=camera.name if camera is not None else "",
        read_at=now,
        latest={step.action: step for step in steps},
    )


def operations_of(case: Case, role: str, seat: str, rules: Rules) -> tuple[Operation, ...]:
    """What this seat may do now; only what it holds can be let go, only what it does not hold can be taken."""
    pointless = "claim" if case.claimed_by == seat else "release"
    return tuple(operation for operation in allowed(case, role, rules) if operation.id != pointless)


def photos(reader: Reader, case_id: str, steps: Iterable[StepRow]) -> tuple[Media, ...]:
    """The pictures of a case: its own, and those its steps brought along; each once, oldest first."""
    found: dict[str, Media] = {media.id: media for media in reader.owned("media", case_id)}
    for media_id in (media_id for step in steps for media_id in step.media_ids if media_id not in found):
        media = reader.get("media", media_id)
        if media is not None:
            found[media_id] = media
    pictures = [media for media in found.values() if media.mime.startswith("image/")]
    return tuple(sorted(pictures, key=lambda media: (media.taken_at, media.id)))


def ground_of(reader: Reader, lon: float, lat: float) -> dict[str, str]:
    """The code and the name of the ground a point lies on, street and community; empty outside the district."""
    grid = reader.around(lon, lat).grid
    if grid is None:
        return {}
    parts = (reader.get("area", grid.id[:length]) for length in (9, 12))
    return {"area_code": grid.id, "area_name": "".join(area.name for area in parts if area is not None)}


def unit_hints(reader: Reader, case: Case, steps: Sequence[StepRow]) -> tuple[UnitHint, ...]:
    """Propose responsible units: by the matter's rule, then by the ground, then who had it before; each once.

    A unit that gave the case back is not proposed again.
    """
    gave_back = {step.unit_id for step in steps if step.action in ("return", "approve") and step.to_state == "filed"}
    matter = reader.rules().matters.get(case.matter_id)
    proposals: list[tuple[str, Unit | None]] = []
    if matter is not None and matter.unit_id:
        proposals.append(("matter", reader.get("unit", matter.unit_id)))
    if case.lon is not None and case.lat is not None:
        proposals.append(("ground", reader.around(case.lon, case.lat).unit))
    proposals += [("before", reader.get("unit", step.unit_id)) for step in reversed(steps) if step.unit_id]
    hints: dict[str, UnitHint] = {}
    for rule, unit in proposals:
        if unit is not None and unit.enabled and unit.id not in gave_back:
            hints.setdefault(unit.id, UnitHint(unit, rule))
    return tuple(hints.values())


@dataclass(frozen=True, slots=True)
class MatterHint:
    """A matter proposed for a text and the word in the text that led to it."""

    matter: Matter
    because: str


def matter_hints(text: str, matters: Iterable[Matter], most: int = 5) -> tuple[MatterHint, ...]:
    """Propose matters whose name or keyword stands in the text, the longest word first."""
    found: list[MatterHint] = []
    for matter in matters:
        words = [word for word in (matter.name, *matter.keywords) if len(word) >= 2 and word in text]
        if matter.enabled and words:
            found.append(MatterHint(matter, max(words, key=len)))
    found.sort(key=lambda hint: (-len(hint.because), hint.matter.id))
    return tuple(found[:most])
