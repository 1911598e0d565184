"""The hub's paths, one file for each group."""
