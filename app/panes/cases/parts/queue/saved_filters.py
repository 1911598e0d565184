"""The saved filters of the queue: those every hall needs, those the hall shares, and each operator's own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from app.domain.ids import new_id
from app.panes.cases.parts.plain import one_line
from app.store import CaseQuery
from app.text import N_, _
from app.words import word

KEYS = tuple("123456789")
LONGEST_NAME = 20
MOST_OWN = 60
# What a filter may say of a query; the order and what algorithms saw belong to the list, not to a filter.
_ASKS = {found.name: found.default for found in fields(CaseQuery)}
_KEPT = tuple(name for name in _ASKS if name not in ("order", "reverse", "late_first", "captures", "late", "mine_seat"))


@dataclass(frozen=True, slots=True)
class Owner:
    """Who shares a filter with the hall, from which seat; `waiting` while the hub has not heard of it."""

    id: str
    name: str = ""
    seat: str = ""
    waiting: bool = False


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """`ask` holds fields of a `CaseQuery`; `mine` keeps what this seat has claimed; `hall` marks what ships with it,
    `owner` what somebody shares with the whole hall."""

    id: str
    name: str
    ask: Mapping[str, Any] = field(default_factory=dict)
    mine: bool = False
    key: str = ""
    hall: bool = False
    tone: str = ""
    owner: Owner | None = None

    @property
    def own(self) -> bool:
        """Whether it is kept by this operator alone."""
        return not self.hall and self.owner is None

    @property
    def title(self) -> str:
        """The name as the operator reads it."""
        return _(self.name) if self.hall else one_line(self.name, LONGEST_NAME)

    def over(self, query: CaseQuery, seat: str) -> CaseQuery:
        """Lay the filter over what the operator has narrowed by hand: where both speak of a field, the filter does."""
        asked = replace(query, **{name: value for name, value in self.ask.items() if name != "text" or not query.text})
        return replace(asked, mine_seat=seat if self.mine else "")


def _late(id: str, name: str, light: str, tone: str, key: str) -> SavedFilter:
    return SavedFilter(id, name, {"lights": (light,)}, key=key, hall=True, tone=tone)


def _at(id: str, name: str, *states: str, key: str) -> SavedFilter:
    return SavedFilter(id, name, {"states": states}, key=key, hall=True)


def _with(id: str, name: str, **ask: Any) -> SavedFilter:
    return SavedFilter(id, name, ask, hall=True)


SOURCES = ("hotline", "hotline_12315", "internet", "petition", "patrol", "district_video")
PRESETS: tuple[SavedFilter, ...] = (
    SavedFilter("open", N_("全部在办"), key="1", hall=True),
    _late("overdue", N_("超期"), "overdue", "alarm", "2"),
    _late("warning", N_("将超期"), "warning", "warn", "3"),
    _at("reported", N_("待受理"), "reported", key="4"),
    _at("accepted", N_("待立案"), "accepted", key="5"),
    _at("filed", N_("待派遣"), "filed", key="6"),
    _at("handled", N_("待核查"), "handled", "checking", key="7"),
    _at("suspended", N_("挂账"), "suspended", key="8"),
    SavedFilter("mine", N_("我认领的"), mine=True, key="9", hall=True),
    _with("asked", N_("待审批"), asked=True),
    _with("urgent", N_("紧急信息"), urgent=True),
    _with("incident", N_("重大事件"), incident=True),
    _with("difficult", N_("疑难协调"), difficult=2),
    _with("supervised", N_("督办"), supervised=True),
    _with("returned", N_("退回≥2"), returned=2),
    _with("repeats", N_("重复投诉"), repeats=1),
    _with("unsatisfied", N_("不满意"), scope="all", unsatisfied=True),
    *(SavedFilter(f"source.{code}", code, {"sources": (code,)}, hall=True) for code in SOURCES),
    _with("all", N_("全部案件"), scope="all"),
)


def title_of(found: SavedFilter) -> str:
    """The name of a filter; the hall's filter of a source is called as the source is."""
    return word("source", found.name) if found.id.startswith("source.") else found.title


