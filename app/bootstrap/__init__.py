"""The composition root: builds every part, starts it, stops it in reverse; only the command line imports it."""
