"""Puts a theme on the application and tells any widget which one it wears."""

import logging
from collections.abc import Callable
from string import Template

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from widgets.theme.resources import resources
from widgets.theme.tokens import DARK, THEMES, Theme

_log = logging.getLogger(__name__)
_PROPERTY = "hall.theme"
# The first family present is used; every one of them carries simplified Chinese and Latin of one design.
FAMILIES = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "HarmonyOS Sans SC",
    "Noto Sans SC",
    "Microsoft YaHei UI",
    "PingFang SC",
    "sans-serif",
)


def apply(app: QApplication, name: str, scale: float = 1.0) -> Theme:
    """Dress the whole application; in another dress every widget gets a StyleChange. KeyError for an unknown name."""
    theme = THEMES[name].sized(scale)
    if app.property(_PROPERTY) is None:
        # Qt: once only. A second setStyle deletes the style under widgets that still wear it: seen as a crash.
        app.setStyle("Fusion")
    app.setProperty(_PROPERTY, theme)
    if app.font() != (font := body_font(theme)):
        app.setFont(font)
    app.setPalette(palette(theme))
    # Qt: the same sheet again dresses every widget of every window anew, which takes seconds where there are several.
    if app.styleSheet() != (sheet := style_sheet(theme)):
        app.setStyleSheet(sheet)
    return theme


def of(widget: QWidget | None = None) -> Theme:
    """The theme in force where `widget` stands; the dark one before any was applied."""
    app = QApplication.instance()
    theme = app.property(_PROPERTY) if app is not None else None
    return theme if isinstance(theme, Theme) else DARK


def follow(widget: QWidget, dress: Callable[[Theme], None]) -> None:
    """Call `dress(theme)` now and after every theme switch, for as long as `widget` lives."""
    dress(of(widget))
    _Follower(widget, dress)


class _Follower(QObject):
    def __init__(self, widget: QWidget, dress: Callable[[Theme], None]) -> None:
        super().__init__(widget)
        self._dress = dress
        self._worn = of(widget)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The dress may itself cause a StyleChange, so the theme worn is compared first.
        if event.type() == QEvent.Type.StyleChange and of() != self._worn:
            self._worn = of()
            try:
                self._dress(self._worn)
            except Exception:
                # Edge. Qt: what is raised out of a filter inside a call from Python ends the process in shiboken.
                _log.exception("%s could not change its dress", type(watched).__name__)
        return False


def body_font(theme: Theme) -> QFont:
    """The body type with tabular figures, so that clocks and counts do not dance."""
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPixelSize(theme.font_px)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def style_sheet(theme: Theme) -> str:
    """The one template of the console filled with the theme's tokens."""
    source = resources("themes", "console.qss").read_text(encoding="utf-8")
    return Template(source).substitute(_values(theme))


def _values(theme: Theme) -> dict[str, str]:
    values = {name: str(value) for name, value in vars(theme).items()}
    space = theme.space
    sizes = {"half": space // 2, "quarter": max(1, space // 4), "double": space * 2, "hair": max(1, round(theme.scale))}
    values |= {name: str(size) for name, size in sizes.items()}
    values |= {f"{token}_soft": theme.tint(token) for token in ("accent", "ok", "warn", "alarm", "info", "drill")}
    values |= {
        "accent_hover": theme.tint("text", 0.14, "accent"),
        "accent_press": theme.tint("bg", 0.20, "accent"),
        "handle": theme.tint("faint", 0.45, "surface"),
        "field_line": theme.tint("faint", 0.55, "surface"),
        "art": resources("themes").as_posix(),
        "tone": "dark" if theme.dark else "light",
        "check_px": str(theme.icon_px),
        "round": str(theme.icon_px // 2),
        "search_px": str(round(220 * theme.scale)),
        "control_px": str(theme.row_px - 2 * max(1, round(theme.scale))),
        "bar_px": str(round(10 * theme.scale)),
        "thumb_px": str(round(6 * theme.scale)),
    }
    return values


def palette(theme: Theme) -> QPalette:
    """What Qt paints by itself (Fusion parts, selections, placeholders) in the theme's colours."""
    made = QPalette()
    roles = QPalette.ColorRole
    colours = {
        roles.Window: theme.bg,
        roles.WindowText: theme.text,
        roles.Base: theme.surface,
        roles.AlternateBase: theme.row_alt,
        roles.Text: theme.text,
        roles.Button: theme.raised,
        roles.ButtonText: theme.text,
        roles.BrightText: theme.alarm,
        roles.Highlight: theme.selection,
        roles.HighlightedText: theme.text,
        roles.Link: theme.accent,
        roles.LinkVisited: theme.accent,
        roles.ToolTipBase: theme.raised,
        roles.ToolTipText: theme.text,
        roles.PlaceholderText: theme.faint,
        roles.Accent: theme.accent,
        roles.Light: theme.hover,
        roles.Midlight: theme.raised,
        roles.Mid: theme.line,
        roles.Dark: theme.line,
        roles.Shadow: theme.bg,
    }
    for role, colour in colours.items():
        made.setColor(role, QColor(colour))
    for role in (roles.Text, roles.WindowText, roles.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.tint("faint", 0.75)))
    return made
