"""The subcommands of `hall`: each file one command, each import as late as it can be."""

from typing import Any

import typer
from typer.core import TyperGroup

from app.cli import audit, bench, broadcast, case, console, doctor, files, hub, importing, sim, sync
from app.cli.demo import demo as show_demo
from app.domain.errors import Unavailable


class Hall(TyperGroup):
    """All subcommands; a file or folder that cannot be used is a plain sentence, not a trace."""

    def invoke(self, ctx: Any) -> Any:
        """Run the subcommand. Raises Unavailable where the disk says no, and whatever the subcommand raises."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise
        except OSError as fault:
            where = f"{fault.filename}: " if fault.filename else ""
            raise Unavailable(f"{where}{fault.strerror or fault}", "", "file.unusable") from fault


hall = typer.Typer(
    name="hall",
    cls=Hall,
    help="The console of a city-operation command hall.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

hall.command("demo")(show_demo)
hall.add_typer(hub.hub, name="hub")
hall.command("console")(console.console)
hall.command("sync")(sync.sync)
hall.command("import")(importing.import_files)
hall.command("export")(files.export_file)
hall.command("bench")(bench.bench)
hall.command("doctor")(doctor.doctor)
hall.add_typer(sim.sim, name="sim")
hall.add_typer(case.case, name="case")
hall.add_typer(broadcast.broadcast, name="broadcast")
hall.add_typer(audit.audit, name="audit")
