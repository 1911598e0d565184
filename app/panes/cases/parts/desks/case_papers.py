"""The papers and pictures of the case in hand: letters written to files, pictures compared, twins looked at."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices, QImage

from app.domain.case import Case
from app.domain.errors import Rejected, Unavailable
from app.domain.letter import Letter
from app.panes.cases.dossier import Dossier, photos
from app.panes.cases.parts.acting.twin_field import TwinField
from app.panes.cases.parts.acting.twin_words import twin_choice
from app.panes.cases.parts.choice import Choice
from app.panes.cases.parts.desks.pictures import kept, read_picture
from app.panes.cases.parts.hand.compare import CompareView, split_photos
from app.panes.cases.parts.hand.detail import CaseDetail
from app.panes.cases.parts.hand.reply_form import ReplyForm
from app.panes.cases.parts.plain import one_line
from app.qt.pane import PaneContext
from app.qt.tasks import Task
from app.store import CaseQuery
from app.text import _, local_time
from app.words import refusal, word

FOUND = 12
ISSUED, TEMPLATES = "issued", "letters"
MOST_PHOTOS = 2
RUNNING = 20
Show = Callable[[str, QImage], None]
FAILURES = {"font.missing": "fonts.missing"}


class CasePapers(QObject):
    """Works beside the operations; everything slow runs in the pool and says on the screen what became of it."""

    def __init__(self, ctx: PaneContext, detail: CaseDetail, parent: QObject) -> None:
        super().__init__(parent)
        self._ctx, self._detail = ctx, detail
        self._search: Task | None = None
        self._running: list[Task] = []
        self.comparing: CompareView | None = None
        self._unnumbered: dict[str, tuple[str, ...]] = {}
        detail.body.letter_asked.connect(self._letter)
        detail.form_opened.connect(self._form_opened)
        detail.shown.connect(self._watch_numbers)

    def stop(self) -> None:
        """Hear no answer any more."""
        for task in self._running:
            task.cancel()

    def _run(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> Task:
        task = self._ctx.tasks.run(work, done, failed)
        self._running = [*self._running[-RUNNING:], task]
        return task

    # --- letters ---

    def _letter(self, letter_id: str, way: str) -> None:
        shown = self._detail.dossier
        letter = next((one for one in shown.letters if one.id == letter_id), None) if shown is not None else None
        if letter is None or shown is None:
            return
        if way == "reply":
            self._detail.open_card(ReplyForm(letter, partial(self._reply, letter.id)))
        else:
            self._save(letter, shown, way)

    def _save(self, letter: Letter, shown: Dossier, form: str) -> None:
        profile = self._ctx.profile
        unit_id = letter.unit_id or shown.case.unit_id
        unit = self._ctx.reader.get("unit", unit_id) if unit_id else None
        letter = replace(letter, unit_name=unit.name) if unit is not None else letter  # whole, as letters name a unit
        path = profile.folder / ISSUED / file_name(letter, form)
        before, _after = split_photos(shown.photos, shown.steps, shown.case.handled_at)
        here = ((picture.caption, kept(profile.media, picture.id)) for picture in before[:MOST_PHOTOS])
        pictures = [(caption, file) for caption, file in here if file is not None]
        settings = self._ctx.settings
        sender = (settings.hall_name or _("城运指挥大厅"), settings.hall_phone, unit.phone if unit is not None else "")
        if not letter.no:
            self._unnumbered[letter.id] = (*self._unnumbered.get(letter.id, ()), form)
        write = partial(_write, letter, shown.case, path, form, sender, pictures, profile.folder / TEMPLATES)
        self._run(write, self._saved, self._not_saved)

    def _watch_numbers(self, shown: Dossier) -> None:
        """A number has come to a letter that was written to a file without one: that file is no letter any more."""
        for letter in shown.letters:
            forms = self._unnumbered.get(letter.id, ())
            if not letter.no or not forms:
                continue
            del self._unnumbered[letter.id]
            said = _("编号已到：{no}。此前写出的未编号稿作废，请重新出件").format(no=one_line(letter.no, 40))
            again = partial(self._letter, letter.id, forms[-1])
            self._detail.notice.say(said, "warn", way=(_("重新出件"), again))

    def _saved(self, path: Path) -> None:
        self._detail.notice.say(
            _("已保存：{path}").format(path=path), way=(_("打开文件夹"), partial(_show_folder, path.parent))
        )

    def _not_saved(self, error: BaseException) -> None:
        code = error.code if isinstance(error, Rejected | Unavailable) else ""
        why = refusal(FAILURES.get(code, code)) if code else str(error)
        self._detail.notice.say(_("函件没有保存：{why}").format(why=why), "alarm")

    def _reply(self, letter_id: str, text: str) -> None:
        answer = self._ctx.dispatch.ask("letter.reply", letter_id, {"reply": text})
        if isinstance(answer, Rejected):
            self._detail.refuse(refusal(answer.code))
        else:
            self._detail.close_card()

    # --- pictures ---

    def compare(self) -> None:
        """Look at the pictures before and after, side by side and large."""
        shown, detail = self._detail.dossier, self._detail
        if shown is None or not shown.photos:
            self._detail.notice.say(_("这个案件没有照片"), "warn")
            return
        before, after = split_photos(shown.photos, shown.steps, shown.case.handled_at)
        ways = tuple(op for op in ("check_pass", "check_fail") if op in detail.bar.operations)
        view = CompareView(detail.window(), before, after, ways, detail.photos.image)
        view.wanted.connect(detail.photos.wanted)
        detail.photos.changed.connect(view.refresh)
        view.decided.connect(detail.asked)
        view.closed.connect(self._compared)
        self.comparing = view
        view.show()
        view.setFocus()

    def _compared(self) -> None:
        self.comparing = None
        self._detail.body.setFocus()
        self._detail.form_left.emit()

    # --- the case to merge into ---

    def _form_opened(self, _operation: str) -> None:
        form = self._detail.form
        field = form.fields[0] if form is not None and form.fields else None
        shown = self._detail.dossier
        if isinstance(field, TwinField) and shown is not None:
            field.wanted.connect(partial(self._twin_wanted, field))
            field.searched.connect(partial(self._twin_searched, field))
            self._look(field, shown.case.id, field.show_own)
            field.ask()

    def _twin_wanted(self, field: TwinField, case_id: str) -> None:
        self._look(field, case_id, partial(field.show_twin, case_id))

    def _look(self, field: TwinField, case_id: str, show: Show) -> None:
        reader, folder, fetch = self._ctx.reader, self._ctx.profile.media, self._ctx.media

        def read() -> tuple[str, QImage]:
            found = photos(reader, case_id, reader.steps(case_id))
            if not found:
                return "", QImage()
            return local_time(found[0].taken_at, "datetime"), read_picture(folder, fetch, found[0].id)

        self._run(read, lambda found: show(*found) if self._is_open(field) else None)

    def _is_open(self, field: TwinField) -> bool:
        form = self._detail.form
        return form is not None and field in form.fields

    def _twin_searched(self, field: TwinField, text: str) -> None:
        reader, shown = self._ctx.reader, self._detail.dossier
        if shown is None:
            return
        if self._search is not None:
            self._search.cancel()
        self._search = self._run(
            lambda: reader.cases(CaseQuery(text=text, captures="with"), limit=FOUND).rows,
            partial(self._twins_found, field, shown),
        )

    def _twins_found(self, field: TwinField, shown: Dossier, rows: tuple[Case, ...]) -> None:
        if self._is_open(field):
            found: list[Choice] = [twin_choice(shown.case, row) for row in rows if row.id != shown.case.id]
            field.offer(found)


def file_name(letter: Letter, form: str) -> str:
    """A name for the file that says what it is: kind, number or case, and never leads out of its folder."""
    told = letter.no or "_".join((_("未编号"), letter.case_no or letter.id))
    plain = re.sub(r"[^\w〔〕()（）-]+", "_", f"{word('letter', letter.kind)}_{told}_{letter.id[-6:]}")
    return f"{plain[:100]}.{form}"


def _show_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _write(
    letter: Letter,
    case: Case,
    path: Path,
    form: str,
    sender: tuple[str, str, str],
    pictures: Sequence[tuple[str, Path]],
    templates: Path,
) -> Path:
    # Loaded here, in the pool: the writers of office files are large and a hall starts many times without them.
    from app.documents.letters import write_letter

    own = templates if templates.is_dir() else None
    hall, phone, unit_phone = sender
    return write_letter(
        letter, case, path, form, hall, phone=phone, unit_phone=unit_phone, photos=pictures, templates=own
    )
