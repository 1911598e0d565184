"""Puts the book room together: the books to the list, one entry to the form, changes to the dispatch."""

from functools import cache, partial
from typing import Any

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.bus import Link
from app.domain.clock import hall_day
from app.panes.books import model
from app.panes.books.bringing import Bringing
from app.panes.books.incoming import KINDS as KINDS_BROUGHT
from app.panes.books.keeping import MADE_HERE, NEW, Keeping
from app.panes.books.queries import TABS, Entry, Shelf, shelf
from app.panes.books.taking_out import TakingOut
from app.panes.books.view import BooksView
from app.qt.looking import Look
from app.qt.pane import PaneAction, PaneContext
from app.qt.truth import truth_words
from app.text import _, local_time, n_

KINDS = frozenset({"matter", "responsibility", "ruling", "ruleset", "algorithm", "unit", "area"})
GATHER_MS, BEAT_MS = 120, 1_000


class BooksPane(QObject):
    """The room of the dictionaries."""

    def __init__(self, ctx: PaneContext) -> None:
        super().__init__()
        self._ctx = ctx
        self.model = model.entry_model()
        self.view = BooksView(self.model)
        self.widget: QWidget = self.view
        self.shelf = Shelf()
        self.keeping = Keeping(ctx, self.view, lambda: self.shelf, self)
        self.bringing = Bringing(ctx, self.view, lambda: self.shelf.known, self._back_from_file, self)
        self.taking = TakingOut(ctx, self.view, self)
        self._initials = cache(_initials)
        self._link = Link()
        self._read, self._day = False, hall_day(ctx.clock.now())
        self._wanted, self._laid = "", ""
        self._look = Look(ctx.tasks, GATHER_MS, self._find, self._arrived, self.view.isVisible, self._lost)
        self._hearing = Look(ctx.tasks, GATHER_MS, ctx.reader.link, self._heard, self.view.isVisible)
        self._beat = QTimer(self, interval=BEAT_MS)
        self._beat.timeout.connect(self._show_truth)
        self._connect()
        self._offer()
        self._say_begun()
        self._beat.start()

    # --- the shape of a room ---

    def actions(self) -> list[PaneAction]:
        """Everything that can be done here, with its key."""
        view, keeping = self.view, self.keeping
        own = [
            PaneAction("books.next", _("下一条"), partial(self._step, 1), "J", "arrow-down"),
            PaneAction("books.previous", _("上一条"), partial(self._step, -1), "K", "arrow-up"),
            PaneAction("books.search", _("查找条目"), self._search, "/", "search"),
            PaneAction("books.edit", _("查看、修改条目"), self._edit, "E", "pencil", self._has_form),
            PaneAction("books.new", _("新建条目"), self._new, "N", "circle-plus", self._may_make),
            PaneAction("books.save", _("保存条目"), keeping.save, "Ctrl+S", "check", self._may_save),
            PaneAction(
                "books.succeed",
                _("事项从某日起改（下一版本）"),
                keeping.succeed,
                "V",
                "calendar-clock",
                keeping.may_succeed,
            ),
            PaneAction("books.changes", _("条目的修改记录"), keeping.turn_history, "H", "history", self._has_form),
            PaneAction("books.import", _("导入字典文件"), self.bringing.ask, "I", "inbox", self._may_import),
            PaneAction("books.export", _("导出当前字典"), self.taking.ask, "Ctrl+E", "upload", self.taking.may),
            PaneAction("books.undo", _("撤销导入"), self.bringing.undo, "Ctrl+Z", "undo-2", self.bringing.can_undo),
        ]
        for number, tab in enumerate(TABS, 1):
            title = _("字典：{name}").format(name=_(model.TAB_WORDS[tab]))
            own.append(PaneAction(f"books.tab.{tab}", title, partial(view.show_tab, tab), str(number), "list-filter"))
        return own

    def save(self) -> dict[str, Any]:
        """The book in front and the entry in hand."""
        return {"tab": self.view.tab, "entry": self._wanted or self.view.list.current_id()}

    def restore(self, state: dict[str, Any]) -> None:
        """Put back what `save` gave."""
        self.view.show_tab(str(state.get("tab", "")))
        self._wanted = str(state.get("entry") or "")
        self._lay_out()

    def stop(self) -> None:
        """Hear and ask nothing more."""
        self._beat.stop()
        self._look.stop()
        self._hearing.stop()
        self.keeping.stop()
        self.bringing.stop()

    # --- what the keeper does ---

    def _search(self) -> None:
        self.view.search.setFocus()
        self.view.search.selectAll()

    def _edit(self) -> None:
        if self.view.form is not None:
            self.view.form.focus_first()

    def _new(self) -> None:
        self.keeping.begin(self.view.tab)

    def _step(self, by: int) -> None:
        (self.bringing.page or self.view).list.step(by)

    def _back_from_file(self) -> None:
        """Back to the book, on the entry one stood on."""
        self.keeping.open(self.view.tab, self.shelf.find(self.view.tab, self.view.list.current_id()))
        self._look.restart()
        self.view.list.setFocus()

    def _chosen(self, entry_id: str) -> None:
        self._wanted = ""
        self.bringing.forget()
        shown = self.keeping.entry
        if shown is None or shown.id != entry_id or self.view.form is None:
            self.keeping.open(self.view.tab, self.shelf.find(self.view.tab, entry_id))
            self._lay_out()

    def _key(self, key: str) -> bool:
        if key == "Esc":
            (self.bringing.page or self.view).list.setFocus()
            return True
        found = next((a for a in self.actions() if a.shortcut == key and a.enabled()), None)
        if found is not None:
            found.run()
        return found is not None

    def _has_form(self) -> bool:
        return self.view.form is not None

    def _may_make(self) -> bool:
        return self.view.tab in MADE_HERE and self.keeping.may_edit

    def _may_import(self) -> bool:
        return self.bringing.may(self.view.tab)

    def _may_save(self) -> bool:
        hands = QApplication.focusWidget()
        here = hands is not None and (hands is self.view or self.view.isAncestorOf(hands))
        return here and self.view.form is not None and self.keeping.may_edit

    # --- reading ---

    def _changed(self, kind: str, _ids: object) -> None:
        if kind in KINDS:
            self._look.soon()

    def _find(self) -> tuple[Shelf, Link]:
        reader, now = self._ctx.reader, self._ctx.clock.now()
        found = shelf(reader, model.section_words(), self._initials, now)
        reader.rules()  # made anew here where the books have changed, not when the next key asks who may do what
        return found, reader.link()

    def _arrived(self, found: tuple[Shelf, Link]) -> None:
        self._read = True
        self.shelf, self._link = found
        self._lay_out()
        self.keeping.refreshed(self.view.tab)
        self._show_truth()

    def _heard(self, link: Link) -> None:
        self._link = link if self._read else self._link

    def _lost(self, _error: BaseException) -> None:
        self.view.truth.set(_("读取失败"), "", "stale")

    # --- showing ---

    def _turned(self, _tab: str) -> None:
        self._say_begun()
        self.bringing.forget()
        self.keeping.open(self.view.tab, None)
        self._wanted = ""
        self._lay_out()
        self._offer()

    def _say_begun(self) -> None:
        begun = NEW in self.keeping.unsaved(self.view.tab)
        self.view.say(_("有一条新建的还没有保存；按 N 接着写") if begun else "")

    def _lay_out(self) -> None:
        tab, words = self.view.tab, self.view.search.text().lower().split()
        every = self.shelf.entries.get(tab, ())
        found = [entry for entry in every if entry.fits(words)]
        now, unsaved = self._ctx.clock.now(), self.keeping.unsaved(tab)
        known, day = self.shelf.known, hall_day(now)
        rows = [model.Shown(tab, entry, known, now, entry.id in unsaved, day) for entry in found]
        self.model.show_all(rows, anew=self._laid != tab)
        self._laid = tab
        whole = n_("共 {n} 条", len(every)).format(n=len(every))
        self.view.total.setText(_("{n} / {m} 条").format(n=len(found), m=len(every)) if words else whole)
        self._say_empty(bool(words))
        self._stand(found)

    def _stand(self, found: list[Entry]) -> None:
        """Stand on the wanted entry, or on the first of a book just opened."""
        if self.bringing.page is not None:
            return
        ids = [entry.id for entry in found]
        wanted = self._wanted if self._wanted in ids else ""
        if self._read:
            self._wanted = ""
        if wanted or (self.keeping.entry is None and ids):
            target = wanted or ids[0]
            self.view.list.select(target)
            self.keeping.open(self.view.tab, self.shelf.find(self.view.tab, target))

    def _say_empty(self, searched: bool) -> None:
        as_of = local_time(self._link.as_of, "time") if self._link.as_of else ""
        none = _("没有找到") if searched else _("还没有条目")
        self.view.list.set_empty(none, _("截至 {time}").format(time=as_of) if as_of else "")

    def _show_truth(self) -> None:
        now = self._ctx.clock.now()
        self.view.truth.set(*truth_words(self._link, now))
        self._hearing.soon()  # the hub may have nothing new for the books, and be heard all the same
        if self._day != hall_day(now):
            # At midnight other entries are in force.
            self._day = hall_day(now)
            self._look.now()

    def _offer(self) -> None:
        why = "" if self.keeping.may_edit else _("您可以查看；修改由系统管理员办理")
        for button, may in ((self.view.new, self._may_make()), (self.view.bring, self._may_import())):
            button.setEnabled(may)
            button.setToolTip(why)
        self.view.new.setVisible(self.view.tab in MADE_HERE)
        self.view.bring.setVisible(self.view.tab in KINDS_BROUGHT)
        self.view.take.setVisible(self.taking.may())

    def _saved(self, entry_id: str) -> None:
        standing = self.keeping.entry
        self._say_begun()
        self._wanted = "" if standing is not None and standing.id == entry_id else entry_id
        # What is being read may be older than what was saved.
        self._look.restart()
        self.view.list.setFocus()

    def _moved(self) -> None:
        tab, unsaved = self.view.tab, self.keeping.unsaved(self.view.tab)
        marked = [row for row in self.model.known() if row.unsaved != (row.id in unsaved)]
        now = self._ctx.clock.now()
        self.model.patch([model.Shown(tab, row.entry, row.known, now, row.id in unsaved) for row in marked])

    def _connect(self) -> None:
        view, bridge = self.view, self._ctx.bridge
        view.on_key = self._key
        view.woke.connect(self._look.catch_up)
        view.tab_chosen.connect(self._turned)
        view.search.searched.connect(lambda _text: self._lay_out())
        view.list.chosen.connect(self._chosen)
        view.list.opened.connect(lambda _id: self._edit())
        view.new_asked.connect(self._new)
        view.import_asked.connect(self.bringing.ask)
        view.export_asked.connect(self.taking.ask)
        self.keeping.saved.connect(self._saved)
        self.keeping.moved.connect(self._moved)
        bridge.records_changed.connect(self._changed)
        bridge.settled.connect(self._look.soon)
        bridge.link_changed.connect(self._look.soon)


def _initials(name: str) -> str:
    """Spell a name; pypinyin is heavy and loads in the worker, when the books are first read."""
    from app.words.pinyin import initials

    return initials(name)
