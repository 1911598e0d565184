"""Major incidents, responses and conferences: what leads, what is tied to it, and what was said about it."""
