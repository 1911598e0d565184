"""The look of the console: tokens, style sheet, palette, fonts and tinted icons behind four functions."""

from widgets.theme.apply import apply, follow, of
from widgets.theme.icons import icon, icon_names, pixmap
from widgets.theme.tokens import DARK, LIGHT, THEMES, Theme, contrast, mix

__all__ = [
    "DARK",
    "LIGHT",
    "THEMES",
    "Theme",
    "apply",
    "contrast",
    "follow",
    "icon",
    "icon_names",
    "mix",
    "of",
    "pixmap",
]
