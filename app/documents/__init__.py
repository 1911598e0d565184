"""Lists taken out of the hall as files: csv, ndjson and xlsx that are safe to open and say who took them when."""

from app.documents.export import FORMATS, Mark, export
from app.documents.tables import TABLES

__all__ = ["FORMATS", "TABLES", "Mark", "export"]
