"""The pieces of the case room's view."""
