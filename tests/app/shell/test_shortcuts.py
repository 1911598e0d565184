"""F1 lists every action of every room and of the shell, on the screen and on paper."""

from pathlib import Path

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QLabel

from app.qt.pane import PaneAction
from app.shell.shortcuts import Group, as_html, columns
from app.shell.window import HallWindow


def group(title: str, lines: int) -> Group:
    return Group(
        title, tuple(PaneAction(f"{title}{n}", f"{title}{n}", lambda: None, f"F{n}") for n in range(1, lines + 1))
    )


def test_every_action_of_every_room_is_listed_with_its_key(window: HallWindow) -> None:
    window.open_shortcuts()
    read = {label.text() for label in window.sheet.findChildren(QLabel)}
    for pane in window.panes.values():
        for action in pane.actions():
            assert action.title in read
            assert action.shortcut in read
    assert window.sheet.shown


def test_two_columns_are_about_even_and_keep_the_order() -> None:
    groups = [group(title, lines) for title, lines in (("a", 4), ("b", 4), ("c", 3), ("d", 5))]
    left, right = columns(groups)
    assert [part.title for part in left + right] == ["a", "b", "c", "d"]
    assert abs(sum(part.weight for part in left) - sum(part.weight for part in right)) <= 6


def test_one_long_group_stands_alone() -> None:
    left, right = columns([group("a", 9)])
    assert (len(left), len(right)) == (1, 0)


def test_the_paper_has_every_line_and_no_stray_markup() -> None:
    html = as_html([Group("<室>", (PaneAction("x", "a & b", lambda: None, "F2"),))], "快捷键")
    assert "&lt;室&gt;" in html and "a &amp; b" in html and "F2" in html


def test_it_prints(window: HallWindow, tmp_path: Path) -> None:
    window.open_shortcuts()
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "keys.pdf"))
    window.sheet.print_to(printer)
    assert (tmp_path / "keys.pdf").read_bytes().startswith(b"%PDF")
