"""What leaves the hall as files: lists safe to open and marked with who took them, letters, photos made safe.

Nothing is imported here: a photo must not wait for the libraries of a spreadsheet.
"""
