"""The demo city: an invented district with its roads, people, cases and simulators, the same for the same seed."""
