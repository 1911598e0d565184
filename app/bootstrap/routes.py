"""The ways a tour may take: once through every room, or through the work of the case desk."""

from functools import partial

from app.bootstrap.tour import Route, Stop, Tour
from app.shell import workspaces

_SPOKEN = frozenset({"received", "playing", "heard"})
_CALL = "市民来电：延河路口污水井盖缺失，有老人差点摔倒，旁边没有警示"


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


def desk(tour: Tour) -> list[Stop]:
    """The work of the case desk: the queue, a case in hand, sending it, an approval, taking in, triage, the books."""
    return [
        ("desk", tour.queue_filled, partial(_stand, tour, "desk")),
        *_see(tour, "overdue", "1-case-in-hand"),
        *_see(tour, "filed", ""),
        ("dispatch", partial(tour.can, "cases", "cases.dispatch"), partial(tour.do, "cases", "cases.dispatch")),
        ("advice", tour.settled, partial(tour.picture, "2-dispatch")),
        ("leave", _always, partial(_escape, tour)),
        *_see(tour, "asked", ""),
        ("approve", partial(tour.can, "cases", "cases.approve"), partial(tour.do, "cases", "cases.approve")),
        ("chain", tour.settled, partial(tour.picture, "3-approval")),
        ("leave", _always, partial(_escape, tour)),
        *_see(tour, "returned", "4-bounced"),
        ("new", _always, partial(tour.do, "cases", "cases.new")),
        ("write", tour.settled, partial(tour.type, _CALL)),
        ("proposal", tour.settled, partial(tour.picture, "5-intake")),
        ("leave", _always, partial(_escape, tour)),
        *_see(tour, "reported", ""),
        ("mark", _always, partial(_mark, tour)),
        ("batch", tour.settled, partial(tour.picture, "6-batch")),
        ("triage", _always, partial(tour.show, "triage")),
        ("captures", tour.settled, partial(tour.do, "triage", "triage.next")),
        ("capture", tour.settled, partial(tour.picture, "7-triage")),
        ("books", _always, partial(_stand, tour, "books")),
        ("matters", tour.settled, partial(tour.do, "books", "books.next")),
        ("matter", tour.settled, partial(tour.picture, "8-books")),
        ("home", _always, partial(_stand, tour, "duty")),
    ]


ROUTES: dict[str, Route] = {"rooms": rooms, "desk": desk}


def _see(tour: Tour, queue: str, name: str) -> list[Stop]:
    """Turn to a queue and take its first case in hand; with a name, keep a picture."""
    stops: list[Stop] = [
        (f"queue {queue}", tour.settled, partial(tour.do, "cases", f"cases.tab.{queue}")),
        (f"first of {queue}", tour.settled, partial(_first, tour)),
    ]
    return [*stops, (f"picture {queue}", tour.settled, partial(tour.picture, name))] if name else stops


def _first(tour: Tour) -> None:
    tour.show("cases")
    tour.do("cases", "cases.next")


def _around(tour: Tour) -> None:
    tour.show("cases")
    tour.press("F4")


def _stand(tour: Tour, workspace: str) -> None:
    found = workspaces.by_id(workspace)
    if tour.shell.window is not None and found is not None:
        tour.shell.window.use(found)


def _escape(tour: Tour) -> None:
    tour.press("Esc")


def _mark(tour: Tour) -> None:
    for _ in range(4):
        tour.do("cases", "cases.mark_next")
    tour.do("cases", "cases.accept")


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
