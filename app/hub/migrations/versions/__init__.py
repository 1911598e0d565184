"""The steps themselves, oldest first by their number."""
