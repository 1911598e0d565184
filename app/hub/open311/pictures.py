"""Photos that come with public reports: made safe, kept with their case, and shown to whoever may see the case.

Photos of the hall's own people and units never go out here: only what came in through this door has its mark.
"""

import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from app.domain.command import Command
from app.domain.errors import Rejected
from app.domain.ids import stable_id
from app.hub.house import House
from app.hub.keys import Key
from app.hub.media import Piece
from app.hub.open311.writing import Fault
from app.hub.tables import RECORDS
from app.hub.tables import key as key_table
from app.photos import safe_bytes
from app.protocol.conversation import NumberedCommand

_WRONG = {
    "photo.unknown": "is no picture that can be read: send JPEG, PNG, WebP, BMP, TIFF or GIF",
    "photo.too_large": "has too many pixels",
}


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo without what the camera wrote into it."""

    data: bytes
    mime: str
    sha256: str


def made_safe(files: Sequence[bytes], source_no: str) -> dict[str, Photo]:
    """Return photos upright and bare, by the id each has in the report of that number.

    Raises Fault(400) naming the first that is none.
    """
    photos = [_safe(place, data) for place, data in enumerate(files, start=1)]
    return {stable_id("open311", source_no, photo.sha256): photo for photo in photos}


def _safe(place: int, data: bytes) -> Photo:
    try:
        safe, facts = safe_bytes(data)
    except Rejected as no:
        raise Fault(400, f"media {place} {_WRONG.get(no.code, 'is damaged')}") from no
    return Photo(safe, facts.mime, hashlib.sha256(safe).hexdigest())


async def keep_bytes(house: House, photos: Mapping[str, Photo]) -> None:
    """Write photos down; those that are there already are left alone. Raises Rejected("disk.full")."""
    for media_id, photo in photos.items():
        piece = Piece(0, len(photo.data), len(photo.data))
        await house.media.receive(media_id, piece, photo.sha256, _at_once(photo.data))


async def _at_once(data: bytes) -> AsyncIterator[bytes]:
    yield data


def put_to(house: House, key: Key, case_id: str, photos: Mapping[str, Photo]) -> None:
    """Record photos with their case; one that is there already is not added again."""
    with house.database.read() as connection:
        table = RECORDS["media"]
        here = set(connection.execute(select(table.c.id).where(table.c.id.in_(list(photos)))).scalars())
    fresh = {media_id: photo for media_id, photo in photos.items() if media_id not in here}
    if not fresh:
        return
    desk, now = key.actor, house.clock.now()
    adding = [
        Command(kind="media.add", target=media_id, args=_told(case_id, place, photo), by=desk, at=now)
        for place, (media_id, photo) in enumerate(fresh.items(), start=1)
    ]
    attach = Command(kind="case.attach", target=case_id, args={"media_ids": list(fresh)}, by=desk, at=now)
    house.exchange.submit(desk, [NumberedCommand(0, each) for each in (*adding, attach)], numbered=False)


def _told(case_id: str, place: int, photo: Photo) -> dict[str, object]:
    ending = "png" if photo.mime == "image/png" else "jpg"
    return {
        "owner_kind": "case",
        "owner_id": case_id,
        "name": f"{place}.{ending}",
        "mime": photo.mime,
        "size": len(photo.data),
        "sha256": photo.sha256,
        "stage": "before",
    }


def _desks(connection: Connection) -> list[str]:
    """The desks of programs with a key, those that ended too: an operator's seat is never called so."""
    return [f"@{key_id}" for key_id in connection.execute(select(key_table.c.id)).scalars()]


def of_cases(connection: Connection, case_ids: Sequence[str]) -> dict[str, str]:
    """Return the first photo that came with each case, by the case's id."""
    table, found = RECORDS["media"], {}
    for start in range(0, len(case_ids), 500):
        asked = select(table.c.owner_id, table.c.id).where(
            table.c.owner_kind == "case",
            table.c.owner_id.in_(case_ids[start : start + 500]),
            table.c.seat.in_(_desks(connection)),
        )
        for owner, media_id in connection.execute(asked.order_by(table.c.taken_at.desc(), table.c.name.desc())):
            found[str(owner)] = str(media_id)
    return found


def owner_of(connection: Connection, media_id: str) -> tuple[str, str]:
    """Return the case a photo came with, and what it is. Raises Fault(404)."""
    table = RECORDS["media"]
    asked = select(table.c.owner_id, table.c.mime).where(
        table.c.id == media_id, table.c.owner_kind == "case", table.c.seat.in_(_desks(connection))
    )
    row = None if "\x00" in media_id else connection.execute(asked).first()
    if row is None:
        raise Fault(404, f"media {media_id[:64]!r} was not found")
    return str(row[0]), str(row[1])
