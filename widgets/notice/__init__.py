"""Notices that do not stop anybody: a small stack in the corner instead of a dialog."""

from widgets.notice.stack import LEVELS, NoticeStack

__all__ = ["LEVELS", "NoticeStack"]
