"""Files of other systems brought into the hall: read, mapped, judged row by row, sent to the hub."""

from app.imports.mapping import FieldMap, read_map
from app.imports.nouns import KINDS
from app.imports.work import Outcome, import_file

__all__ = ["KINDS", "FieldMap", "Outcome", "import_file", "read_map"]
