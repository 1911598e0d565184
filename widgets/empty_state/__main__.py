"""An empty list that says as of when it is empty."""

from widgets import stage
from widgets.empty_state import EmptyState

if __name__ == "__main__":
    raise SystemExit(stage.show(lambda: EmptyState("inbox", "没有待办案件", "截至 14:02"), 480, 320))
