"""The queue beside the case in hand: its filters, its look, its counts."""
