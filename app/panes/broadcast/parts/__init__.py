"""Pieces of the broadcast room."""
