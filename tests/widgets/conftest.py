"""Every control is tested in a theme."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from widgets import theme


@pytest.fixture
def dark(qapp: QApplication) -> Iterator[theme.Theme]:
    yield theme.apply(qapp, "dark")
    qapp.setStyleSheet("")
