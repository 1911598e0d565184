"""Pictures from files, the clipboard or a drop: made safe off the main thread, kept, then told."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QBuffer, QIODevice, QObject, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QWidget

from app.dispatch import Sent
from app.domain.errors import Rejected
from app.domain.ids import new_id
from app.panes.cases.parts.plain import one_line
from app.qt.pane import PaneContext
from app.text import _
from app.words import refusal

if TYPE_CHECKING:
    from app.photos import PhotoFacts

MOST_AT_ONCE = 12


@dataclass(frozen=True, slots=True)
class SafePicture:
    """A picture that is on disk under its media id, without anything its camera wrote into it."""

    media_id: str
    name: str
    sha256: str
    facts: "PhotoFacts"
    image: QImage


class Pictures(QObject):
    """`kept(media_id, name, image, facts)` for each picture that is kept; `failed(sentence)` for one that is none."""

    kept = Signal(str, str, object, object)
    failed = Signal(str)

    def __init__(self, ctx: PaneContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx

    def choose(self, window: QWidget) -> None:
        """Let the operator choose files."""
        kinds = _("图片") + " (*.jpg *.jpeg *.png *.webp *.bmp *.tif *.tiff *.gif)"
        files, _kind = QFileDialog.getOpenFileNames(window, _("附照片"), "", kinds)
        self.take_files(files)

    def take_files(self, paths: list[str]) -> None:
        """Keep the pictures among these files."""
        for path in map(Path, paths[:MOST_AT_ONCE]):
            self._take(path.name, path.read_bytes)

    def take_image(self, image: QImage) -> None:
        """Keep a picture that has no file, such as one that was pasted."""
        self._take(_("粘贴的图片"), lambda: _png(image))

    def _take(self, name: str, read: Callable[[], bytes]) -> None:
        folder, media_id = self._ctx.profile.media, new_id()
        self._ctx.tasks.run(
            lambda: make_safe(folder, media_id, name, read), self._keep, lambda fault: self._fail(name, fault)
        )

    def _keep(self, picture: SafePicture) -> None:
        args: dict[str, Any] = {
            "owner_kind": "case",
            "owner_id": "",
            "name": picture.name,
            "mime": picture.facts.mime,
            "size": picture.facts.size,
            "sha256": picture.sha256,
        }
        answer = self._ctx.dispatch.ask("media.add", picture.media_id, args)
        if isinstance(answer, Sent):
            self.kept.emit(picture.media_id, picture.name, picture.image, picture.facts)
        else:
            self.failed.emit(refusal(answer.code))

    def _fail(self, name: str, fault: BaseException) -> None:
        why = refusal(fault.code) if isinstance(fault, Rejected) else _("读不了文件")
        self.failed.emit(_("{name}：{why}").format(name=one_line(name, 40), why=why))


def make_safe(folder: Path, media_id: str, name: str, read: Callable[[], bytes]) -> SafePicture:
    """Write the safe copy of a picture under its media id. Raises Rejected for what is no picture, OSError."""
    # What makes a picture safe is read with the other libraries, behind the first look at the queue.
    from app.photos import safe_bytes

    data, facts = safe_bytes(read())
    part = folder / f"{media_id}.part"
    part.write_bytes(data)
    part.replace(folder / media_id)
    return SafePicture(media_id, name, hashlib.sha256(data).hexdigest(), facts, QImage.fromData(data))


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # PySide6 6.11: the stub knows only bytes for the format
    return bytes(buffer.data().data())
