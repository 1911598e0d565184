"""Letters as outlines, so that a name has a halo and can lean along a street."""

from functools import lru_cache

from PySide6.QtGui import QFont, QFontMetricsF, QPainterPath, QTransform

FAMILIES = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Noto Sans SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "sans-serif",
)
_EM = 64.0


@lru_cache(maxsize=2)
def _font(bold: bool) -> QFont:
    font = QFont()
    font.setFamilies(list(FAMILIES))
    font.setPixelSize(int(_EM))
    font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


@lru_cache(maxsize=8192)
def _advance(letter: str) -> float:
    return QFontMetricsF(_font(False)).horizontalAdvance(letter) / _EM


def advance(text: str, size: float) -> float:
    """Width of a text in pixels, letter by letter."""
    return size * sum(_advance(letter) for letter in text)


@lru_cache(maxsize=8192)
def _outline(letter: str, bold: bool) -> QPainterPath:
    """The outline of a letter of 64 px around its own middle."""
    metrics = QFontMetricsF(_font(bold))
    path = QPainterPath()
    path.addText(-metrics.horizontalAdvance(letter) / 2, metrics.capHeight() / 2, _font(bold), letter)
    return path


def set_letter(letter: str, x: float, y: float, turn: float, size: float, bold: bool) -> QPainterPath:
    """The outline of one letter where it belongs."""
    place = QTransform.fromTranslate(x, y).rotate(turn).scale(size / _EM, size / _EM)
    return place.map(_outline(letter, bold))
