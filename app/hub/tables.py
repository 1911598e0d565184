"""The hub's tables: one for each kind of record, made from the domain, and the hub's own books beside them."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    func,
    literal_column,
)
from sqlalchemy.types import TypeEngine

from app.domain.records import KINDS, column_types

META = MetaData()

_TYPES: dict[str, type[TypeEngine[Any]]] = {  # times are fixed-width text: text order is time order
    "text": Text,
    "time": Text,
    "json": Text,
    "integer": BigInteger,
    "real": Double,
    "boolean": Boolean,
}

_INDEXES: dict[str, tuple[tuple[str, ...], ...]] = {
    "case": (
        ("state", "due_at", "id"),
        ("unit_id", "due_at", "id"),
        ("source", "source_no"),
        ("case_no",),
    ),
    "case_step": (("case_id",),),
    "media": (("owner_id",), ("sha256",)),
    "broadcast": (("started_at",),),
}


def _record_table(kind: str) -> Table:
    columns = [
        Column(name, _TYPES[storage](), primary_key=name == "id", nullable=name != "id")
        for name, storage in column_types(kind).items()
    ]
    table = Table(kind, META, *columns, Column("seq", BigInteger, nullable=False))
    for names in _INDEXES.get(kind, ()):
        Index(f"ix_{kind}_{'_'.join(names)}", *(table.c[name] for name in names))
    if kind == "case":  # the order of plain reads; a case without a time is the oldest
        Index("ix_case_newest", func.coalesce(table.c.reported_at, literal_column("''")), table.c.id)
        _index_of_known(table.c.reporter_phone, table.c.reported_at)
        _index_of_known(table.c.matter_id, table.c.lat)
        _index_of_known(table.c.tied_to, table.c.state)
    return table


def _index_of_known(first: Column[Any], second: Column[Any]) -> None:
    """An index of the rows whose first column says anything at all: what is empty is never looked for."""
    known = first != literal_column("''")
    name = f"ix_{first.table.name}_{first.name}_{second.name}"
    Index(name, first, second, sqlite_where=known, postgresql_where=known)


RECORDS: dict[str, Table] = {kind: _record_table(kind) for kind in KINDS}

meta = Table("hub_meta", META, Column("k", Text, primary_key=True), Column("v", Text, nullable=False))

counter = Table("hub_counter", META, Column("name", Text, primary_key=True), Column("v", BigInteger, nullable=False))

feed = Table(
    "hub_feed",
    META,
    Column("kind", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("gone", Boolean, nullable=False),
    PrimaryKeyConstraint("kind", "id"),
    UniqueConstraint("seq", name="uq_hub_feed_seq"),
    Index("ix_hub_feed_kind_seq", "kind", "seq"),
    sqlite_with_rowid=False,
)

seat = Table("hub_seat", META, Column("no", Text, primary_key=True), Column("last_n", BigInteger, nullable=False))

operation = Table(
    "hub_operation",
    META,
    Column("command_id", Text, primary_key=True),
    Column("seat", Text, nullable=False),
    Column("n", BigInteger, nullable=False),
    Column("kind", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("operator_id", Text, nullable=False),
    Column("asked_at", Text, nullable=False),
    Column("received_at", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("conflicts", Text, nullable=False),
    Column("ack_seq", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    UniqueConstraint("seat", "n", name="uq_hub_operation_seat_n"),
)

account = Table(
    "hub_account",
    META,
    Column("id", Text, primary_key=True),
    Column("login", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("password", Text, nullable=False),
    Column("seats", Text, nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("failed_at", Text, nullable=False),
    Column("locked_until", Text, nullable=False),
)

token = Table(
    "hub_token",
    META,
    Column("id", Text, primary_key=True),
    Column("hash", Text, nullable=False, unique=True),
    Column("seat", Text, nullable=False),
    Column("account_id", Text, nullable=False),
    Column("issued_at", Text, nullable=False),
    Column("expires_at", Text, nullable=False),
    Column("seen_at", Text, nullable=False),
    Column("ended_at", Text, nullable=False),
    Column("ended_why", Text, nullable=False),
    Index("ix_hub_token_seat", "seat", "account_id"),
)

address = Table(
    "hub_address",
    META,
    Column("address", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("first_at", Text, nullable=False),
)

audit = Table(
    "hub_audit",
    META,
    Column("n", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("seat", Text, nullable=False),
    Column("operator_id", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

key = Table(
    "hub_key",
    META,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("hash", Text, nullable=False, unique=True),
    Column("source", Text, nullable=False),
    Column("made_at", Text, nullable=False),
    Column("ended_at", Text, nullable=False),
)

OWN = (meta, counter, feed, seat, operation, account, token, address, audit, key)
