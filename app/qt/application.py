"""The one QApplication: its languages, its last line of defence, and its way of ending on Ctrl-C."""

import logging
import signal
import socket
import sys
from types import FrameType, TracebackType

from PySide6.QtCore import (
    QLibraryInfo,
    QLocale,
    QMessageLogContext,
    QObject,
    QSocketNotifier,
    Qt,
    QtMsgType,
    QTranslator,
    Signal,
    qInstallMessageHandler,
)
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

from app.qt.qt_words import QtWords

_log = logging.getLogger(__name__)
_qt_log = logging.getLogger("qt")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
# Qt: these come with every software-rendered or headless start and say nothing an operator could mend.
_NOISE = ("pipewire", "QRhiGles2", "Vulkan", "GBM", "dbus", "propagateSizeHints", "libva")


class Faults(QObject):
    """Tells the screen of a bug that rose to the edge, once per kind of fault."""

    risen = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._told: set[str] = set()

    def take(self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        """The excepthook: log it whole, tell the operator once, and go on."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        _log.critical("a fault of ours", exc_info=(kind, fault, trace))
        name = f"{kind.__name__}: {fault}"
        if name not in self._told:
            self._told.add(name)
            self.risen.emit(name)


class Interrupt(QObject):
    """Turns SIGINT and SIGTERM into a clean quit: Python's handlers only run when Qt gives it a turn."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._read, self._write = socket.socketpair()
        self._read.setblocking(False)
        self._write.setblocking(False)
        self._before = signal.set_wakeup_fd(self._write.fileno())
        self._handlers = {number: signal.signal(number, _ignore) for number in (signal.SIGINT, signal.SIGTERM)}
        self._notifier = QSocketNotifier(self._read.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._woken)

    def stop(self) -> None:
        """Give the signals back."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._before)
        for number, handler in self._handlers.items():
            signal.signal(number, handler)
        self._read.close()
        self._write.close()

    def _woken(self) -> None:
        numbers = self._read.recv(64)
        if any(number in self._handlers for number in numbers):
            QApplication.quit()


def _ignore(number: int, frame: FrameType | None) -> None:
    """The notifier quits; the handler only keeps Python from dying."""


def make_application(language: str) -> QApplication:
    """Make the QApplication. Must be called once, on the main thread, after the map's scheme is registered."""
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    application = QApplication(sys.argv[:1])
    application.setApplicationName("hall")
    application.setApplicationDisplayName("hall-console")
    application.setQuitOnLastWindowClosed(True)
    qInstallMessageHandler(_to_log)
    speak(application, language)
    return application


def speak(application: QApplication, language: str) -> None:
    """Load Qt's own sentences (message boxes, context menus) in the operator's language."""
    locale = QLocale(language)
    QLocale.setDefault(locale)
    for earlier in application.findChildren(QTranslator):
        application.removeTranslator(earlier)
        earlier.deleteLater()
    if locale.language() == QLocale.Language.Chinese:
        application.installTranslator(QtWords(application))
    translator = QTranslator(application)
    if translator.load(locale, "qtbase", "_", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)


def has_chinese_font() -> bool:
    """Say whether this machine can show Chinese at all."""
    return bool(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese))


def _to_log(kind: QtMsgType, context: QMessageLogContext, message: str | None) -> None:
    text = message or ""
    level = logging.DEBUG if any(word in text for word in _NOISE) else _LEVELS.get(kind, logging.WARNING)
    _qt_log.log(level, "%s", text)
