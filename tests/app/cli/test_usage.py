"""Every subcommand explains itself; what prints data prints JSON too; wrong words are exit 2."""

from collections.abc import Iterator
from typing import Any

import pytest
import typer.main
from typer.core import TyperGroup

from app.cli import hall as program
from tests.fakes.terminal import hall

DATA = (
    "sync", "import", "export", "bench", "doctor", "case list", "case show", "case act",
    "broadcast list", "broadcast start", "broadcast stop", "audit verify", "hub", "sim cameras", "sim speakers",
)  # fmt: skip


def _commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    for name, command in group.commands.items():
        yield " ".join((*path, name)), command
        if isinstance(command, TyperGroup):
            yield from _commands(command, (*path, name))


COMMANDS = dict(_commands(typer.main.get_command(program)))


def test_the_commands_of_the_contract_are_there() -> None:
    assert {"demo", "hub", "console", *DATA} <= COMMANDS.keys()
    assert {"sim cameras", "sim speakers", "sim sensors", "sim units"} <= COMMANDS.keys()


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_every_command_has_help(name: str) -> None:
    ran = hall(*name.split(), "--help")
    assert ran.code == 0 and "Usage: hall" in ran.out
    assert not name or (COMMANDS[name].help or "").strip()


@pytest.mark.parametrize("name", DATA)
def test_what_prints_data_prints_json(name: str) -> None:
    assert any("--json" in parameter.opts for parameter in COMMANDS[name].params)


@pytest.mark.parametrize(
    "words",
    ["dance", "bench nothing", "bench queue --scale 0", "case", "sim cameras --city atlantis", "demo --drill fire"],
)
def test_wrong_words_are_exit_2(words: str) -> None:
    ran = hall(*words.split())
    assert ran.code == 2 and "Traceback" not in ran.err
