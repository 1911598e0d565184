"""The parts of the wall."""
