"""The rooms of the console; the shell finds them by looking into this folder."""
