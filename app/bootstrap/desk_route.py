"""The work of the case desk by keyboard alone, chapter by chapter: every key is really pressed, nothing is called."""

from functools import partial
from pathlib import Path

from app.bootstrap.desk_cases import in_hand, incident, papers
from app.bootstrap.desk_intake import intake, urgent
from app.bootstrap.script import Script
from app.bootstrap.tour import Route, Stop, Tour
from app.text import _


def desk(tour: Tour) -> list[Stop]:
    """Every chapter in one go: the duty officer's, then those of the shift leader and of who keeps the books."""
    own = [stop for name in OWN for stop in CHAPTERS[name](tour)]
    others = [stop for name, seat, user in OTHERS for stop in (*_seated(tour, name, seat, user), *CHAPTERS[name](tour))]
    return own + others


def _seated(tour: Tour, name: str, seat: str, user: str) -> list[Stop]:
    """The way to another seat; where it fails, only that chapter is left out."""
    script = Script(tour, name)
    script.change_seat(seat, user)
    return script.stops


def queue(tour: Tour) -> list[Stop]:
    """One queue of several sources: filters with counts, search, filters of one's own, order, batch, export."""
    script = begin(tour, "queue")
    script.keys("J B")
    script.shot("queue-filters")
    script.keys("Esc /")
    script.type("井盖")
    script.wait("few cases", lambda: 0 < tour.rows() < MANY)
    script.keys("Down J")
    script.shot("queue-search")
    script.keys("/ Ctrl+A")
    script.type("qcgj")
    script.wait("cases by initials", lambda: 0 < tour.rows() < MANY)
    script.keys("Down J")
    script.shot("queue-initials")
    script.keys("/ Ctrl+A")
    script.type("广告")
    script.keys("Down Ctrl+K")
    script.type(_("保存与整理筛选"))
    script.keys("Return")
    script.see(_("保存的筛选"))
    script.type("广告招牌")
    script.keys("Return Tab Tab 9")
    script.shot("queue-own-filter")
    script.keys("Esc / Ctrl+A Backspace Esc 9 J")
    script.shot("queue-own-filter-taken")
    script.keys("1 J H")
    script.shot("queue-look")
    script.keys("Esc 2 Home Shift+J Shift+J Shift+J Shift+J U")
    script.shot("batch")
    script.keys("Ctrl+Return")
    script.wait("held", lambda: held(tour) > 0)
    script.shot("batch-undo")
    script.keys("Ctrl+Z")
    script.wait("nothing held", lambda: held(tour) == 0)
    script.keys("Esc Ctrl+K")
    script.type(_("队列：{name}").format(name=_("重复投诉")))
    script.keys("Return")
    script.shot("queue-empty")
    script.keys("1 J / Tab Space Tab Tab Tab Alt+Down")
    script.shot("queue-sources")
    script.keys("Esc Esc / Tab Space Esc 2 Ctrl+E")
    script.shot("export")
    script.keys("Esc")
    script.front()
    return script.stops


def triage(tour: Tour) -> list[Stop]:
    """What algorithms saw, judged by four keys, and how often each was right this week."""
    script = Script(tour, "triage")
    script.keys("Alt+3 Ctrl+5 J J R")
    script.shot("triage")
    script.keys("Esc W")
    script.shot("triage-precision")
    script.keys("W")
    return script.stops


def data(tour: Tour) -> list[Stop]:
    """The seat's own data: source and age, what waits, how sound its files are."""
    script = begin(tour, "data")
    script.keys("F9")
    script.see(_("本席的文件"))
    script.keys("C")
    script.see(_("两个文件都完好"))
    script.shot("data-sync")
    script.keys("Esc")
    return script.stops


def books(tour: Tour) -> list[Stop]:
    """The dictionaries, as who keeps them sees them: a matter, its next version, a book taken out and brought in."""
    script = Script(tour, "books")
    script.wait("cases", tour.queue_filled)
    script.keys("Alt+6 Ctrl+6 Home J J E")
    script.shot("books-matter")
    script.keys("Esc V")
    script.shot("books-next-version")
    script.keys("Esc Esc 2 J")
    script.shot("books-duties")
    script.keys("3 J")
    script.shot("books-rulings")
    script.keys("4 J")
    script.shot("books-clocks")
    script.keys("1 Ctrl+E Ctrl+A")
    script.type(lambda: _nowhere_yet(_book(tour)))
    script.keys("Return")
    script.wait("the book is taken out", lambda: _book(tour).exists())
    script.front()
    script.keys("I Ctrl+A")
    script.type(lambda: _written_otherwise(_book(tour)))
    script.keys("Return")
    script.front()
    script.see(_("文件里的各行"))
    script.shot("books-import")
    script.keys("Esc")
    return script.stops


def _book(tour: Tour) -> Path:
    """Where the tour takes a book out to."""
    return (tour.shots or Path()).resolve() / "matters.csv"


def _nowhere_yet(book: Path) -> str:
    """Take away what an earlier tour left there: nobody is asked whether to write over it. Returns its path."""
    book.unlink(missing_ok=True)
    return str(book)


def _written_otherwise(book: Path) -> str:
    """Change a figure in a book as a colleague would in a spreadsheet; returns its path."""
    book.write_text(book.read_text("utf-8-sig").replace("0.5", "0.3", 1), "utf-8-sig")
    return str(book)


def begin(tour: Tour, chapter: str) -> Script:
    """Stand at the case desk with every open case in the list."""
    script = Script(tour, chapter)
    script.wait("cases", tour.queue_filled)
    script.keys("Alt+3 Esc Esc 1 Home")
    return script


OWN = ("queue", "hand", "papers", "intake", "urgent", "triage", "data")
# Chapters of other posts, with who may do what they show.
OTHERS = (("incident", "02", "seat02"), ("books", "20", "sim-sys-admin"))
CHAPTERS: dict[str, Route] = {
    "queue": queue,
    "hand": partial(in_hand, begin),
    "papers": partial(papers, begin),
    "intake": partial(intake, begin),
    "urgent": partial(urgent, begin),
    "triage": triage,
    "data": data,
    "incident": partial(incident, begin),
    "books": books,
}
MANY = 400


def held(tour: Tour) -> int:
    """How many own operations can still be taken back."""
    return sum(1 for waiting in tour.reader.pending() if waiting.held)
