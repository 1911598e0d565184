"""`hall broadcast`: speak through street loudspeakers without a window."""

import threading
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from app.cli.printing import as_json, as_table
from app.domain.errors import Rejected

broadcast = typer.Typer(help="Start and list broadcasts of a profile.", no_args_is_help=True)
ProfileOption = Annotated[Path, typer.Option("--profile", help="profile folder of the seat")]
JsonOption = Annotated[bool, typer.Option("--json", help="print one JSON document")]


@broadcast.command("list")
def list_broadcasts(profile: ProfileOption, limit: int = 20, json: JsonOption = False) -> None:
    """List broadcasts, the newest first."""
    from app.bootstrap.seat import open_seat
    from app.domain.records import to_row
    from app.text import local_time
    from app.words import word

    with ExitStack() as stack:
        found = open_seat(stack, profile).store.reader.latest("broadcast", "started_at", limit)
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
    from app.bootstrap.announcement import announce
    from app.bootstrap.seat import open_seat

    with ExitStack() as stack:
        seat = open_seat(stack, profile)
        targets = _speakers(seat.store.reader, speaker or [], zone)
        said = _phrase(seat.store.reader, phrase) if phrase else None
        words = said.text if said else text
        if not words:
            raise typer.BadParameter("name --text or --phrase")
        chosen = priority or (said.priority if said else "live")
        result = announce(stack, seat, targets, words, chosen, said.id if said else "", reason, threading.Event())
    if json:
        as_json(result)
    else:
        as_table(
            ("speaker", "state", "seconds"), [(r["speaker"], r["state"], r["covered_s"]) for r in result["receipts"]]
        )
    if result["missed"]:
        raise Rejected("broadcast.not_everywhere", f"{len(result['missed'])} of {len(targets)} not confirmed")


def _speakers(reader: Any, wanted: list[str], zone: str) -> list[Any]:
    every = {s.id: s for s in reader.all("speaker")}
    found = [s for s in every.values() if s.id in wanted or s.no in wanted]
    if zone:
        zones = [z for z in reader.all("zone") if zone in (z.id, z.name)]
        if not zones:
            raise Rejected("zone.unknown", zone)
        found += [every[i] for i in zones[0].speaker_ids if i in every]
    if len(found) < len(wanted) or not found:
        raise Rejected("speaker.unknown", ", ".join(wanted) or zone)
    return found


def _phrase(reader: Any, wanted: str) -> Any:
    for phrase in reader.all("phrase"):
        if wanted in (phrase.id, phrase.title):
            return phrase
    raise Rejected("phrase.unknown", wanted)
