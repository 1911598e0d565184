"""The floors of the house: each contract holds, and each was seen to fail."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.paths import catalogues

ROOT = catalogues().parent
# One broken rule for every contract: (file, the line that breaks it).
BREACHES = {
    "floors: imports go down only": ("app/store/reader.py", "import app.sync"),
    "rooms do not know each other": ("app/panes/cases/pane.py", "import app.panes.wall.pane"),
    "drivers do not know each other": ("app/devices/drivers/rtp/driver.py", "import app.devices.drivers.rtsp.driver"),
    "no Qt below the line": ("app/domain/ids.py", "import PySide6.QtCore"),
    "the kit does not know the hall": ("widgets/badge/badge.py", "import app.text"),
    "the console does not know the hub or the demo": ("app/dispatch.py", "import app.demo"),
    "hub and demo share the words and nothing more": ("app/hub/feed.py", "import app.store"),
    "what a room reads and asks is plain Python": ("app/panes/cases/queries.py", "import PySide6.QtCore"),
    "no circles among siblings": ("app/domain/errors.py", "import app.domain.case"),
}


def lint(folder: Path) -> str:
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=110, check=False)
    return re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)


def verdicts(output: str) -> dict[str, str]:
    return dict(re.findall(r"^(\S.*?) (KEPT|BROKEN)", output, re.MULTILINE))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for name in ("app", "widgets"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_house_keeps_every_contract() -> None:
    found = verdicts(lint(ROOT))
    assert set(found) == set(BREACHES)
    assert set(found.values()) == {"KEPT"}


def test_a_breach_of_each_contract_is_found(copy: Path) -> None:
    for file, line in BREACHES.values():
        path = copy / file
        path.write_text(path.read_text() + f"\n{line}\n")
    found = verdicts(lint(copy))
    assert found == dict.fromkeys(BREACHES, "BROKEN")


def test_no_file_is_longer_than_400_lines_and_no_drawer_is_called_utils() -> None:
    files = [p for top in ("app", "widgets", "tests") for p in (ROOT / top).rglob("*.py")]
    assert not [str(p) for p in files if len(p.read_text().splitlines()) > 400]
    drawers = re.compile(r"^(utils?|helpers?|misc|common)$")
    assert not [str(p) for p in files if drawers.match(p.stem) or drawers.match(p.parent.name)]
