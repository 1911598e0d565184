"""The list of the bench: a step shows its picture at once, since a decision may follow within a moment."""

from widgets.record_list import RecordList


class QuickList(RecordList):
    """As the list of the kit, but `chosen` does not wait for the keys to rest, and no row is stepped over: where the
    one stood on has gone, the one now in its place is the next."""

    def step(self, by: int) -> None:
        gone = bool(self.current_id()) and self._rows.place(self.current_id()) is None
        super().step(by - 1 if gone and by > 0 else by)
        if self.current_id():
            self.chosen.emit(self.current_id())
