"""A list control for hundreds of thousands of one- or two-line records."""

from widgets.record_list.columns import Column
from widgets.record_list.face import Face, Mark
from widgets.record_list.head import ColumnHead
from widgets.record_list.model import RecordModel
from widgets.record_list.pages import PAGE_ROWS, Pages, Record
from widgets.record_list.queue import PageQueue
from widgets.record_list.view import RecordList

__all__ = [
    "PAGE_ROWS",
    "Column",
    "ColumnHead",
    "Face",
    "Mark",
    "PageQueue",
    "Pages",
    "Record",
    "RecordList",
    "RecordModel",
]
