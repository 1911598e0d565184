"""A case from report to a dispatch that still waits for the hub."""

from PySide6.QtWidgets import QWidget

from widgets import stage
from widgets.timeline import Timeline, TimelineStep

STEPS = (
    TimelineStep("11-22 13:40", "上报", "12345 热线", "解放路与中山街路口，窨井盖缺失，行人绕行。", "info", "phone"),
    TimelineStep("11-22 13:43", "受理", "受理员甲 · 3 号席"),
    TimelineStep("11-22 13:51", "立案", "值班长乙 · 1 号席", "部件 · 井盖，紧急，2 工作时。", "ok"),
    TimelineStep("11-22 14:02", "派遣", "派遣员丙 · 12 号席", "市政维护所", "info", waiting=True, badge="待发送"),
)


def build() -> QWidget:
    """The timeline alone."""
    line = Timeline()
    line.set_steps(STEPS)
    return line


if __name__ == "__main__":
    raise SystemExit(stage.show(build, 640, 400))
