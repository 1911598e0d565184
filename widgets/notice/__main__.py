"""One notice of each level."""

from PySide6.QtWidgets import QWidget

from widgets import stage
from widgets.notice import NoticeStack


def build() -> QWidget:
    """A ground with four slips on it."""
    ground = QWidget()
    stack = NoticeStack(ground, "收起")
    stack.tell("done", "已派遣到市政维护所", action="撤回", act=stack.clear)
    stack.tell("info", "有新版本", "今晚换班后安装")
    stack.tell("warning", "连不上中心平台", "已保存的操作会在恢复后自动发送")
    for _ in range(3):
        stack.tell("alarm", "下穿通道水位超过 24 厘米", "解放路下穿通道 · 14:02")
    return ground


if __name__ == "__main__":
    raise SystemExit(stage.show(build, 640, 520))
