"""Four levels, the last one counting by itself."""

from itertools import count

from PySide6.QtWidgets import QVBoxLayout, QWidget

from widgets import stage
from widgets.ticker import Ticker
from widgets.truth_strip import TruthStrip


def build() -> QWidget:
    """A column of strips."""
    column = QWidget()
    layout = QVBoxLayout(column)
    for source, age, level in (
        ("中心平台", "实时", "fresh"),
        ("中心平台", "待发 3", "waiting"),
        ("本地缓存", "12 分钟前", "stale"),
        ("本地缓存", "离线自 14:02", "offline"),
    ):
        strip = TruthStrip()
        strip.set(source, age, level)
        layout.addWidget(strip)
    ticker, seconds = Ticker(column), count()
    counting = TruthStrip()
    counting.follow(lambda: ("数据", f"{next(seconds)} 秒前", "fresh"), ticker)
    layout.addWidget(counting)
    ticker.start()
    layout.addStretch()
    return column


if __name__ == "__main__":
    raise SystemExit(stage.show(build, 320, 240))
