"""The seam between the hall's own threads and the screen."""
