"""The phrase library made audible ahead of time, one phrase after another, so that each starts at once."""

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.broadcast import Phrase
from app.domain.errors import Unavailable
from app.qt.pane import PaneContext
from app.words import refusal

# A seat that has just been opened needs its processors for the window; the library can wait.
FIRST_S = 20


class Rendering(QObject):
    """Asks the speech service in the background; says what is ready and what is lacking."""

    prepared = Signal()

    def __init__(self, ctx: PaneContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ctx = ctx
        self._waiting: list[str] = []
        self._tried: set[str] = set()
        self._busy = self._stopped = False
        self._begin = QTimer(self, interval=FIRST_S * 1000, singleShot=True)
        self._begin.timeout.connect(self._next)
        self._begin.start()

    def ready(self, phrases: tuple[Phrase, ...]) -> frozenset[str]:
        """Ids of the phrases that play at once."""
        speech = self._ctx.speech
        return frozenset(p.id for p in phrases if speech is not None and speech.ready(p.text))

    def lacks(self, text: str) -> str:
        """Why this text cannot be spoken here, or ""."""
        speech = self._ctx.speech
        if speech is None:
            return refusal("speech.missing")
        if speech.ready(text):
            return ""
        return refusal("speech.missing") if speech.lacks() else ""

    def seconds(self, text: str) -> float:
        """About how long the text lasts."""
        return float(self._ctx.speech.seconds(text)) if self._ctx.speech is not None else 0.0

    def prepare(self, phrases: tuple[Phrase, ...]) -> None:
        """Make those that are not ready, gravest first."""
        speech = self._ctx.speech
        if speech is None or speech.lacks():
            return
        self._waiting = [p.text for p in phrases if p.text not in self._tried and not speech.ready(p.text)]
        if not self._begin.isActive():
            self._next()

    def stop(self) -> None:
        """Make no more."""
        self._begin.stop()
        self._waiting, self._stopped = [], True

    def _next(self) -> None:
        if self._busy or not self._waiting:
            return
        text, speech = self._waiting.pop(0), self._ctx.speech
        self._busy = True
        self._tried.add(text)

        def make() -> None:
            for _path in speech.sentences(text, patient=True):
                if self._stopped:
                    return

        self._ctx.tasks.run(make, lambda _: self._done(), lambda fault: self._failed(fault))

    def _done(self) -> None:
        self._busy = False
        self.prepared.emit()
        self._next()

    def _failed(self, fault: BaseException) -> None:
        self._busy = False
        if not isinstance(fault, Unavailable):
            raise fault
        self._next()
