"""What a seat keeps: two SQLite files, one writer, many readers. Nothing above this floor speaks SQL."""

from app.store.reader import Reader
from app.store.rows import (
    Around,
    Away,
    CaseQuery,
    CaseRow,
    ChangedCase,
    Counts,
    Found,
    HeldBatch,
    MissedCounts,
    Near,
    Page,
    PendingCommand,
    Standing,
    StepRow,
    Trouble,
)
from app.store.store import Store
from app.store.writer import Writer

__all__ = [
    "Around",
    "Away",
    "CaseQuery",
    "CaseRow",
    "ChangedCase",
    "Counts",
    "Found",
    "HeldBatch",
    "MissedCounts",
    "Near",
    "Page",
    "PendingCommand",
    "Reader",
    "Standing",
    "StepRow",
    "Store",
    "Trouble",
    "Writer",
]
