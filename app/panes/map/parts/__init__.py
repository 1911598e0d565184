"""The parts of the map's face."""
