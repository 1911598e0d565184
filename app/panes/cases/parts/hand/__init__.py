"""The case in hand as it is read: its head, its clocks, its life, its papers."""
