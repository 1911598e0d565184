"""`hall bench`: run one of the project's own measurements and say whether its bars hold."""

import importlib
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from app.bench.report import Report
from app.cli.printing import as_json, as_table

NAMES = ("startup", "queue", "sync", "wall", "map", "pa", "hub", "faults")


def bench(
    name: Annotated[str, typer.Argument(help=f"one of {', '.join(NAMES)}")],
    json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
    scale: Annotated[float, typer.Option(help="how large: 1 is the usual size")] = 1.0,
    postgres: Annotated[
        bool, typer.Option("--postgres", help="faults only: the hub keeps its records in a PostgreSQL of its own")
    ] = False,
) -> None:
    """Measure, print each figure beside what it is measured against, and exit 1 where a bar does not hold."""
    if name not in NAMES:
        raise typer.BadParameter(f"no bench {name!r}; choose one of {', '.join(NAMES)}")
    if scale <= 0:
        raise typer.BadParameter("--scale must be above 0")
    if postgres and name != "faults":
        raise typer.BadParameter("--postgres goes with faults; `hub` measures both kinds anyway")
    run: Callable[..., Report] = importlib.import_module(f"app.bench.{name}").run
    report = run(scale, lambda line: typer.echo(line, err=True), **({"postgres": True} if postgres else {}))
    if json:
        as_json(report.to_json())
    else:
        typer.echo(f"{report.bench}: {report.work}\n{report.to_json()['machine']}\n")
        as_table(
            ("figure", "value", "unit", "against", "its value", "ratio", "bar", "holds"),
            [
                (
                    row.name,
                    f"{row.value:.4g}",
                    row.unit,
                    row.against,
                    "" if row.against_value is None else f"{row.against_value:.4g}",
                    "" if row.ratio is None else f"{row.ratio:.3g}",
                    row.bar,
                    "yes" if row.holds else "NO",
                )
                for row in report.rows
            ],
        )
    sys.exit(0 if report.holds else 1)
