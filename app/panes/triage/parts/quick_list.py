"""The list of the bench: a step shows its picture at once, since a decision may follow within a moment."""

from widgets.record_list import RecordList


class QuickList(RecordList):
    """As the list of the kit, but `chosen` does not wait for the keys to rest."""

    def step(self, by: int) -> None:
        super().step(by)
        if self.current_id():
            self.chosen.emit(self.current_id())
