"""What the screen reads: pages, counts, searches and neighbours, from any thread, on one consistent picture each."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from app.bus import Link
from app.domain.area import Area
from app.domain.case import Case, Kin
from app.domain.clock import Clock
from app.domain.command import Command
from app.domain.matter import stem_of
from app.domain.records import KINDS
from app.domain.rules import Rules
from app.protocol import command_from_json
from app.store import kin, missed, nearby, outbox, pruning
from app.store.connection import DatabaseFile, fetch, scalar
from app.store.moment import CASE, Moment, later, look, stored_as_of
from app.store.pruning import Backed
from app.store.rows import (
    Around,
    Away,
    CaseQuery,
    CaseRow,
    ChangedCase,
    Counts,
    Found,
    Key,
    MissedCounts,
    Near,
    Page,
    PendingCommand,
    Standing,
    StepRow,
    Trouble,
)
from app.store.rulebook import Rulebook
from app.store.search import SEARCHED, find, named_by
from app.store.shapes import case_rows, nouns, select_list, step_rows
from app.store.tally import Tally
from app.store.walks import Named

_PENDING = "n, body, sent, state"
_UNSETTLED = "state IN ('waiting', 'held', 'behind')"
# Letters that name more than this name nothing in particular.
_MOST_NAMED = 24
_MEMORIZED = frozenset(KINDS) - {"case", "case_step", "media", "broadcast", "reading"}


class Reader:
    """Thread-safe; every call reads one consistent picture and holds nothing open afterwards."""

    def __init__(
        self, cache: DatabaseFile, outbox: DatabaseFile, clock: Clock, link: Callable[[], Link], version: dict[str, int]
    ) -> None:
        self._cache = cache
        self._outbox = outbox
        self._clock = clock
        self._link = link
        self._version = version
        self._rulebook = Rulebook(version)
        self._memory: dict[str, tuple[int, list[Any]]] = {}
        self._tally = Tally(clock)

    @contextmanager
    def moment(self) -> Iterator[Moment]:
        """Look at the cases as they are now, for as long as it takes: many pages of one consistent picture.

        Nobody waits for it. For work of minutes, off the main thread; pages raise Rejected("picture.ended") once the
        cache is replaced or closed.
        """
        as_of = self._link().as_of
        with self._cache.picture() as picture:
            yield Moment(picture, self._clock.now(), as_of, self._understood)

    # -- cases -------------------------------------------------------------------------------------------------------

    def cases(self, query: CaseQuery, after: Key | None = None, limit: int = 200) -> Page[CaseRow]:
        """Return a page of cases behind the key `after`; `Page.next` continues, None at the end."""
        query, named = self._understood(query)
        with self._cache.read() as connection:
            queue = look(connection, query, self._clock.now(), named)
            found, key = queue.page(after, limit, CASE)
        return Page(case_rows(found), key)

    def key_at(self, query: CaseQuery, place: int) -> Key | None:
        """Return the key with which `cases` reads from row number `place` on, without walking there.

        None at the beginning, behind the end, and for a search by text: those go page by page.
        """
        query, named = self._understood(query)
        with self._cache.read() as connection:
            return look(connection, query, self._clock.now(), named).key_at(place)

    def captures(self, limit: int = 500, after: Key | None = None, reverse: bool = False) -> Page[CaseRow]:
        """Return what algorithms have seen and nobody has looked at yet, newest first (`reverse`: oldest first)."""
        return self.cases(CaseQuery(captures="only", order="new", late_first=False, reverse=reverse), after, limit)

    def duplicates(
        self, lon: float, lat: float, matter_id: str, at: datetime, radius_m: float = 300.0, days: int = 7
    ) -> list[CaseRow]:
        """Return what may be the same thing: the same matter (or none yet) within metres and days, the nearest first.

        Closed cases are among them; what was declined, voided or merged is not. An empty matter means any.
        """
        with self._cache.read() as connection:
            return kin.near_in_time(connection, lon, lat, matter_id, at, radius_m, days)

    def repeats(self, case: Case, days: int = 90) -> list[CaseRow]:
        """Return earlier cases of the same matter at the same place, newest first."""
        with self._cache.read() as connection:
            return kin.earlier(connection, case, self._clock.now(), days)

    def calls_of(self, phone: str, limit: int = 10) -> list[CaseRow]:
        """Return earlier cases of a telephone number, newest first; fewer than seven digits name nobody."""
        with self._cache.read() as connection:
            return kin.calls_of(connection, phone, limit)

    def merged_into(self, case_id: str) -> list[CaseRow]:
        """Return the cases that were merged into this one, oldest first."""
        with self._cache.read() as connection:
            return kin.merged_into(connection, case_id)

    def tied_to(self, lead_id: str) -> list[CaseRow]:
        """Return the cases tied to the one that leads a major incident, oldest first."""
        with self._cache.read() as connection:
            return kin.tied_to(connection, lead_id)

    def kin_of(self, current: Any, command: Command) -> Kin | None:
        """Return what the judge of a command must know of other cases; None for any other noun."""
        with self._cache.read() as connection:
            return kin.of(connection, current, command)

    def changed_since(self, since: datetime | int, limit: int = 200, seat: str = "") -> list[ChangedCase]:
        """Return cases that others have changed since a time or a change number of the hub, last changed first.

        Each comes with the steps of that time; those of `seat` itself are left out, and cases with no others.
        """
        with self._cache.read() as connection:
            return kin.changed_since(connection, since, limit, seat)

    def missed(self, mark: datetime | int, since: datetime, until: datetime, seat: str) -> MissedCounts:
        """Count what `changed_since` lists since a change number or a time, and what became late meanwhile."""
        with self._cache.read() as connection:
            return missed.count(connection, mark, since, until, self._clock.now(), seat)

    def away(self) -> Away | None:
        """Return the last time this seat was cut off from the hub, or None where it never was."""
        with self._outbox.read() as connection:
            return outbox.away(connection)

    def case(self, case_id: str) -> CaseRow | None:
        """Return one case as shown now: the hub's truth under this seat's own waiting operations."""
        with self._cache.read() as connection:
            found = fetch(connection, f'SELECT {CASE} FROM "case" c WHERE c.id = ?', (case_id,))
        return case_rows(found)[0] if found else None

    def these(self, case_ids: Sequence[str]) -> list[CaseRow]:
        """Return the cases of these ids that there are, in their order."""
        sql = f'SELECT {CASE} FROM json_each(?) j CROSS JOIN "case" c ON c.id = j.value ORDER BY j.key'
        with self._cache.read() as connection:
            return list(case_rows(fetch(connection, sql, (json.dumps(list(case_ids)),))))

    def ids(self, query: CaseQuery, most: int) -> list[str]:
        """Return the ids of the first cases of a query, in its order."""
        query, named = self._understood(query)
        with self._cache.read() as connection:
            return [row[0] for row in look(connection, query, self._clock.now(), named).page(None, most, "c.id")[0]]

    def steps(self, case_id: str) -> list[StepRow]:
        """Return a case's timeline, oldest first, this seat's own waiting steps marked."""
        with self._cache.read() as connection:
            found = fetch(
                connection,
                f"SELECT {select_list('case_step', 'c')}, EXISTS(SELECT 1 FROM own o WHERE o.noun = 'case' "
                "AND o.target = c.case_id AND o.command_id = c.id AND o.state <> 'trouble') "
                "FROM case_step c WHERE c.case_id = ? ORDER BY c.at, c.id",
                (case_id,),
            )
        return list(step_rows(found))

    def count(self, query: CaseQuery) -> int:
        """Return how many cases a query has."""
        query, named = self._understood(query)
        with self._cache.read() as connection:
            return look(connection, query, self._clock.now(), named).total()

    def counts_for(self, queries: Sequence[CaseQuery]) -> list[int]:
        """Return how many cases each saved filter has; what has not changed within the minute is not counted again."""
        return [self._tally.count(query, self._version.get("case", 0), self.count) for query in queries]

    def counts(self, query: CaseQuery) -> Counts:
        """Return how many cases a query has by state, by source and by light."""
        query, named = self._understood(query)
        with self._cache.read() as connection:
            found = look(connection, query, self._clock.now(), named).counts()
        states: dict[str, int] = {}
        sources: dict[str, int] = {}
        lights: dict[str, int] = {}
        for state, source, light, number in found:
            for counter, name in ((states, state), (sources, source), (lights, light)):
                if name is not None:
                    counter[name] = counter.get(name, 0) + number
        return Counts(total=sum(states.values()), states=states, sources=sources, lights=lights)

    # -- every other noun --------------------------------------------------------------------------------------------

    def rules(self) -> Rules:
        """Return this hall's rules as the cache knows them."""
        with self._cache.read() as connection:
            return self._rulebook.rules(connection)

    def all(self, kind: str) -> list[Any]:
        """Return every record of a kind, by id. Raises KeyError for an unknown kind."""
        version = self._version.get(kind, 0)
        kept = self._memory.get(kind)
        if kept is not None and kept[0] == version:
            return list(kept[1])
        with self._cache.read() as connection:
            found = fetch(connection, f'SELECT {select_list(kind)} FROM "{kind}" ORDER BY id')
        records = nouns(kind, found)
        if kind in _MEMORIZED:
            self._memory[kind] = (version, records)
        return list(records)

    def get(self, kind: str, record_id: str) -> Any | None:
        """Return one record, or None."""
        with self._cache.read() as connection:
            found = fetch(connection, f'SELECT {select_list(kind)} FROM "{kind}" WHERE id = ?', (record_id,))
        return nouns(kind, found)[0] if found else None

    def latest(self, kind: str, column: str, limit: int = 200, before: str = "") -> list[Any]:
        """Return records of a kind by one of its columns, greatest first, below `before` where given."""
        names = select_list(kind)
        if f'"{column}"' not in names:
            raise KeyError(column)
        where, values = (f'WHERE "{column}" < ? ', (before,)) if before else ("", ())
        with self._cache.read() as connection:
            found = fetch(
                connection,
                f'SELECT {names} FROM "{kind}" {where}ORDER BY "{column}" DESC, id DESC LIMIT {limit}',
                values,
            )
        return nouns(kind, found)

    def owned(self, kind: str, owner_id: str) -> list[Any]:
        """Return the media of a case or broadcast, the broadcasts of a case, the changes of a book's entry, by id."""
        column = {"media": "owner_id", "broadcast": "case_id", "book_change": "entry_id"}[kind]
        with self._cache.read() as connection:
            found = fetch(
                connection, f'SELECT {select_list(kind)} FROM "{kind}" WHERE "{column}" = ? ORDER BY id', (owner_id,)
            )
        return nouns(kind, found)

    # -- ground and names --------------------------------------------------------------------------------------------

    def near(self, lon: float, lat: float, radius_m: float, kinds: tuple[str, ...]) -> list[Near]:
        """Return records within `radius_m` metres, the nearest first. Raises KeyError for a kind without a position."""
        with self._cache.read() as connection:
            return nearby.near(connection, lon, lat, radius_m, tuple(kinds))

    def around(self, lon: float, lat: float, cameras: int = 9, speakers: int = 8, places: int = 5) -> Around:
        """Return the nearest cameras, speakers and places, the unit in charge, and the grid of a point."""
        with self._cache.read() as connection:
            grid: Area | None = nearby.grid_at(connection, lon, lat)
            return Around(
                lon=lon,
                lat=lat,
                cameras=nearby.nearest(connection, lon, lat, "camera", cameras),
                speakers=nearby.nearest(connection, lon, lat, "speaker", speakers),
                places=nearby.nearest(connection, lon, lat, "place", places),
                unit=nearby.unit_for(connection, grid.id if grid else "", lon, lat),
                grid=grid,
            )

    def search(self, text: str, kinds: tuple[str, ...] = (), limit: int = 50) -> list[Found]:
        """Return what the text may mean, best first: names, numbers, pinyin initials; cases by any words of theirs."""
        wanted = tuple(kinds) or ("case", *SEARCHED)
        found = [hit for kind in wanted if kind != "case" for hit in find(kind, self.all(kind), text)]
        if "case" in wanted and text.strip():
            found.extend(self._found_cases(text, limit))
        return sorted(found, key=lambda hit: hit.rank)[:limit]

    def _found_cases(self, text: str, limit: int) -> list[Found]:
        opened = self.cases(CaseQuery(text=text, captures="with"), limit=limit).rows
        seen = {case.id for case in opened}
        past = self.cases(CaseQuery(scope="all", text=text, order="new", captures="with"), limit=limit).rows
        number = text.strip().lower()
        every = [*opened, *(case for case in past if case.id not in seen)]
        return [
            Found("case", case, 0 if number in (case.case_no.lower(), case.source_no.lower()) else 2) for case in every
        ]

    def _understood(self, query: CaseQuery) -> tuple[CaseQuery, Named]:
        """The query with every version of its matters, and what its letters name."""
        if query.matters:
            stems = {stem_of(matter) for matter in query.matters}
            versions = (matter.id for matter in self.all("matter") if stem_of(matter.id) in stems)
            query = replace(query, matters=tuple(sorted({*query.matters, *versions})))
        return query, self._named(query)

    def _named(self, query: CaseQuery) -> Named:
        """What the letters of a query name; a query of anything but letters names nothing."""
        letters = query.text.strip()
        if not (letters.isascii() and letters.isalpha() and len(letters) > 1):
            return Named()
        units, areas = (named_by(kind, self.all(kind), letters)[:_MOST_NAMED] for kind in ("unit", "area"))
        return Named(tuple(units), tuple(areas))

    # -- the seat's own intents --------------------------------------------------------------------------------------

    def pending(self) -> list[PendingCommand]:
        """Return own commands that the hub has not settled, in the order of asking, held ones among them."""
        with self._outbox.read() as connection:
            found = fetch(connection, f"SELECT {_PENDING} FROM intent WHERE {_UNSETTLED} ORDER BY place")
        return [_pending(row) for row in found]

    def troubles(self) -> list[Trouble]:
        """Return own commands that were refused or clashed and that nobody has looked at yet, newest first."""
        with self._outbox.read() as connection:
            found = fetch(
                connection,
                "SELECT n, body, state, code, detail, conflicts FROM intent WHERE state IN ('refused', 'conflict') "
                "AND looked_at IS NULL ORDER BY place DESC",
            )
            behind = fetch(connection, f"SELECT {_PENDING} FROM intent WHERE state = 'behind' ORDER BY place")
        waiting: dict[tuple[str, str], list[PendingCommand]] = {}
        for one in map(_pending, behind):
            waiting.setdefault((one.command.target, one.command.by.seat), []).append(one)
        return [_trouble(row, waiting) for row in found]

    def standing(self) -> Standing:
        """Return how far this seat has got with the hub, and its own commands by what becomes of them."""
        with self._cache.read() as connection:
            cursor = int(scalar(connection, "SELECT v FROM meta WHERE k = 'cursor'") or 0)
        with self._outbox.read() as connection:
            return outbox.standing(connection, cursor)

    def backed(self) -> Backed:
        """Return which done actions of the seat are in no verified backup of the hub, and when one last took some."""
        with self._outbox.read() as connection:
            return pruning.backed(connection)

    def link(self) -> Link:
        """Return how the seat stands with the hub, how old its picture is, and how much is waiting."""
        link = self._link()
        with self._cache.read() as connection:
            as_of = stored_as_of(connection)
        with self._outbox.read() as connection:
            pending = int(scalar(connection, f"SELECT count(*) FROM intent WHERE {_UNSETTLED}"))
        return Link(
            state=link.state,
            since=link.since,
            as_of=later(link.as_of, as_of),
            pending=pending,
            code=link.code,
            detail=link.detail,
            progress=link.progress,
        )


def _pending(row: Any) -> PendingCommand:
    n, body, sent, state = row
    return PendingCommand(
        max(n, 0), command_from_json(json.loads(body)), bool(sent), held=state == "held", behind=state == "behind"
    )


def _trouble(row: Any, waiting: Mapping[tuple[str, str], Sequence[PendingCommand]]) -> Trouble:
    n, body, state, code, detail, conflicts = row
    clashes = {name: (old, now, new) for name, (old, now, new) in json.loads(conflicts).items()}
    command = command_from_json(json.loads(body))
    followers = tuple(waiting.get((command.target, command.by.seat), ()) if state == "conflict" else ())
    return Trouble(
        n=n, command=command, outcome=state, code=code, detail=detail, conflicts=clashes, followers=followers
    )
