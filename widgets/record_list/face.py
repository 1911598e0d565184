"""What one row of a record list shows: plain texts and tones, no meaning."""

from dataclasses import dataclass

TONES = ("ok", "warn", "alarm", "info", "muted", "accent", "offline")


@dataclass(frozen=True, slots=True)
class Mark:
    """A small word beside the row: a state chip, a waiting mark, a counter."""

    text: str
    tone: str = "muted"
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Face:
    """One row: a light at the left, what and where in the middle, marks at the right.

    Two lines show `summary`, `number` and `details`; one line shows `cells` by the id of their column, with `title`
    before the text of the column that is called "title".
    """

    id: str
    spoken: str
    light: Mark
    light_note: str = ""
    title: str = ""
    summary: str = ""
    number: str = ""
    details: tuple[str, ...] = ()
    chip: Mark = Mark("")
    marks: tuple[Mark, ...] = ()
    faded: bool = False
    cells: tuple[tuple[str, str], ...] = ()
