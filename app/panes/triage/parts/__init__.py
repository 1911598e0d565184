"""The parts of the triage bench."""
