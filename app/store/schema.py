"""The shape of the two files: columns come from the domain's nouns, so a new noun needs no line here."""

import zlib
from functools import cache

from app.domain.records import KINDS, column_types, columns

OUTBOX_VERSION = 2
# `PRAGMA application_id`: "HALO" and "HALC", so that somebody else's SQLite file is not taken for ours.
OUTBOX_MARK = 0x48414C4F
CACHE_MARK = 0x48414C43

# Own words for SQLite's affinities; times and lists are text whose order is their meaning.
_AFFINITY = {"text": "TEXT", "time": "TEXT", "json": "TEXT", "integer": "INTEGER", "boolean": "INTEGER", "real": "REAL"}

CASE_TEXT = ("case_no", "source_no", "description", "address", "matter_name")
NO_DUE = "9999"
# Columns of the open queue that say where a case stands by its words, and by its due time among those of the same.
ORDERS = ("unit_order", "source_order", "place_order", "state_order", "matter_order")

OUTBOX_DDL = (
    "CREATE TABLE IF NOT EXISTS meta(k TEXT PRIMARY KEY, v TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE IF NOT EXISTS intent(
        place INTEGER PRIMARY KEY AUTOINCREMENT, seat TEXT NOT NULL, n INTEGER NOT NULL, id TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL, target TEXT NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'waiting',
        sent INTEGER NOT NULL DEFAULT 0, ack_seq INTEGER NOT NULL DEFAULT 0, code TEXT NOT NULL DEFAULT '',
        detail TEXT NOT NULL DEFAULT '', conflicts TEXT NOT NULL DEFAULT '{}', looked_at TEXT, UNIQUE(seat, n))""",
    "CREATE INDEX IF NOT EXISTS intent_state ON intent(state, place)",
    "CREATE INDEX IF NOT EXISTS intent_target ON intent(target, place)",
    """CREATE TABLE IF NOT EXISTS upload(
        media_id TEXT PRIMARY KEY, command_id TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'waiting',
        code TEXT NOT NULL DEFAULT '') WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS hold(
        command_id TEXT PRIMARY KEY, hold_s REAL NOT NULL, until TEXT NOT NULL) WITHOUT ROWID""",
)

# What the queue filters and sorts by rides along in each index that is walked in a page's order: a rare filter is then
# looked for in the index alone.
_RIDING = (
    "due_key reported_at updated_at case_no source_no state unit_id source area_code grade order_type supervised "
    "urgent transfers repeats asked claimed_by paused_at warn_at reason"
).split()


def _walked(column: str) -> str:
    return ", ".join(("capture", column, "id", *(name for name in _RIDING if name != column)))


_OPEN_INDEXES = (
    ("due", _walked("due_key")),
    ("new", _walked("reported_at")),
    ("updated", _walked("updated_at")),
    ("grade", _walked("grade")),
    ("case_no", _walked("case_no")),
    ("by_unit", _walked("unit_order")),
    ("by_source", _walked("source_order")),
    ("by_place", _walked("place_order")),
    ("by_state", _walked("state_order")),
    ("by_matter", _walked("matter_order")),
    ("state", "capture, state, due_key, id"),
    ("unit_id", "capture, unit_id, due_key, id"),
    # With what a campaign's count asks for: its cases are counted in the index alone.
    ("matter_id", "capture, matter_id, due_key, id, reported_at, state, source, paused_at, warn_at"),
    ("source", "capture, source, due_key, id"),
    ("area_code", "capture, area_code, due_key, id"),
    ("count", "capture, state, source, paused_at, due_key, warn_at"),
)
_CASE_INDEXES = (
    ("new", "reported_at, id"),
    ("updated", "updated_at, id"),
    ("grade", "grade, id"),
    ("case_no", "case_no, id"),
    ("state", "state, reported_at, id"),
    ("unit_id", "unit_id, reported_at, id"),
    ("matter_id", "matter_id, reported_at, id"),
    ("source", "source, reported_at, id"),
    ("area_code", "area_code, reported_at, id"),
)
# Ground in squares of some 500 m: what was reported near a spot in the last days, closed or not.
CELL_LON, CELL_LAT = "CAST(lon * 200 AS INTEGER)", "CAST(lat * 200 AS INTEGER)"
_OTHER_INDEXES = (
    'CREATE INDEX IF NOT EXISTS case_seq ON "case"(seq)',
    f'CREATE INDEX IF NOT EXISTS case_cell ON "case"({CELL_LON}, {CELL_LAT}, reported_at) WHERE lon IS NOT NULL',
    "CREATE INDEX IF NOT EXISTS case_merged ON \"case\"(duplicate_of) WHERE duplicate_of <> ''",
    "CREATE INDEX IF NOT EXISTS case_led ON \"case\"(id) WHERE incident = 'open'",
    "CREATE INDEX IF NOT EXISTS case_tied ON \"case\"(tied_to, id) WHERE tied_to <> ''",
    "CREATE INDEX IF NOT EXISTS case_response ON \"case\"(id) WHERE response = 'started'",
    "CREATE INDEX IF NOT EXISTS case_conference ON \"case\"(conference, id) WHERE conference <> ''",
    "CREATE INDEX IF NOT EXISTS case_phone ON \"case\"(reporter_phone) WHERE reporter_phone <> ''",
    "CREATE INDEX IF NOT EXISTS case_unsatisfied ON \"case\"(reported_at, id) WHERE satisfaction = 'unsatisfied'",
    "CREATE INDEX IF NOT EXISTS case_reason ON \"case\"(reported_at, id, reason) WHERE reason <> ''",
    'CREATE INDEX IF NOT EXISTS step_case ON "case_step"(case_id, at, id)',
    'CREATE INDEX IF NOT EXISTS media_owner ON "media"(owner_kind, owner_id)',
    'CREATE INDEX IF NOT EXISTS broadcast_started ON "broadcast"(started_at, id)',
    'CREATE INDEX IF NOT EXISTS broadcast_case ON "broadcast"(case_id)',
    'CREATE INDEX IF NOT EXISTS change_entry ON "book_change"(entry_id)',
)

# Nouns with a position, kept in an R*Tree each; a case only while it is open.
SPOT_KINDS = ("camera", "speaker", "place", "unit", "reading")
BOX_KIND = "area"


@cache
def table_columns(kind: str) -> tuple[str, ...]:
    """Return the columns of a kind's table: id, seq, then the rest in the noun's own order."""
    return ("id", "seq", *columns(kind)[1:])


def table_ddl(kind: str) -> str:
    """Return the CREATE TABLE of a kind. Full text and R*Tree know a row by its rowid: never VACUUM."""
    return f'CREATE TABLE IF NOT EXISTS "{kind}"(id TEXT NOT NULL PRIMARY KEY, {_rest(kind)})'


def _rest(kind: str) -> str:
    types = column_types(kind)
    return "seq INTEGER NOT NULL" + "".join(f', "{name}" {_AFFINITY[types[name]]}' for name in columns(kind)[1:])


def cache_tables() -> tuple[str, ...]:
    """Return the statements that make the cache's tables, without indexes."""
    opened = (
        "CREATE TABLE IF NOT EXISTS open_case(rid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, "
        f"{_rest('case')}, due_key TEXT NOT NULL, warn_at TEXT, capture INTEGER NOT NULL, "
        f"{', '.join(f'{name} TEXT NOT NULL' for name in ORDERS)})"
    )
    own = (
        "CREATE TABLE IF NOT EXISTS meta(k TEXT PRIMARY KEY, v TEXT NOT NULL) WITHOUT ROWID",
        opened,
        "CREATE VIRTUAL TABLE IF NOT EXISTS open_text USING fts5(t, tokenize='unicode61', detail=none)",
        "CREATE VIRTUAL TABLE IF NOT EXISTS case_text USING fts5(t, content='', tokenize='unicode61', detail=none)",
        _spot_ddl("open_case"),
        """CREATE TABLE IF NOT EXISTS base(kind TEXT, id TEXT, noun TEXT, target TEXT, seq INTEGER, row TEXT,
            PRIMARY KEY(kind, id)) WITHOUT ROWID""",
        "CREATE INDEX IF NOT EXISTS base_target ON base(noun, target)",
        """CREATE TABLE IF NOT EXISTS own(noun TEXT, target TEXT, place INTEGER, command_id TEXT, state TEXT, code TEXT,
            PRIMARY KEY(noun, target, place)) WITHOUT ROWID""",
    )
    return tuple(table_ddl(kind) for kind in KINDS) + own + tuple(_spot_ddl(kind) for kind in (*SPOT_KINDS, BOX_KIND))


def cache_indexes() -> tuple[str, ...]:
    """Return the statements that make the cache's indexes: last, after a bulk load."""
    opened = (f"CREATE INDEX IF NOT EXISTS open_{name} ON open_case({cols})" for name, cols in _OPEN_INDEXES)
    history = (f'CREATE INDEX IF NOT EXISTS case_{name} ON "case"({cols})' for name, cols in _CASE_INDEXES)
    return (*opened, *history, *_OTHER_INDEXES)


@cache
def cache_version() -> int:
    """Return what stands in `PRAGMA user_version` of a cache of this shape: another column is another version."""
    return zlib.crc32("\n".join((*cache_tables(), *cache_indexes())).encode()) & 0x7FFF_FFFF or 1


def _spot_ddl(kind: str) -> str:
    return f"CREATE VIRTUAL TABLE IF NOT EXISTS spot_{kind} USING rtree(rid, west, east, south, north)"
