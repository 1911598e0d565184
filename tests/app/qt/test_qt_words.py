"""Qt's own dialogs speak the operator's language, and after a change of language only that one."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton

from app.qt.application import speak


@pytest.fixture
def spoken(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)


def words_of_the_file_dialog() -> str:
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.ensurePolished()
    said = " ".join([label.text() for label in dialog.findChildren(QLabel)])
    said += " ".join([button.text() for button in dialog.findChildren(QPushButton)])
    dialog.deleteLater()
    return said


def test_the_file_dialog_is_chinese_throughout_and_english_after_the_change(
    spoken: QApplication, qtbot: object
) -> None:
    speak(spoken, "zh_CN")
    said = words_of_the_file_dialog()
    assert "查找范围" in said and "文件类型" in said and "取消" in said and "Look" not in said
    speak(spoken, "en")
    said = words_of_the_file_dialog()
    assert "Look" in said and "查找" not in said and "取消" not in said
