"""What the window remembers between shifts: layouts and the state of each room, in one JSON file of the profile."""

import json
import logging
from pathlib import Path
from typing import Any

from app.paths import Profile

_log = logging.getLogger(__name__)


class Memory:
    """A dictionary on disk. A damaged file is set aside and the window begins afresh."""

    def __init__(self, profile: Profile) -> None:
        self._path = profile.folder / "window.json"
        self._kept: dict[str, Any] = _read(self._path)

    def recall(self, name: str) -> dict[str, Any]:
        """Return what was kept under a name; empty where nothing was."""
        found = self._kept.get(name)
        return dict(found) if isinstance(found, dict) else {}

    def keep(self, name: str, value: dict[str, Any]) -> None:
        """Keep something under a name, written when `save` is called."""
        self._kept[name] = value

    def save(self) -> bool:
        """Write the file in one move; False, and a line in the log, where the disk does not take it."""
        draft = self._path.with_suffix(".new")
        try:
            draft.write_text(json.dumps(self._kept, ensure_ascii=False, indent=1), encoding="utf-8")
            draft.replace(self._path)
        except (OSError, TypeError, ValueError) as fault:
            _log.warning("the window's memory was not saved: %s", fault)
            return False
        return True


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as fault:
        _log.warning("the window's memory is damaged and set aside: %s", fault)
        _set_aside(path)
        return {}
    return found if isinstance(found, dict) else {}


def _set_aside(path: Path) -> None:
    try:
        path.replace(path.with_suffix(".damaged"))
    except OSError as fault:
        _log.warning("it could not be set aside: %s", fault)
