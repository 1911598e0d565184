"""The pictures of the captures: read off the main thread, a few kept ready ahead, compared by fingerprint."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader

from app.domain.capture import PRINT_SIZE, fingerprint
from app.domain.errors import Rejected, Unavailable
from app.panes.triage.queries import pictures
from app.qt.pane import PaneContext

KEPT = 24
LONGEST_PX = 2_400
COMPARED_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Shown:
    """What came of looking for a picture: `image` is null where there is none, and `why` says which sort of none."""

    image: QImage
    why: str = ""
    print: int | None = None


class Album(QObject):
    """Pictures by the id of their capture. `pictured(case id)` when one has come, or is known not to be here."""

    pictured = Signal(str)
    compared = Signal()

    def __init__(self, ctx: PaneContext, parent: QObject) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._kept: OrderedDict[str, Shown] = OrderedDict()
        self._asked: set[str] = set()
        self._to_compare: list[str] = []
        self._tried: set[str] = set()
        self._comparing = self._stopped = False
        self.prints: dict[str, int] = {}

    def find(self, case_id: str) -> Shown | None:
        """The picture of a capture, or None while it is not read; ask with `want`."""
        if case_id in self._kept:
            self._kept.move_to_end(case_id)
        return self._kept.get(case_id)

    def want(self, case_ids: Iterable[str]) -> None:
        """Read these; those at hand or under way are not read twice."""
        for case_id in case_ids:
            if case_id and case_id not in self._kept and case_id not in self._asked and not self._stopped:
                self._asked.add(case_id)
                self._ctx.tasks.run(partial(look, self._ctx, case_id), partial(self._arrived, case_id))

    def compare(self, case_ids: Iterable[str]) -> None:
        """Take the fingerprints of these, a few at a time and each once; `compared` when there are new ones."""
        self._to_compare = [
            case_id for case_id in case_ids if case_id not in self.prints and case_id not in self._tried
        ]
        self._compare_next()

    def forget_missing(self) -> None:
        """The hub can be reached again, or pictures have come: what was not here may be there now."""
        for case_id in [name for name, shown in self._kept.items() if shown.image.isNull()]:
            del self._kept[case_id]
        self._tried.clear()

    def keep_only(self, case_ids: Iterable[str]) -> None:
        """Forget the fingerprints of captures that are triaged."""
        known = set(case_ids)
        self.prints = {case_id: found for case_id, found in self.prints.items() if case_id in known}

    def stop(self) -> None:
        """Read nothing more."""
        self._stopped = True
        self._to_compare.clear()

    def _arrived(self, case_id: str, shown: Shown) -> None:
        self._asked.discard(case_id)
        self._kept[case_id] = shown
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self.pictured.emit(case_id)

    def _compare_next(self) -> None:
        if self._comparing or self._stopped or not self._to_compare:
            return
        some, self._to_compare = self._to_compare[:COMPARED_AT_ONCE], self._to_compare[COMPARED_AT_ONCE:]
        self._tried.update(some)
        self._comparing = True
        self._ctx.tasks.run(partial(_prints, self._ctx, some), self._took_prints, self._no_prints)

    def _took_prints(self, found: dict[str, int]) -> None:
        self._comparing = False
        self.prints |= found
        if found:
            self.compared.emit()
        self._compare_next()

    def _no_prints(self, _error: BaseException) -> None:
        self._comparing = False


def look(ctx: PaneContext, case_id: str) -> Shown:
    """Find, read and fingerprint the first picture of a capture; it may be fetched from the hub: not for the main
    thread."""
    found = pictures(ctx.reader, case_id)
    if not found:
        return Shown(QImage(), "none")
    try:
        path = ctx.profile.media / found[0].id
        image = read(path if path.is_file() else ctx.media(found[0].id))
    except (Unavailable, Rejected):
        return Shown(QImage(), "away")
    return Shown(image, "", print_of(image)) if not image.isNull() else Shown(image, "broken")


def read(path: Path) -> QImage:
    """A picture upright however the camera was held, no larger than a screen; a null one where the file is none."""
    picture = QImageReader(str(path))
    picture.setDecideFormatFromContent(True)  # what the hub sends has no suffix
    picture.setAutoTransform(True)
    size = picture.size()
    if max(size.width(), size.height()) > LONGEST_PX:
        picture.setScaledSize(size.scaled(QSize(LONGEST_PX, LONGEST_PX), Qt.AspectRatioMode.KeepAspectRatio))
    return picture.read()


def print_of(image: QImage) -> int:
    """The fingerprint of a picture."""
    width, height = PRINT_SIZE
    ways = Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    small = image.scaled(width, height, *ways).convertToFormat(QImage.Format.Format_Grayscale8)
    line, data = small.bytesPerLine(), bytes(small.constBits())
    return fingerprint(b"".join(data[row * line : row * line + width] for row in range(height)))


def _prints(ctx: PaneContext, case_ids: list[str]) -> dict[str, int]:
    shown = {case_id: look(ctx, case_id).print for case_id in case_ids}
    return {case_id: found for case_id, found in shown.items() if found is not None}
