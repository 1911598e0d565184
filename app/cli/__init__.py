"""The subcommands of `hall`: each file one command, each import as late as it can be."""

import typer

from app.cli import audit, bench, broadcast, case, console, doctor, files, hub, sim, sync
from app.cli.demo import demo as show_demo

hall = typer.Typer(
    name="hall",
    help="The console of a city-operation command hall.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

hall.command("demo")(show_demo)
hall.command("hub")(hub.hub)
hall.command("console")(console.console)
hall.command("sync")(sync.sync)
hall.command("import")(files.import_file)
hall.command("export")(files.export_file)
hall.command("bench")(bench.bench)
hall.command("doctor")(doctor.doctor)
hall.add_typer(sim.sim, name="sim")
hall.add_typer(case.case, name="case")
hall.add_typer(broadcast.broadcast, name="broadcast")
hall.add_typer(audit.audit, name="audit")
