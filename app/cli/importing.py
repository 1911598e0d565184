"""`hall import`: files of other systems into the hub, judged row by row; or only judged, with `--dry-run`."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.printing import as_json, as_table
from app.domain.errors import Rejected

IMPORTED = ("cases", "cameras", "speakers", "places", "units", "boundaries", "matters", "responsibilities", "rulings")
_SHOWN = 20
_COUNTS = ("read", "fit", "changed", "known")
Record = dict[str, Any]


def import_files(
    what: Annotated[str, typer.Argument(help=f"one of {', '.join(IMPORTED)}")],
    file: Annotated[
        list[Path],
        typer.Argument(help="csv, xlsx, xls, et, ods, json, ndjson, geojson, xml, html", exists=True, dir_okay=False),
    ],
    hub: Annotated[str, typer.Option(help="address of the hub")] = "",
    password_file: Annotated[
        Path | None, typer.Option(help="file with the user's password", exists=True, dir_okay=False)
    ] = None,
    user: Annotated[str, typer.Option(help="user allowed to write records")] = "admin",
    map: Annotated[
        str, typer.Option("--map", help="MAP.toml, or the name of one that comes with the program, e.g. boston311")
    ] = "",
    rejects: Annotated[Path | None, typer.Option(help="file for refused rows; FILE.rejects.csv if empty")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="judge the rows, write nothing, need no hub")] = False,
    check_overdue: Annotated[
        bool, typer.Option("--check-overdue", help="compare our overdue set with the verdicts the mapping names")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Read files into the hub. Running it twice adds nothing; refused rows are listed with the reason."""
    from app.imports.mapping import find_map, read_map

    if what not in IMPORTED:
        raise typer.BadParameter(f"cannot import {what!r}; choose one of {', '.join(IMPORTED)}")
    if not dry_run and not (hub and password_file):
        raise typer.BadParameter("name --hub with --password-file, or --dry-run")
    if rejects is not None and len(file) > 1:
        raise typer.BadParameter("--rejects is for one file")
    plan = read_map(find_map(map))
    with ExitStack() as stack:
        door = None if dry_run or password_file is None else _door(stack, hub, user, password_file)
        told = [_one(what, path, plan, door, rejects) for path in file]
        compared = _compare(plan, told, door) if check_overdue else None
    _print(told, compared, json)
    _complain(told, compared)


def _door(stack: ExitStack, hub: str, user: str, password_file: Path) -> Any:
    from app.protocol.rest import RestDoor

    door = RestDoor(hub)
    stack.callback(door.close)
    door.sign_in("import", user, password_file.read_text("utf-8").strip())
    return door


def _one(what: str, path: Path, plan: Any, door: Any, rejects: Path | None) -> Record:
    """Import one file; its outcome, where its refused rows are, and what is needed to compare."""
    from app.domain.clock import SystemClock
    from app.imports.ground import Ground
    from app.imports.work import import_file

    where = rejects or path.with_name(path.name + ".rejects.csv")
    ground = Ground(now=SystemClock().now())
    if door is not None and what in ("cases", "matters", "responsibilities", "rulings"):
        lines = door.read("responsibilities") if what == "responsibilities" else ()
        ground = Ground.of(door.read("matters"), door.read("areas", level=1), ground.now, door.read("units"), lines)
    outcome = import_file(what, path, plan, door, where, ground)
    return {"file": str(path), "rejects": str(where) if outcome.refusals else "", "outcome": outcome}


def _compare(plan: Any, told: list[Record], door: Any) -> Any:
    """Our verdicts, from the cases as the hub keeps them now, against those in the files."""
    from app.imports.known import known_rows
    from app.imports.verdicts import compare

    verdicts = {key: word for each in told for key, word in each["outcome"].verdicts.items()}
    judged = {key: row for each in told for key, row in each["outcome"].judged.items()}
    return compare(plan, verdicts, (known_rows(door, "cases", list(verdicts)) if door else judged).values())


def _totals(told: list[Record]) -> Record:
    outcomes = [each["outcome"].as_dict() for each in told]
    total: Record = {"kind": outcomes[0]["kind"]}
    total |= {name: sum(each[name] for each in outcomes) for name in _COUNTS}
    remarks: dict[str, int] = {}
    for each in outcomes:
        remarks = {code: remarks.get(code, 0) + each["remarks"].get(code, 0) for code in {**remarks, **each["remarks"]}}
    return {**total, "remarks": remarks, "refused": [row for each in outcomes for row in each["refused"]]}


def _print(told: list[Record], compared: Any, json: bool) -> None:
    from app.imports.remedies import remark

    total = _totals(told)
    if json:
        files = [{**each["outcome"].as_dict(), **{k: each[k] for k in ("file", "rejects")}} for each in told]
        overdue = {"overdue": compared.as_dict()} if compared is not None else {}
        as_json({**total, "rejects": told[0]["rejects"], **({"files": files} if len(told) > 1 else {}), **overdue})
        return
    if len(told) > 1:
        counts = [each["outcome"].as_dict() for each in told]
        lines = [
            (Path(t["file"]).name, *(c[name] for name in _COUNTS), len(c["refused"]))
            for t, c in zip(told, counts, strict=True)
        ]
        as_table(("file", *_COUNTS, "refused"), lines)
    typer.echo("  ".join(f"{name} {total[name]}" for name in ("kind", *_COUNTS)))
    for code, count in sorted(total["remarks"].items()):
        typer.echo(f"{code}: {count} rows  {remark(code)}")
    for line in _refusals(told):
        typer.echo(line, err=True)
    if compared is not None:
        _print_comparison(compared)


def _refusals(told: list[Record]) -> Iterator[str]:
    from app.imports.remedies import sentence

    for each in told:
        refusals = each["outcome"].refusals
        for refusal in refusals[:_SHOWN]:
            said = sentence(refusal.place, refusal.column, refusal.code, refusal.detail, refusal.field)
            yield f"{said} [{refusal.code}]"
        if refusals:
            yield f"{len(refusals)} rows refused; they are in {each['rejects']}"


def _print_comparison(compared: Any) -> None:
    told = compared.as_dict()
    names = ("as_of", "cases", "late_theirs", "late_ours", "agreed")
    typer.echo("overdue  " + "  ".join(f"{name} {told[name]}" for name in names))
    typer.echo(f"no verdict of theirs: {len(told['silent'])}  differences: {len(told['differences'])}")
    for word in ("silent", "differences"):
        for each in told[word][:_SHOWN]:
            typer.echo(
                f"  {each['source_no']}: {each['theirs'] or '—'} / {each['ours']}"
                f"  due {each['due_at']}  closed {each['closed_at']}"
            )


def _complain(told: list[Record], compared: Any) -> None:
    """The exit code says whether it worked. Raises Rejected."""
    for each in told:
        outcome = each["outcome"]
        if outcome.refusals and not outcome.fit:
            first = outcome.refusals[0]
            raise Rejected(first.code, f"nothing could be taken from {Path(each['file']).name}; {first.detail}")
    if compared is not None and compared.differences:
        raise Rejected("import.verdicts", f"{len(compared.differences)} cases are judged otherwise")
