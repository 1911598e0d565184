"""Builds the rooms; one that fails becomes a calm page that says so, and the others go on."""

import logging
from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from app.qt.pane import Pane, PaneAction, PaneContext, PaneSpec
from app.text import _
from widgets.empty_state import EmptyState

_log = logging.getLogger(__name__)


class ClosedRoom:
    """Stands where a room could not be built."""

    def __init__(self, title: str) -> None:
        sentence = _("“{room}”没有打开，原因已记入日志；其他窗格不受影响").format(room=title)
        self.widget: QWidget = EmptyState("triangle-alert", sentence)

    def actions(self) -> list[PaneAction]:
        """Nothing can be done here."""
        return []

    def save(self) -> dict[str, Any]:
        """Nothing is kept."""
        return {}

    def restore(self, state: dict[str, Any]) -> None:
        """Nothing is put back."""

    def stop(self) -> None:
        """Nothing runs."""


def build_rooms(specs: Sequence[PaneSpec], context: PaneContext) -> dict[str, Pane]:
    """Build every room, in order."""
    return {spec.id: _build(spec, context) for spec in specs}


def _build(spec: PaneSpec, context: PaneContext) -> Pane:
    try:
        pane = spec.build(context)
    except Exception:  # edge: the load of a plugin
        _log.exception("the room %s could not be built", spec.id)
        pane = ClosedRoom(_(spec.title))
    if not pane.widget.accessibleName():
        pane.widget.setAccessibleName(_(spec.title))
    return pane
