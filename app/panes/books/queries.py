"""What the book room reads: the entries of each book, the names they speak of, and which of them wait or clash."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.domain.algorithm import Algorithm
from app.domain.book_change import BookChange, unlisted
from app.domain.books import BOOKS
from app.domain.matter import Matter, stem_of, version_at
from app.domain.responsibility import Responsibility, Ruling
from app.domain.rules import DEFAULT_CHAINS, Ruleset
from app.panes.books.commands import made_by
from app.store import Reader
from app.text import LANGUAGES, language

RULESET = "default"
TABS = ("matter", "responsibility", "ruling", "limits", "chains", "algorithm")
KIND_OF = {tab: tab for tab in TABS} | {"limits": "ruleset", "chains": "ruleset"}
LIMIT_SECTIONS = (
    "work_time", "holidays", "step_limits", "order_limits", "report_limits", "warnings", "grade_words",
    "reasons", "letters",
)  # fmt: skip
STAND_INS = "stand_ins"


@dataclass(frozen=True, slots=True)
class Known:
    """What the entries speak of: names by id, in the order they are offered."""

    units: Mapping[str, str] = field(default_factory=dict)
    matters: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    initials: Mapping[str, str] = field(default_factory=dict)

    def of(self, source: str) -> Mapping[str, str]:
        """The names of units, matters or areas."""
        return {"unit": self.units, "matter": self.matters, "area": self.areas}[source]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a book. A section of the ruleset is an entry of its own: `section` names it.

    `follows` is the next version of a matter that is being written: `record` is the one it comes after.
    """

    id: str
    kind: str
    target: str
    record: Any
    section: str = ""
    pending: int = 0
    trouble: str = ""
    keys: tuple[str, ...] = ()
    follows: bool = False

    def fits(self, words: Iterable[str]) -> bool:
        """Whether every word (in lower case) occurs in one of its texts."""
        return all(any(word in key for key in self.keys) for word in words)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Every book at one moment."""

    entries: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    known: Known = field(default_factory=Known)

    def find(self, tab: str, entry_id: str) -> Entry | None:
        """The entry of a tab by its id."""
        return next((entry for entry in self.entries.get(tab, ()) if entry.id == entry_id), None)


def changes(reader: Reader, entry: Entry) -> tuple[BookChange, ...]:
    """Return what was done to an entry, the newest first, with the loads of its book that are told as a whole."""
    told = [change for change in reader.owned("book_change", entry.target) if change.kind == entry.kind]
    told += [load for load in reader.owned("book_change", "") if load.kind == entry.kind and unlisted(load) > 0]
    return tuple(sorted(told, key=lambda change: (str(change.at), change.id), reverse=True))


def shelf(reader: Reader, section_words: Mapping[str, str], initials: Callable[[str], str], now: datetime) -> Shelf:
    """Read all books. `section_words` name the sections of the ruleset, `initials` spells a name for searching."""
    known = _known(reader, initials, now)
    marks = _Marks(reader)
    ruleset = reader.get("ruleset", RULESET) or Ruleset()

    def entry(kind: str, record: Any, *texts: str) -> Entry:
        names = [text for text in texts if text]
        spelled = [known.initials.get(name) or initials(name) for name in names[:2]]
        keys = tuple(text.lower() for text in (*names, *spelled, record.id))
        return Entry(record.id, kind, record.id, record, "", marks.pending(kind, record.id),
                     marks.trouble(kind, record.id), keys)  # fmt: skip

    def section(name: str) -> Entry:
        words = section_words.get(name, name)
        found = marks.pending("ruleset", RULESET), marks.trouble("ruleset", RULESET)
        return Entry(name, "ruleset", RULESET, ruleset, name, *found, (words.lower(), initials(words), name))

    return Shelf(
        {
            "matter": tuple(entry("matter", m, *_matter_texts(m)) for m in _sorted(reader.all("matter"), _by_matter)),
            "responsibility": tuple(
                entry("responsibility", line, *_line_texts(line, known))
                for line in _sorted(reader.all("responsibility"), _by_line)
            ),
            "ruling": tuple(
                entry("ruling", ruling, *_ruling_texts(ruling, known))
                for ruling in sorted(reader.all("ruling"), key=lambda r: (r.enabled, str(r.decided_at)), reverse=True)
            ),
            "limits": tuple(section(name) for name in LIMIT_SECTIONS),
            "chains": tuple(section(name) for name in (*(f"chain.{name}" for name in DEFAULT_CHAINS), STAND_INS)),
            "algorithm": tuple(
                entry("algorithm", a, *_algorithm_texts(a, known)) for a in _sorted(reader.all("algorithm"), _by_name)
            ),
        },
        known,
    )


class _Marks:
    """Which entries wait for the hub, and which a person must look at."""

    def __init__(self, reader: Reader) -> None:
        self._pending: dict[tuple[str, str], int] = {}
        for waiting in reader.pending():
            for target in dict.fromkeys((waiting.command.target, made_by(waiting.command))):
                key = (waiting.command.noun, target)
                self._pending[key] = self._pending.get(key, 0) + 1
        self._troubles = {
            (trouble.command.noun, trouble.command.target): trouble.outcome
            for trouble in reader.troubles()
            if trouble.command.noun in BOOKS
        }

    def pending(self, kind: str, target: str) -> int:
        return self._pending.get((kind, target), 0)

    def trouble(self, kind: str, target: str) -> str:
        return self._troubles.get((kind, target), "")


def _known(reader: Reader, initials: Callable[[str], str], now: datetime) -> Known:
    units = {unit.id: unit.name for unit in reader.all("unit") if unit.enabled}
    # Of several versions of a class one is offered, under the id that stands for all of them.
    every = {matter.id: matter for matter in reader.all("matter") if matter.enabled}
    stems = dict.fromkeys(found for found in map(stem_of, every) if found in every)
    matters = {stem: spoken(version_at(every, stem, now) or every[stem]) for stem in stems}
    areas = {area.id: area.name for area in reader.all("area")}
    names = {*units.values(), *matters.values(), *areas.values()}
    return Known(units, matters, areas, {name: initials(name) for name in names})


def spoken(matter: Matter) -> str:
    """The name of a matter in the operator's language, where the book knows it."""
    return matter.name_en if language() != LANGUAGES[0] and matter.name_en else matter.name


