"""The hub's own books: numbers, feed, operations, accounts, sessions and audit."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, primary_key=True)


def upgrade() -> None:
    """Lay out the books and set the counters to nothing."""
    op.create_table("hub_meta", _key("k"), *_text("v"))
    op.create_table("hub_counter", _key("name"), sa.Column("v", sa.BigInteger, nullable=False))
    op.create_table("hub_seat", _key("no"), sa.Column("last_n", sa.BigInteger, nullable=False))
    _feed()
    _operations()
    _people()
    _audit()
    op.execute("insert into hub_counter(name, v) values ('seq', 0), ('audit', 0)")


def _feed() -> None:
    op.create_table(
        "hub_feed",
        *_text("kind", "id"),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("gone", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("kind", "id"),
        sa.UniqueConstraint("seq", name="uq_hub_feed_seq"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_hub_feed_kind_seq", "hub_feed", ["kind", "seq"])


def _operations() -> None:
    op.create_table(
        "hub_operation",
        _key("command_id"),
        *_text("seat", "kind", "target", "operator_id", "asked_at", "received_at"),
        *_text("outcome", "code", "detail", "conflicts", "body"),
        sa.Column("n", sa.BigInteger, nullable=False),
        sa.Column("ack_seq", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("seat", "n", name="uq_hub_operation_seat_n"),
    )


def _people() -> None:
    op.create_table(
        "hub_account",
        _key("id"),
        sa.Column("login", sa.Text, nullable=False, unique=True),
        *_text("name", "role", "password", "seats"),
        sa.Column("enabled", sa.Boolean, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        *_text("failed_at", "locked_until"),
    )
    op.create_table(
        "hub_token",
        _key("id"),
        sa.Column("hash", sa.Text, nullable=False, unique=True),
        *_text("seat", "account_id", "issued_at", "expires_at", "seen_at", "ended_at", "ended_why"),
    )
    op.create_index("ix_hub_token_seat", "hub_token", ["seat", "account_id"])
    op.create_table(
        "hub_address", _key("address"), sa.Column("failures", sa.Integer, nullable=False), *_text("first_at")
    )


def _audit() -> None:
    op.create_table(
        "hub_audit",
        sa.Column("n", sa.BigInteger, primary_key=True, autoincrement=False),
        *_text("at", "what", "seat", "operator_id", "target", "detail", "previous", "hash"),
    )
