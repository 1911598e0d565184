"""The bar shows how loud it is."""

from PySide6.QtGui import QColor

from widgets import theme
from widgets.level_meter import LevelMeter


def lit(meter: LevelMeter) -> list[str]:
    image = meter.grab().toImage()
    dark = QColor(theme.of(meter).line).name()
    row = [image.pixelColor(x, image.height() // 2).name() for x in range(image.width())]
    tones = {theme.of(meter).ok, theme.of(meter).info, theme.of(meter).alarm}
    return [c for c in row if c != dark and c in tones]


def test_louder_is_longer_and_clipping_is_red(qtbot):
    meter = LevelMeter()
    qtbot.addWidget(meter)
    meter.resize(400, 16)
    meter.quiet()
    assert lit(meter) == []
    meter.set(-40, -40)
    soft = len(lit(meter))
    meter.set(-12, -12)
    loud = lit(meter)
    assert 0 < soft < len(loud) and theme.of(meter).ok in loud
    meter.set(-1, 0, clipped=True)
    assert set(lit(meter)) == {theme.of(meter).alarm}
