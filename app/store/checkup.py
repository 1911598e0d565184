"""When the two files of a profile were last looked at page by page, and what was found; kept beside them."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from app.domain.clock import from_text, to_text
from app.paths import Profile
from app.store.soundness import FileState, look

EACH = timedelta(days=1)
_KEPT = "checked.json"
_WELL = frozenset({"sound", "missing", "older"})


@dataclass(frozen=True, slots=True)
class Checkup:
    """One look at every page of both files, aware UTC."""

    at: datetime
    files: tuple[FileState, ...]

    @property
    def ill(self) -> tuple[FileState, ...]:
        """The files that are not as they should be."""
        return tuple(file for file in self.files if file.state not in _WELL)


def check(profile: Profile, now: datetime) -> Checkup:
    """Look at every page of both files and remember what was found; a console may be running beside it."""
    found = Checkup(now, look(profile))
    kept = profile.folder / _KEPT
    part = kept.with_suffix(".part")
    try:
        part.write_text(json.dumps({"at": to_text(now), "files": [asdict(file) for file in found.files]}), "utf-8")
        part.replace(kept)
    except OSError:  # a disk that takes no note does not make the look worthless
        part.unlink(missing_ok=True)
    return found


def last_checkup(profile: Profile) -> Checkup | None:
    """Return what the last look found, None where there was none that can be read."""
    try:
        said = json.loads((profile.folder / _KEPT).read_text("utf-8"))
        return Checkup(from_text(said["at"]), tuple(FileState(**file) for file in said["files"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_due(found: Checkup | None, now: datetime) -> bool:
    """Say whether there was no look within a day; one from a future that a wrong clock believed in says nothing."""
    return found is None or not timedelta(0) <= now - found.at < EACH


def set_aside(profile: Profile) -> tuple[str, ...]:
    """Name the damaged files that were kept to be looked into, oldest first."""
    files = (profile.outbox_db, profile.cache_db)
    found: Sequence[Path] = [path for file in files for path in profile.folder.glob(f"{file.name}.damaged-*")]
    return tuple(sorted(path.name for path in found if not path.name.endswith(("-wal", "-shm"))))