def _sorted(records: Iterable[Any], key: Callable[[Any], Any]) -> list[Any]:
    return sorted(records, key=key)


def _by_matter(matter: Matter) -> tuple[bool, str, str, str, str]:
    return not matter.enabled, matter.kind, matter.big_code, matter.small_code, matter.valid_from


def _by_line(line: Responsibility) -> tuple[bool, str, str, str]:
    return not line.enabled, line.matter_id, line.area_code, line.id


def _by_name(algorithm: Algorithm) -> tuple[bool, str]:
    return not algorithm.enabled, algorithm.name


def _matter_texts(matter: Matter) -> tuple[str, ...]:
    return (matter.name, matter.big_name, matter.name_en, *matter.keywords)


def _line_texts(line: Responsibility, known: Known) -> tuple[str, ...]:
    matter = known.matters.get(line.matter_id, line.matter_id)
    return (matter, line.unit_name or known.units.get(line.unit_id, ""), known.areas.get(line.area_code, ""),
            line.area_code, line.basis)  # fmt: skip


def _ruling_texts(ruling: Ruling, known: Known) -> tuple[str, ...]:
    unit = ruling.unit_name or known.units.get(ruling.unit_id, "")
    return (ruling.matter_name, unit, ruling.basis, ruling.part_code, ruling.decided_by)


def _algorithm_texts(algorithm: Algorithm, known: Known) -> tuple[str, ...]:
    return (algorithm.name, known.matters.get(algorithm.matter_id, ""), algorithm.kind)
