"""The kit: controls that know Qt and nothing of the hall."""
