"""The parts of the book room."""
