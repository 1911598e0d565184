"""How much of a snapshot has arrived: packed bytes and their label lie beside the cache until the whole is here."""

import json
from dataclasses import dataclass
from pathlib import Path

SNAPSHOT = "snapshot.db"


@dataclass(frozen=True, slots=True)
class Arriving:
    """Packed bytes of a snapshot that are kept on the disk, of so many; `whole` is 0 where nobody has said."""

    have: int
    whole: int = 0
    tag: str = ""

    @property
    def share(self) -> float | None:
        """How much of it is here, 0 to 1."""
        return min(self.have / self.whole, 1.0) if self.whole else None


def part_of(dest: Path) -> Path:
    """Return the file where the packed bytes of `dest` gather."""
    return dest.with_name(dest.name + ".part")


def arriving(dest: Path) -> Arriving | None:
    """Return how much of `dest` is kept from an unfinished transfer, None where nothing can be gone on with."""
    try:
        said = json.loads(_label_of(dest).read_text(encoding="utf-8"))
        have = part_of(dest).stat().st_size
        return Arriving(have, int(said.get("whole", 0)), str(said["tag"])) if said["tag"] else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def begin(dest: Path, tag: str, whole: int) -> None:
    """Note of which snapshot the bytes that come now are, and how many there will be. Raises OSError."""
    _label_of(dest).write_text(json.dumps({"tag": tag, "whole": whole}), encoding="utf-8")


def forget(dest: Path) -> None:
    """Let go of the packed bytes: they are unpacked, or of no use. Raises OSError."""
    part_of(dest).unlink(missing_ok=True)
    _label_of(dest).unlink(missing_ok=True)


def _label_of(dest: Path) -> Path:
    return dest.with_name(dest.name + ".part.json")
