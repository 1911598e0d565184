"""A refusal that can be raised through any `with` block and any framework."""

from app.domain.errors import Rejected


class Refused(Rejected):
    """A `Rejected` that is raised, not returned.

    The domain's own is frozen, also against Python putting a traceback on it; a subclass of it is not.
    """
