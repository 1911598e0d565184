"""Acting on a case: its keys, its forms, and what they may offer."""
