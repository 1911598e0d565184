"""What must outlive a loss of power."""

import os
from pathlib import Path


def settle_names(folder: Path) -> None:
    """Make the names in a folder last, so that a file just renamed is found after a power cut; raises OSError.

    Windows needs and allows no such thing.
    """
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
