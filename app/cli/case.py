"""`hall case`: the operator's actions without a screen, by the same commands, rules and outbox as the window."""

import json as json_text
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.printing import as_json, as_table
from app.domain.errors import Rejected

case = typer.Typer(help="List, show and act on cases of a profile, with or without the hub.", no_args_is_help=True)
ProfileOption = Annotated[Path, typer.Option("--profile", help="profile folder of the seat")]
JsonOption = Annotated[bool, typer.Option("--json", help="print one JSON document")]


@case.command("list")
def list_cases(
    profile: ProfileOption,
    state: Annotated[list[str] | None, typer.Option(help="only these states; may be repeated")] = None,
    text: Annotated[str, typer.Option(help="only cases with these words")] = "",
    everything: Annotated[bool, typer.Option("--all", help="ended cases too")] = False,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 50,
    json: JsonOption = False,
) -> None:
    """List cases, the most urgent first."""
    from app.bootstrap.seat import open_seat
    from app.domain.case import CaseState
    from app.domain.records import to_row
    from app.store import CaseQuery
    from app.text import local_time
    from app.words import word

    for each in state or ():
        if each not in set(CaseState):
            raise typer.BadParameter(f"no state {each!r}; choose from {', '.join(CaseState)}")
    query = CaseQuery(
        scope="all" if everything else "open",
        states=tuple(state or ()),
        text=text,
        order="new" if everything else "due",
    )
    with ExitStack() as stack:
        reader = open_seat(stack, profile).store.reader
        rows = reader.cases(query, limit=limit).rows
        link = reader.link()
    if json:
        as_json({"as_of": link.as_of, "cases": [{**to_row(row), "pending": row.pending} for row in rows]})
        return
    as_table(
        ("id", "no.", "state", "due", "matter", "place", "unit", "waiting"),
        [
            (
                r.id,
                r.case_no,
                word("state", r.state),
                local_time(r.due_at),
                r.matter_name,
                r.address,
                r.unit_name,
                r.pending,
            )
            for r in rows
        ],
    )
    typer.echo(f"as of {local_time(link.as_of, 'full')}; {link.pending} waiting to be sent", err=True)


@case.command("show")
def show_case(
    case_id: Annotated[str, typer.Argument(help="id or case number")], profile: ProfileOption, json: JsonOption = False
) -> None:
    """Show one case with its timeline."""
    from app.bootstrap.seat import open_seat
    from app.domain.records import to_row
    from app.text import local_time
    from app.words import word

    with ExitStack() as stack:
        reader = open_seat(stack, profile).store.reader
        row = _find(reader, case_id)
        steps = reader.steps(row.id)
    if json:
        as_json({"case": to_row(row), "steps": [{**to_row(step), "waiting": step.waiting} for step in steps]})
        return
    as_table(
        ("field", "value"), [(name, value) for name, value in to_row(row).items() if value not in ("", None, 0, False)]
    )
    typer.echo()
    as_table(
        ("time", "action", "seat", "who", "note", "waiting"),
        [
            (local_time(s.at, "full"), word("action", s.action), s.seat, s.operator, s.note, s.waiting or "")
            for s in steps
        ],
    )


@case.command("act")
def act(
    case_id: Annotated[str, typer.Argument(help="id or case number; `new` for a report")],
    operation: Annotated[str, typer.Argument(help="accept, file, dispatch, close …; `report` for a new case")],
    profile: ProfileOption,
    unit: Annotated[str, typer.Option(help="unit id, code or name (dispatch, redispatch)")] = "",
    matter: Annotated[str, typer.Option(help="matter id (file, report)")] = "",
    note: Annotated[str, typer.Option(help="opinion, reason or result")] = "",
    text: Annotated[str, typer.Option(help="description (report)")] = "",
    address: Annotated[str, typer.Option(help="address (report)")] = "",
    more: Annotated[list[str] | None, typer.Option("--set", help="NAME=VALUE, any other argument; repeatable")] = None,
    json: JsonOption = False,
) -> None:
    """Do something to a case: judged by the rules and saved to the outbox; `hall sync` or the window sends it."""
    from app.bootstrap.seat import need_session, open_seat
    from app.domain.case import OPERATIONS

    if operation not in OPERATIONS:
        raise typer.BadParameter(f"no operation {operation!r}; choose from {', '.join(OPERATIONS)}")
    args: dict[str, Any] = {"note": note, "matter_id": matter, "description": text, "address": address}
    args |= dict(_setting(each) for each in more or ())
    with ExitStack() as stack:
        seat = open_seat(stack, profile)
        need_session(seat)
        reader = seat.store.reader
        if unit:
            found = _unit(reader, unit)
            args |= {"unit_id": found.id, "unit_name": found.name}
        target = "" if operation == "report" else _find(reader, case_id).id
        sent = seat.dispatch.ask(f"case.{operation}", target, {k: v for k, v in args.items() if v != ""})
    if isinstance(sent, Rejected):
        raise sent
    if json:
        as_json({"n": sent.n, "command_id": sent.command.id, "case_id": sent.command.target})
    else:
        typer.echo(f"saved as number {sent.n} of this seat: {operation} {sent.command.target}")


def _setting(text: str) -> tuple[str, Any]:
    """Read NAME=VALUE; numbers, lists and true/false as JSON writes them, anything else is text."""
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise typer.BadParameter(f"{text!r} should look like NAME=VALUE", param_hint="--set")
    try:
        return name, json_text.loads(value)
    except ValueError:
        return name, value


def _find(reader: Any, wanted: str) -> Any:
    found = reader.case(wanted)
    if found is None:
        hits = [hit.record for hit in reader.search(wanted, ("case",)) if hit.record.case_no == wanted]
        found = reader.case(hits[0].id) if hits else None
    if found is None:
        raise Rejected("case.unknown", wanted)
    return found


def _unit(reader: Any, wanted: str) -> Any:
    for unit in reader.all("unit"):
        if wanted in (unit.id, unit.code, unit.name, unit.short):
            return unit
    raise Rejected("unit.unknown", wanted)


@case.command("flow")
def flow(
    profile: Annotated[Path | None, typer.Option("--profile", help="a seat's profile: its hall's own rules")] = None,
) -> None:
    """Print the flow of a case as Markdown: diagram, operations, approvals, generated from the rules in force."""
    from app.documents.flow_chart import flow_page
    from app.domain.rules import Rules

    typer.echo(flow_page(Rules() if profile is None else _rules_of(profile)), nl=False)


def _rules_of(profile: Path) -> Any:
    from app.bootstrap.seat import open_seat

    with ExitStack() as stack:
        return open_seat(stack, profile).store.reader.rules()
