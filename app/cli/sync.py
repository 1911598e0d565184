"""`hall sync`: bring a profile and the hub into agreement without a window."""

from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.printing import as_json, as_line, as_table
from app.domain.errors import Rejected

_WELL = ("sound", "missing", "older")


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
    """Print the state of a profile's files and what to do where one is not sound; then exit 1.

    Repairing needs the console to be closed.
    """
    import logging

    from app.domain.clock import SystemClock
    from app.paths import Profile
    from app.store import Store
    from app.store.copies import all_copies, keep_copy
    from app.store.soundness import look

    profile = Profile(folder)
    if repair:
        logging.getLogger("app").addHandler(logging.NullHandler())  # what was healed is said below, in words
        store = Store.open(profile, SystemClock())
        store.heal()
        store.close()
        for notice in store.notices:
            typer.echo(_healed(notice), err=True)
        keep_copy(profile.outbox_db, SystemClock().now())
    files = look(profile)
    copies = [path.name for path in all_copies(profile.outbox_db)]
    if json:
        as_json({"files": [asdict(file) for file in files], "copies": copies})
    else:
        rows = [(f.name, f.state, str(f.rows), f"{f.size / 1e6:.1f} MB", f.detail) for f in files]
        as_table(("file", "state", "rows", "size", "detail"), rows)
        typer.echo(f"copies of the outbox: {', '.join(copies) or 'none'}")
    ill = [file for file in files if file.state not in _WELL]
    for file in ill:
        typer.echo(f"{profile.folder / file.name}: {_ill(file)}", err=True)
    if ill:
        raise typer.Exit(1)


def _ill(file: Any) -> str:
    """What is wrong with a file, and what to do."""
    from app.words import refusal

    name = "outbox" if file.name.startswith("outbox") else "cache"
    code = {"damaged": f"{name}.broken", "newer": "outbox.newer"}.get(file.state, f"profile.{file.state}")
    return f"{refusal(code)} [{code}]"


def _healed(notice: Any) -> str:
    """What was done, and what could not be saved, by name."""
    from app.words import refusal

    facts = notice.facts
    said = [f"{refusal(notice.code)} [{notice.code}] {notice.detail}"]
    said += [f"  {name} {facts[name]}" for name in ("saved", "fetched") if name in facts]
    said += [f"  lost {name}" for name in facts.get("lost", ())]
    return "\n".join(said)


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
