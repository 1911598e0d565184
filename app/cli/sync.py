"""`hall sync`: bring a profile and the hub into agreement without a window."""

from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.printing import as_json, as_line, as_table
from app.domain.errors import Rejected


def sync(
    profile: Annotated[Path, typer.Option(help="profile folder of the seat")],
    hub: Annotated[str, typer.Option(help="address of the hub; the last one if empty")] = "",
    seat: Annotated[str, typer.Option(help="seat number, to sign in")] = "",
    user: Annotated[str, typer.Option(help="user name, to sign in")] = "",
    password_file: Annotated[
        Path | None, typer.Option(help="file with the password, to sign in", exists=True, dir_okay=False)
    ] = None,
    watch: Annotated[bool, typer.Option("--watch/--once", help="go on until Ctrl-C, or once and end")] = False,
    check: Annotated[bool, typer.Option("--check", help="only look at the profile's files, page by page")] = False,
    repair: Annotated[bool, typer.Option("--repair", help="heal what is damaged, copy the outbox, and end")] = False,
    json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
) -> None:
    """Send what waits, take what is new; prints cursor, pulled, pushed, refused and conflicts.

    With --check or --repair nothing is sent: the outbox, the cache and the outbox's copies are looked at or healed.
    """
    if check or repair:
        examine(profile, repair, json)
        return
    from app.bootstrap.seat import converse, need_session, open_seat, sign_in

    with ExitStack() as stack:
        here = open_seat(stack, profile)
        if user:
            if password_file is None:
                raise typer.BadParameter("--user needs --password-file")
            password = password_file.read_text("utf-8").strip()
            sign_in(here, hub or here.hub_url, seat or "cli", user, password, takeover=True)
        here.hub_url = hub or here.hub_url
        session = need_session(here)
        if watch:
            _watch(stack, here, session, json)
            return
        summary = converse(here)
        troubles = here.store.reader.troubles()
    if json:
        named = [{"n": t.n, "kind": t.command.kind, "target": t.command.target, "code": t.code} for t in troubles]
        as_json({**asdict(summary), "troubles": named})
    else:
        typer.echo("  ".join(f"{name} {value}" for name, value in asdict(summary).items()))
    for trouble in troubles:
        typer.echo(f"number {trouble.n} {trouble.command.kind} {trouble.command.target}: {_reason(trouble)}", err=True)
    if summary.refused or summary.conflicts:
        raise Rejected(_code(summary), f"{summary.refused} refused, {summary.conflicts} clashed; a person must decide")


def examine(folder: Path, repair: bool, json: bool) -> None:
    """Print the state of a profile's files; exit 1 where one is damaged. Repairing needs the console to be closed."""
    from app.domain.clock import SystemClock
    from app.paths import Profile
    from app.store import Store
    from app.store.copies import all_copies, keep_copy
    from app.store.soundness import look

    profile = Profile(folder)
    if repair:
        store = Store.open(profile, SystemClock())
        store.heal()
        store.close()
        for notice in store.notices:
            facts = f" {notice.facts}" if notice.facts else ""
            typer.echo(f"{notice.code} {notice.detail}{facts}", err=True)
        keep_copy(profile.outbox_db, SystemClock().now())
    files = look(profile)
    copies = [path.name for path in all_copies(profile.outbox_db)]
    if json:
        as_json({"files": [asdict(file) for file in files], "copies": copies})
    else:
        rows = [(f.name, f.state, str(f.rows), f"{f.size / 1e6:.1f} MB", f.detail) for f in files]
        as_table(("file", "state", "rows", "size", "detail"), rows)
        typer.echo(f"copies of the outbox: {', '.join(copies) or 'none'}")
    if any(file.state not in ("sound", "missing", "older") for file in files):
        raise typer.Exit(1)


def _code(summary: Any) -> str:
    return "conflict" if summary.conflicts else "not_saved"


def _reason(trouble: Any) -> str:
    from app.words import refusal

    return f"{refusal(trouble.code)} [{trouble.code}]"


def _watch(stack: ExitStack, here: Any, session: Any, json: bool) -> None:
    from app.bootstrap.children import stop_signal
    from app.bus import LinkChanged
    from app.sync import SyncEngine

    engine = SyncEngine(here.store, here.open_hub, here.bus, here.store.clock)
    stack.callback(engine.stop)
    engine.resume(session)
    stop = stop_signal(lifeline=False)
    end = here.bus.subscribe(LinkChanged, lambda changed: _tell(changed.link, json))
    engine.start()
    stop.wait()
    end()


def _tell(link: Any, json: bool) -> None:
    from app.text import local_time

    if json:
        as_line({"state": link.state, "since": link.since, "as_of": link.as_of, "waiting": link.pending})
        return
    since, as_of = local_time(link.since, "full"), local_time(link.as_of, "full")
    typer.echo(f"{since} {link.state} as of {as_of} waiting {link.pending}")
