"""Every post finds its rooms where its work needs them, on a common and on a very wide screen."""

import pytest

from app.domain.operator import Role
from app.shell.workspaces import WIDE_PX, WORKSPACES, by_id, fitted, for_role, rooms_of

ROOMS = ("cases", "triage", "wall", "map", "broadcast", "books")


@pytest.mark.parametrize("width", [1920, 3840])
@pytest.mark.parametrize("workspace", WORKSPACES, ids=lambda found: found.id)
def test_every_room_stands_exactly_once(workspace: object, width: int) -> None:
    assert sorted(rooms_of(workspace.arrangement(width))) == sorted(ROOMS)  # type: ignore[attr-defined]


@pytest.mark.parametrize("role", list(Role))
def test_every_post_has_a_workspace(role: Role) -> None:
    assert for_role(role) in WORKSPACES


def test_posts_find_their_own() -> None:
    assert [for_role(role).id for role in ("duty_officer", "dispatcher", "broadcaster", "sys_admin")] == [
        "duty",
        "dispatch",
        "broadcast",
        "books",
    ]


def test_a_very_wide_window_has_shares_of_its_own() -> None:
    for workspace in WORKSPACES:
        assert workspace.arrangement(WIDE_PX) != workspace.arrangement(WIDE_PX - 1)


def test_a_missing_room_leaves_its_place_and_a_stranger_finds_one() -> None:
    duty = by_id("duty")
    assert duty is not None
    assert rooms_of(fitted(duty.common, ("cases", "wall"))) == ["cases", "wall"]
    assert sorted(rooms_of(fitted(duty.common, (*ROOMS, "floods")))) == sorted((*ROOMS, "floods"))
    assert rooms_of(fitted(duty.common, ("floods",))) == ["floods"]
