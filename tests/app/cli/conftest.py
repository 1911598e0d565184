"""A real hub with a little hall around it, and the profile of a seat that has signed in there by the command line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.matter import Matter
from app.domain.unit import Unit
from tests.fakes.hub import PASSWORD, RunningHub, cases
from tests.fakes.terminal import hall


@pytest.fixture
def password(tmp_path: Path) -> Path:
    file = tmp_path / "password"
    file.write_text(PASSWORD + "\n", "utf-8")
    return file


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[RunningHub]:
    with RunningHub(tmp_path / "hub") as hub:
        hub.add_operator("li", "李值班")
        hub.add_operator("admin", "管理员", "sys_admin")
        hub.load(
            "matter",
            [Matter(id="m1", kind="event", big_code="01", small_code="02", big_name="市容环境", name="暴露垃圾")],
        )
        hub.load("unit", [Unit(id="u1", code="330106A1", name="西湖区环境卫生服务中心", short="区环卫")])
        hub.load("case", cases(6))
        yield hub


@pytest.fixture
def profile(hub: RunningHub, password: Path, tmp_path: Path) -> Path:
    """Seat 07, signed in as `li` and in agreement with the hub."""
    folder = tmp_path / "seat-07"
    sign_in = ("--hub", hub.url, "--seat", "07", "--user", "li", "--password-file", password)
    ran = hall("sync", "--profile", folder, *sign_in)
    assert ran.code == 0, ran.err
    return folder
