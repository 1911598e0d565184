"""What was typed and not yet sent, by case and action; it survives re-selection and restart."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

MOST = 60


class Drafts:
    """Remembers unfinished forms as plain data; the oldest leave when there are too many.

    `changed` is called after every change. Once `settled`, what the window remembers is older and is not taken.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[str, dict[str, Any]] = OrderedDict()
        self.changed: Callable[[], None] = lambda: None
        self.settled = False

    def keep(self, case_id: str, action: str, values: dict[str, Any]) -> None:
        """Remember a form; one without content is forgotten."""
        key = f"{case_id}/{action}"
        self._kept.pop(key, None)
        if any(values.values()):
            self._kept[key] = dict(values)
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)
        self.changed()

    def find(self, case_id: str, action: str) -> dict[str, Any]:
        """What was typed there before; empty where nothing was."""
        return dict(self._kept.get(f"{case_id}/{action}", {}))

    def drop(self, case_id: str, action: str) -> None:
        """It was sent: nothing to remember."""
        if self._kept.pop(f"{case_id}/{action}", None) is not None:
            self.changed()

    def of_case(self, case_id: str) -> tuple[str, ...]:
        """Actions of a case with something typed."""
        return tuple(key.partition("/")[2] for key in self._kept if key.startswith(f"{case_id}/"))

    def save(self) -> dict[str, Any]:
        """Return everything, as JSON."""
        return {key: dict(values) for key, values in self._kept.items()}

    def restore(self, saved: dict[str, Any]) -> None:
        """Take back what `save` gave; what is not a form is left out."""
        if self.settled:
            return
        for key, values in saved.items():
            case_id, slash, action = str(key).partition("/")
            if slash and isinstance(values, dict):
                self.keep(case_id, action, values)
