"""Responsible units that answer: they sign, handle, return and finish over time, through the hub's public door."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.demo import remarks
from app.demo.lives import moment_id
from app.demo.photos import photo
from app.domain.clock import from_text
from app.domain.command import Command
from app.protocol.conversation import Outcome
from app.protocol.rest import RestDoor


@dataclass(frozen=True, slots=True)
class Move:
    """What somebody will do to a case and how many minutes after it came to them."""

    operation: str
    minutes: float
    note: str
    picture: bool = False


Plan = Callable[[dict[str, Any], random.Random], Move]


class FieldWork:
    """People in the field who look at the hub now and then and do what their plan says is due.

    `speed` 1 is a normal day; 60 makes a minute of every hour. What already lay there when they began is taken up
    spread over time, so that a demo does not finish its whole backlog in the first second.
    """

    def __init__(
        self, door: RestDoor, states: Iterable[str], plan: Plan, seed: int, speed: float, began: datetime
    ) -> None:
        self._door, self._states, self._plan = door, list(states), plan
        self._seed, self._speed, self._began = seed, max(speed, 1e-3), began

    def step(self, now: datetime) -> int:
        """Do what is due at `now` and return how many cases were moved. Raises Unavailable while the hub is away."""
        moved = 0
        for case in self._door.read("cases", state=self._states):
            rng = random.Random(f"{self._seed}-{case['id']}-{case['version']}")
            move = self._plan(case, rng)
            if move.operation and self._due(case, move, rng) <= now:
                moved += self._do(case, move, now)
        return moved

    def _due(self, case: dict[str, Any], move: Move, rng: random.Random) -> datetime:
        since = from_text(case["updated_at"])
        if since < self._began:
            wait = rng.uniform(2.0, 480.0)
            return self._began + timedelta(minutes=wait / self._speed)
        return since + timedelta(minutes=move.minutes / self._speed)

    def _do(self, case: dict[str, Any], move: Move, now: datetime) -> int:
        commands, media_ids = [], []
        if move.picture:
            media_id = moment_id(now, random.Random(f"{case['id']}-{case['version']}"))
            commands.append(self._picture(case, media_id, now))
            media_ids.append(media_id)
        args = remarks.why(move.note) | {"media_ids": media_ids}
        expect = {"state": case["state"]}
        commands.append(self._command(f"case.{move.operation}", case["id"], args, expect, now))
        receipts = self._door.send(commands)
        return int(bool(receipts) and receipts[-1].outcome in (Outcome.APPLIED, Outcome.MERGED))

    def _picture(self, case: dict[str, Any], media_id: str, now: datetime) -> Command:
        """Upload the photo first, so that the record never names bytes that are not there."""
        data = photo(case["matter_id"] or "event-0102", "after", sum(case["id"].encode()) % 3)
        sha256 = self._door.put_media(media_id, data)
        args = {
            "owner_kind": "case",
            "owner_id": case["id"],
            "name": "处置后.jpg",
            "mime": "image/jpeg",
            "size": len(data),
            "sha256": sha256,
            "stage": "after",
        }
        return self._command("media.add", media_id, args, {}, now)

    def _command(self, kind: str, target: str, args: dict[str, Any], expect: dict[str, Any], now: datetime) -> Command:
        return Command(kind=kind, target=target, args=args, expect=expect, by=self._door.actor, at=now)


def units_plan(case: dict[str, Any], rng: random.Random) -> Move:
    """What a responsible unit does next: mostly sign and finish, now and then return or ask for time."""
    if case["asked"]:
        return Move("", 0.0, "")
    waits = {name for name, clock in case["side"].items() if "done" not in clock}
    if "supervise" in waits:
        return Move("supervise_reply", rng.uniform(10, 60), rng.choice(remarks.ANSWERED))
    if "arrive" in waits and case["state"] == "handling":
        return Move("arrive", rng.uniform(8, 35), "")
    if case["state"] == "dispatched":
        if rng.random() < 0.08 and case["returns"] < 2:
            return Move("return", rng.uniform(8, 40), rng.choice(remarks.RETURNED))
        return Move("sign", 2 + rng.expovariate(1 / 12), "")
    if case["state"] == "handling" and case["extends"] == 0 and rng.random() < 0.04:
        return Move("request_suspend", rng.uniform(30, 200), rng.choice(remarks.SHELVED_PARTS))
    if case["state"] == "handling" and case["extends"] == 0 and rng.random() < 0.06:
        return Move("request_extend", rng.uniform(30, 200), rng.choice(remarks.LATER))
    return Move("finish", 12 + rng.expovariate(1 / 90), rng.choice(remarks.FINISHED), picture=True)


def collector_plan(case: dict[str, Any], rng: random.Random) -> Move:
    """What the collector on the beat answers when asked to verify a report or to check a result."""
    if case["state"] == "verifying":
        untrue = rng.random() < 0.1
        return Move(
            "verify_deny" if untrue else "verify_confirm",
            rng.uniform(6, 35),
            remarks.UNTRUE[0] if untrue else remarks.CONFIRMED,
        )
    if case["checked"] == "pass":
        return Move("", 0.0, "")
    failed = rng.random() < 0.07
    return Move(
        "check_fail" if failed else "check_pass",
        rng.uniform(8, 50),
        remarks.NOT_DONE[0] if failed else remarks.RESTORED,
    )


def responsible_units(door: RestDoor, seed: int, speed: float, began: datetime) -> FieldWork:
    """Return the units of a city; `door` is signed in with the post `unit`."""
    return FieldWork(door, ("dispatched", "handling", "rework"), units_plan, seed, speed, began)


def collectors(door: RestDoor, seed: int, speed: float, began: datetime) -> FieldWork:
    """Return the collectors of a city; `door` is signed in with the post `collector`."""
    return FieldWork(door, ("verifying", "checking"), collector_plan, seed, speed, began)
