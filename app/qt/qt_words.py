"""The few sentences of Qt's own that its Chinese translation leaves in English."""

from PySide6.QtCore import QTranslator

_CHINESE = {
    ("QFileDialog", "&Look in:"): "查找范围(&L)：",
    ("QFileDialog", "Files of &type:"): "文件类型(&T)：",
}


class QtWords(QTranslator):
    """Answers for what Qt's own file does not say; installed before it, so that Qt's file is asked first."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        return _CHINESE.get((context, source))
