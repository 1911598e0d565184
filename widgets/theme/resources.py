"""Where the kit's plain files lie, in a source tree, an installed environment and a frozen build alike."""

from pathlib import Path


def resources(*parts: str) -> Path:
    """A path under `resources/`, which is always packed beside `widgets/`."""
    return Path(__file__).resolve().parents[2].joinpath("resources", *parts)
