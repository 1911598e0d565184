"""How often a hub looks for cycles: pages of rows are none, and looking through them costs a third of a page."""

import gc

_ALLOCATIONS = 50_000


def settle() -> None:
    """Keep what stands now for good, and look through later things rarely. For a process of its own."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS, 20, 20)
