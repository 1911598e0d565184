"""`hall broadcast`: speak through street loudspeakers without a window."""

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.printing import as_json, as_table
from app.domain.errors import Rejected

broadcast = typer.Typer(help="Start, stop and list broadcasts of a profile.", no_args_is_help=True)
ProfileOption = Annotated[Path, typer.Option("--profile", help="profile folder of the seat")]
JsonOption = Annotated[bool, typer.Option("--json", help="print one JSON document")]


@broadcast.command("list")
def list_broadcasts(
    profile: ProfileOption,
    limit: Annotated[int, typer.Option(min=1, max=10_000)] = 20,
    json: JsonOption = False,
) -> None:
    """List broadcasts, the newest first."""
    from app.bootstrap.announcement import said_here
    from app.bootstrap.seat import open_seat
    from app.domain.records import to_row
    from app.text import local_time
    from app.words import word

    with ExitStack() as stack:
        found = said_here(open_seat(stack, profile), limit)
    if json:
        as_json([to_row(one) for one in found])
        return
    as_table(
        ("started", "id", "how", "priority", "speakers", "seat", "ended", "text"),
        [
            (
                local_time(b.started_at, "full"), b.id, word("broadcast_mode", b.mode), word("priority", b.priority),
                len(b.speaker_ids), b.seat, local_time(b.ended_at, "time"), b.text[:40],
            )
            for b in found
        ],
    )  # fmt: skip


@broadcast.command("start")
def start(
    profile: ProfileOption,
    speaker: Annotated[list[str] | None, typer.Option(help="number or id of a speaker; may be repeated")] = None,
    zone: Annotated[str, typer.Option(help="name or id of a zone")] = "",
    text: Annotated[str, typer.Option(help="what to say")] = "",
    phrase: Annotated[str, typer.Option(help="title or id of a prepared phrase")] = "",
    priority: Annotated[str, typer.Option(help="evacuation, emergency_clip, live, scheduled, test …")] = "",
    reason: Annotated[str, typer.Option(help="why, where the hour or the priority asks for it")] = "",
    json: JsonOption = False,
) -> None:
    """Say a text or a phrase and wait until it has been played; prints what each speaker did. Ctrl-C stops it.

    Exit 1 where not every speaker is known to have played it.
    """
    from app.bootstrap.announcement import Announcement, announce
    from app.bootstrap.children import stop_signal
    from app.bootstrap.seat import need_session, open_seat

    with ExitStack() as stack:
        seat = open_seat(stack, profile)
        need_session(seat)
        targets = _speakers(seat.store.reader, speaker or [], zone)
        said = _phrase(seat.store.reader, phrase) if phrase else None
        words = said.text if said else text
        if not words:
            raise typer.BadParameter("name --text or --phrase")
        chosen = priority or (said.priority if said else "live")
        asked = Announcement(tuple(targets), words, chosen, said.id if said else "", reason)
        result = announce(seat, asked, stop_signal(lifeline=False))
    _print(result, json)
    if result["missed"]:
        names = ", ".join(r["speaker"] for r in result["receipts"] if r["speaker_id"] in result["missed"])
        raise Rejected("broadcast.not_everywhere", f"{len(result['missed'])} of {len(targets)} not confirmed: {names}")


def _print(result: dict[str, Any], json: bool) -> None:
    if json:
        as_json(result)
        return
    typer.echo(f"{result['broadcast_id']} {result['why']}", err=True)
    rows = [(r["speaker"], r["state"], r["level"], r["covered_s"]) for r in result["receipts"]]
    as_table(("speaker", "state", "proof", "seconds"), rows)


@broadcast.command("stop")
def stop(
    profile: ProfileOption,
    broadcast_id: Annotated[str, typer.Argument(help="id of a broadcast; every one that runs, if empty")] = "",
    json: JsonOption = False,
) -> None:
    """End what is being said for this profile, also from another terminal, and close what a dead console left open."""
    from app.bootstrap.announcement import end_broadcasts

    ended = end_broadcasts(profile, broadcast_id)
    if json:
        as_json({"ended": [{"broadcast_id": key, "why": why} for key, why in ended.items()]})
    elif ended:
        as_table(("id", "why"), list(ended.items()))
    else:
        typer.echo("no broadcast is running", err=True)


def _speakers(reader: Any, wanted: list[str], zone: str) -> list[Any]:
    every = {s.id: s for s in reader.all("speaker")}
    found = [s for s in every.values() if s.id in wanted or s.no in wanted]
    if zone:
        zones = [z for z in reader.all("zone") if zone in (z.id, z.name)]
        if not zones:
            raise Rejected("zone.unknown", zone)
        found += [every[i] for i in zones[0].speaker_ids if i in every]
    strangers = [name for name in wanted if not any(name in (s.id, s.no) for s in every.values())]
    if strangers:
        raise Rejected("speaker.unknown", ", ".join(strangers))
    if not found:
        raise typer.BadParameter("name --speaker or --zone, with at least one speaker in it")
    return list({s.id: s for s in found}.values())


def _phrase(reader: Any, wanted: str) -> Any:
    for phrase in reader.all("phrase"):
        if wanted in (phrase.id, phrase.title):
            return phrase
    raise Rejected("phrase.unknown", wanted)
