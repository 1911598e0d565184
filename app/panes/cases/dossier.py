"""Everything the room reads about one case: its life, its papers, its kin, and who should handle it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from app.domain.advice import Advice, Facts, advise
from app.domain.case import Case, Operation, allowed
from app.domain.command import Actor
from app.domain.letter import Letter
from app.domain.matter import Matter
from app.domain.media import Media
from app.domain.rules import Rules
from app.domain.unit import Unit
from app.panes.cases.incident import Incident, incident_of
from app.panes.cases.queries import in_tongue
from app.store import CaseRow, Reader, Trouble
from app.store.rows import StepRow

TWIN_RADIUS_M = 300.0
TWIN_DAYS = 7


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything the detail shows of one case.

    `earlier` are reports of the same thing before this one, `merged` the cases put into it, `into` the one it was put
    into, `twins` what it might be put into. `my_turn` says whether the operator may sign the waiting request.
    """

    case: CaseRow
    steps: tuple[StepRow, ...]
    operations: tuple[Operation, ...]
    unit: Unit | None = None
    advice: tuple[Advice, ...] = ()
    photos: tuple[Media, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    camera_name: str = ""
    read_at: datetime | None = None
    latest: dict[str, StepRow] = field(default_factory=dict)
    rules: Rules = field(default_factory=Rules)
    matter: Matter | None = None
    letters: tuple[Letter, ...] = ()
    earlier: tuple[CaseRow, ...] = ()
    merged: tuple[CaseRow, ...] = ()
    into: CaseRow | None = None
    twins: tuple[CaseRow, ...] = ()
    helpers: tuple[Unit, ...] = ()
    my_turn: bool = False
    incident: Incident = field(default_factory=Incident)


def dossier(reader: Reader, case_id: str, me: Actor, now: datetime) -> Dossier | None:
    """Read one case with its timeline, photos, papers and proposals; None where the cache does not hold it."""
    found = reader.case(case_id)
    if found is None:
        return None
    (case,) = in_tongue(reader, (found,))
    steps, rules = tuple(reader.steps(case_id)), reader.rules()
    camera = reader.get("camera", case.camera_id) if case.camera_id else None
    operations = operations_of(case, me.role, me.seat, rules)
    return Dossier(
        case=case,
        steps=steps,
        operations=operations,
        unit=reader.get("unit", case.unit_id) if case.unit_id else None,
        advice=advice_for(reader, case, steps, now),
        photos=photos(reader, case_id, steps),
        troubles=tuple(t for t in reader.troubles() if t.command.target == case_id),
        camera_name=camera.name if camera is not None else "",
        read_at=now,
        latest={step.action: step for step in steps},
        rules=rules,
        matter=rules.matters.get(case.matter_id),
        letters=letters_of(reader, case_id),
        earlier=in_tongue(reader, reader.repeats(case)),
        merged=in_tongue(reader, reader.merged_into(case_id)),
        into=reader.case(case.duplicate_of) if case.duplicate_of else None,
        twins=twins_of(reader, case, operations),
        helpers=tuple(unit for unit in (reader.get("unit", unit_id) for unit_id in case.assist_units) if unit),
        my_turn=any(operation.id == "approve" for operation in operations),
        incident=incident_of(reader, case, steps),
    )


def operations_of(case: Case, role: str, seat: str, rules: Rules) -> tuple[Operation, ...]:
    """What this seat may do now; what would be refused or change nothing is left out."""
    return tuple(op for op in allowed(case, role, rules) if op.id not in _pointless(case, seat))


def _pointless(case: Case, seat: str) -> frozenset[str]:
    """Only what it holds can be let go, only what is urgent is reported upwards, a conference is held once called …"""
    idle = {
        "claim": case.claimed_by == seat,
        "release": case.claimed_by != seat,
        "mark_urgent": case.urgent,
        "report_up": not case.urgent,
        "split": not case.duplicate_of,
        "redo": "no" not in (case.visit.get("solved"), case.visit.get("satisfied"))
        and case.satisfaction != "unsatisfied",
        "conference_hold": case.conference != "called" and case.transfers == 0,
        "check_pass": case.checked == "pass",
        "supervise_reply": not case.supervised,
        "assist_done": not case.assist_units,
    }
    asks = ("request_extend", "request_return", "request_suspend", "request_void")
    return frozenset(name for name, is_idle in idle.items() if is_idle) | frozenset(asks if case.asked else ())


def photos(reader: Reader, case_id: str, steps: Iterable[StepRow]) -> tuple[Media, ...]:
    """The pictures of a case: its own, and those its steps brought along; each once, oldest first."""
    found: dict[str, Media] = {media.id: media for media in reader.owned("media", case_id)}
    for media_id in (media_id for step in steps for media_id in step.media_ids if media_id not in found):
        media = reader.get("media", media_id)
        if media is not None:
            found[media_id] = media
    pictures = [media for media in found.values() if media.mime.startswith("image/")]
    return tuple(sorted(pictures, key=lambda media: (media.taken_at, media.id)))


def letters_of(reader: Reader, case_id: str) -> tuple[Letter, ...]:
    """The letters that went out about a case, the newest first."""
    letters = [letter for letter in reader.all("letter") if letter.case_id == case_id]
    return tuple(sorted(letters, key=lambda letter: (str(letter.issued_at), letter.id), reverse=True))


def twins_of(reader: Reader, case: CaseRow, operations: Iterable[Operation]) -> tuple[CaseRow, ...]:
    """What a case could be merged into: open, close by, of the same days; read only where merging is possible."""
    may_merge = any(operation.id == "merge" for operation in operations)
    if not may_merge or case.lon is None or case.lat is None or case.reported_at is None:
        return ()
    close = reader.duplicates(case.lon, case.lat, "", case.reported_at, TWIN_RADIUS_M, TWIN_DAYS)
    twins = [row for row in close if row.id != case.id and row.is_open]
    twins.sort(key=lambda row: row.matter_id != case.matter_id)
    return in_tongue(reader, twins)


def advice_for(reader: Reader, case: Case, steps: Sequence[StepRow], now: datetime) -> tuple[Advice, ...]:
    """Who should handle a case, best first, by the books this seat holds."""
    matters = reader.rules().matters
    return advise(
        facts_of(reader, case, steps),
        reader.all("ruling"),
        reader.all("responsibility"),
        matters,
        reader.all("unit"),
        reader.all("area"),
        now,
    )


def facts_of(reader: Reader, case: Case, steps: Sequence[StepRow]) -> Facts:
    """What is known of a case when a unit is looked for."""
    gave_back = {step.unit_id for step in steps if step.action in ("return", "approve") and step.to_state == "filed"}
    had = tuple(dict.fromkeys(step.unit_id for step in reversed(steps) if step.unit_id))
    return Facts(
        kind=case.kind,
        matter_id=case.matter_id,
        area_code=case.area_code,
        place_id=case.place_id,
        part_code=case.part_code,
        lon=case.lon,
        lat=case.lat,
        owner_unit_id=_owner_of(reader, case),
        returned=frozenset(gave_back - {""}),
        before=had,
    )


def _owner_of(reader: Reader, case: Case) -> str:
    """Who owns the part or place a case is about; empty where the books do not say."""
    place = reader.get("place", case.place_id) if case.place_id else None
    if place is None and case.part_code:
        place = next((place for place in reader.all("place") if place.code == case.part_code), None)
    return str(place.unit_id) if place is not None else ""


def as_merged(dossier: Dossier, into: CaseRow) -> Dossier:
    """The same dossier with another case it might be put into, named by hand."""
    twins = (into, *(twin for twin in dossier.twins if twin.id != into.id))
    return replace(dossier, twins=twins)
