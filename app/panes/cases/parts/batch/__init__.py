"""Doing one thing to several cases: what is marked, and what may be done to it."""
