"""The console of a city-operation command hall and, beside it, its reference hub."""
