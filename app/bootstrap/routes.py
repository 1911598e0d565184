"""The ways a tour may take: once through every room, through the work of the case desk, or one chapter of that."""

from functools import partial

from app.bootstrap.desk_route import CHAPTERS, desk
from app.bootstrap.tour import Route, Stop, Tour

_SPOKEN = frozenset({"received", "playing", "heard"})


def rooms(tour: Tour) -> list[Stop]:
    """See, speak, send: the four rooms at work, by night and by day, in Chinese and in English."""
    return [
        ("cases", tour.queue_filled, partial(tour.do, "cases", "cases.next")),
        ("around", tour.settled, partial(_around, tour)),
        ("video", lambda: tour.live_tiles() >= 3, _nothing),
        ("map", tour.map_painted, partial(tour.picture, "1-around-a-case")),
        ("phrase", tour.settled, partial(tour.do, "broadcast", "broadcast.phrase")),
        ("speak", partial(tour.can, "broadcast", "broadcast.send"), partial(tour.do, "broadcast", "broadcast.send")),
        ("broadcast", partial(_was_heard, tour), partial(tour.picture, "2-broadcast")),
        ("light", _always, partial(tour.press, "F8")),
        ("light theme", tour.settled, partial(tour.picture, "3-light")),
        ("english", _always, lambda: tour.shell.use_language("en")),
        ("english, live again", partial(_all_there, tour), partial(tour.picture, "4-english")),
        ("chinese", _always, lambda: tour.shell.use_language("zh_CN")),
        ("home", lambda: tour.settled() and tour.queue_filled(), partial(tour.press, "F8")),
    ]


ROUTES: dict[str, Route] = {"rooms": rooms, "desk": desk, **CHAPTERS}


def _around(tour: Tour) -> None:
    tour.show("cases")
    tour.press("F4")


def _was_heard(tour: Tour) -> bool:
    """A speaker has said that it received or played it."""
    latest = tour.reader.latest("broadcast", "started_at", 1)
    return bool(_SPOKEN & {r.get("level") for b in latest for r in b.receipts.values()})


def _all_there(tour: Tour) -> bool:
    return tour.queue_filled() and tour.live_tiles() >= 3 and tour.map_painted()


def _always() -> bool:
    return True


def _nothing() -> None:
    return None