class FilterBook:
    """One operator's filters in their order. Every change leaves each key with one filter only."""

    def __init__(self) -> None:
        self._filters: list[SavedFilter] = list(PRESETS)

    @property
    def filters(self) -> tuple[SavedFilter, ...]:
        """Every filter, in the operator's order."""
        return tuple(self._filters)

    @property
    def is_full(self) -> bool:
        """Whether there is no room for another own filter."""
        return sum(found.own for found in self._filters) >= MOST_OWN

    def find(self, filter_id: str) -> SavedFilter | None:
        """The filter of this id."""
        return next((found for found in self._filters if found.id == filter_id), None)

    def by_key(self, key: str) -> SavedFilter | None:
        """The filter of this digit."""
        return next((found for found in self._filters if found.key == key), None)

    def add(self, name: str, query: CaseQuery, base: SavedFilter | None = None) -> SavedFilter | None:
        """Keep what the list shows now under a name, behind the others, with the first free digit; an own filter that
        has this name is said anew.

        None without a name, or where there are too many.
        """
        name = name.strip()[:LONGEST_NAME]
        same = next((found for found in self._filters if found.own and found.name == name), None)
        if not name or (same is None and self.is_full):
            return None
        ask = asked(query)
        if same is not None:
            said = replace(same, ask=ask, mine=base.mine if base else False)
            self._change(same.id, lambda _found: said)
            return said
        free = next((key for key in KEYS if self.by_key(key) is None), "")
        made = SavedFilter(new_id(), name, ask, mine=base.mine if base else False, key=free)
        self._filters.append(made)
        return made

    def rename(self, filter_id: str, name: str) -> None:
        """Call an own filter differently; the others keep their names."""
        self._change(filter_id, lambda found: replace(found, name=name.strip()[:LONGEST_NAME]) if found.own else found)

    def set_key(self, filter_id: str, key: str) -> None:
        """Give a digit to a filter, taking it from the one that had it; "" for none."""
        if key in ("", *KEYS):
            self._filters = [replace(found, key="") if key and found.key == key else found for found in self._filters]
            self._change(filter_id, lambda found: replace(found, key=key))

    def move(self, filter_id: str, by: int) -> None:
        """Move a filter up or down; the first one stays first."""
        place = next((place for place, found in enumerate(self._filters) if found.id == filter_id), 0)
        goal = min(max(1, place + by), len(self._filters) - 1)
        if place:
            self._filters.insert(goal, self._filters.pop(place))

    def remove(self, filter_id: str) -> None:
        """Forget an own filter; the others stay."""
        self._filters = [found for found in self._filters if not found.own or found.id != filter_id]

    def copy(self, filter_id: str) -> SavedFilter | None:
        """Keep another's filter as one's own too, under a name no own one has; None where there are too many."""
        found = self.find(filter_id)
        if found is None or self.is_full:
            return None
        names, name = {own.name for own in self._filters if own.own}, title_of(found)[:LONGEST_NAME]
        number = 2
        while name in names:
            name, number = f"{title_of(found)[: LONGEST_NAME - 3]} {number}", number + 1
        made = replace(found, id=new_id(), name=name, key="", hall=False, tone="", owner=None)
        self._filters.append(made)
        return made

    def follow(self, shared: Iterable[SavedFilter], operator_id: str) -> bool:
        """Have what the hall shares now, each where this operator has put it; say whether anything is another.

        What its owner no longer shares stays with the owner as an own filter, and is gone for everybody else.
        """
        now, before = {found.id: found for found in shared}, self._filters
        kept: list[SavedFilter] = []
        for found in before:
            if (said := now.pop(found.id, None)) is not None:
                kept.append(replace(said, key=found.key))
            elif found.owner is None or found.owner.id == operator_id:
                kept.append(replace(found, owner=None))
        self._filters = [*kept, *now.values()]
        return self._filters != before

    def save(self) -> list[dict[str, Any]]:
        """Return everything as JSON: of the hall's filters their order and key, of the own ones all."""
        return [_saved(found) for found in self._filters]

    def restore(self, saved: Iterable[Any]) -> None:
        """Take back what `save` gave; what no longer fits is left out, what the hall has new stands behind."""
        presets = {found.id: found for found in PRESETS}
        kept: dict[str, SavedFilter] = {}
        for entry in saved:
            if isinstance(entry, dict) and (found := _restored(entry, presets)) is not None:
                kept.setdefault(found.id, found)
        taken = {found.key for found in kept.values()}
        for found in PRESETS:
            if found.id not in kept:
                kept[found.id] = replace(found, key="") if found.key in taken else found
        first = kept.pop(PRESETS[0].id)
        self._filters = [first, *kept.values()]

    def _change(self, filter_id: str, change: Any) -> None:
        self._filters = [change(found) if found.id == filter_id else found for found in self._filters]


def _saved(found: SavedFilter) -> dict[str, Any]:
    if found.hall:
        return {"id": found.id, "key": found.key}
    ask = {name: list(value) if isinstance(value, tuple) else value for name, value in found.ask.items()}
    told: dict[str, Any] = {"id": found.id, "key": found.key, "name": found.name, "mine": found.mine, "ask": ask}
    owner = found.owner
    return told if owner is None else told | {"owner": {"id": owner.id, "name": owner.name, "seat": owner.seat}}


def _restored(entry: dict[str, Any], presets: Mapping[str, SavedFilter]) -> SavedFilter | None:
    filter_id, name = str(entry.get("id", "")), str(entry.get("name", "")).strip()
    key = str(entry.get("key", ""))
    key = key if key in KEYS else ""
    if filter_id in presets:
        return replace(presets[filter_id], key=key)
    told = entry.get("ask")
    ask = understood({key: told[key] for key in told if key in _KEPT}) if isinstance(told, dict) else None
    if not filter_id or not name or ask is None:
        return None
    by = entry.get("owner")
    owner = (
        Owner(str(by.get("id", "")), str(by.get("name", "")), str(by.get("seat", ""))) if isinstance(by, dict) else None
    )
    return SavedFilter(filter_id, name[:LONGEST_NAME], ask, mine=bool(entry.get("mine")), key=key, owner=owner)


def asked(query: CaseQuery) -> dict[str, Any]:
    """Return what a filter made of a query asks for."""
    return {name: getattr(query, name) for name in _KEPT if getattr(query, name) != _ASKS[name]}


def understood(told: Any) -> dict[str, Any] | None:
    """Return what was told as JSON as fields of a query; None where it is none, or has a field nobody here knows: left
    out, it would let the filter keep more than it says."""
    if not isinstance(told, Mapping) or not all(name in _KEPT for name in told):
        return None
    ask = {name: tuple(value) if isinstance(value, list | tuple) else value for name, value in told.items()}
    for name, value in ask.items():
        number = name == "grades"
        if type(value) is not type(_ASKS[name]):
            return None
        if isinstance(value, tuple) and not all(type(one) is (int if number else str) for one in value):
            return None
    return ask
