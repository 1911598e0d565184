"""The usual way to serve rows, as the peer to measure against: mapped objects, then a pydantic model for each."""

from collections.abc import Callable
from typing import Any

from pydantic import ConfigDict, TypeAdapter, create_model
from sqlalchemy import select
from sqlalchemy.orm import Session, registry

from app.domain.records import column_types
from app.hub.connection import Database
from app.hub.tables import RECORDS, feed

_PLAIN: dict[str, Any] = {"boolean": bool | None, "integer": int | None, "real": float | None}


def object_pages(database: Database, page: int) -> Callable[[int], bytes]:
    """Return a function that writes the page after a change number as JSON, through mapped objects and pydantic."""
    table = RECORDS["case"]
    mapped = type("MappedCase", (), {})
    registry().map_imperatively(mapped, table)
    fields: Any = {name: (_PLAIN.get(kind, str | None), None) for name, kind in column_types("case").items()}
    model = create_model("CaseOut", __config__=ConfigDict(from_attributes=True), seq=(int, 0), **fields)
    cases = TypeAdapter(list[model])

    def write(since: int) -> bytes:
        with database.read() as connection, Session(connection) as session:
            changed = select(feed.c.id).where(feed.c.seq > since).order_by(feed.c.seq).limit(page)
            found: Any = select(mapped).where(table.c.id.in_(list(session.scalars(changed)))).order_by(table.c.seq)
            return cases.dump_json(cases.validate_python(session.scalars(found).all()))

    return write
