"""A hall at work: seats signed in on one or several hubs, the cases of a day at ten times speed, and who hears what."""

import asyncio
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import requests

from app.bench.hub_child import PASSWORD, Child
from app.bench.hub_ear import Ear, open_ear
from app.domain.clock import SystemClock, to_text
from app.domain.ids import new_id

CASES_A_DAY, SPEED = 10_600, 10
CASE_EVERY_S = 86_400 / (CASES_A_DAY * SPEED)
STEP_EVERY_S = 0.4
_PATIENCE_S = 30.0
UNIT_STEPS = frozenset({"sign", "finish"})
LIFE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("report", {"description": "文三路与学院路口井盖缺失，行人经过有危险，请尽快派人处理", "source": "hotline"}),
    ("accept", {}),
    ("claim", {}),
    ("file", {"matter_id": "event-0102"}),
    ("dispatch", {"unit_id": "u-1", "unit_name": "环卫中心"}),
    ("sign", {}),
    ("note", {"note": "已到现场，正在围挡"}),
    ("finish", {"note": "已更换井盖"}),
    ("send_check", {}),
    ("check_pass", {"note": "现场已恢复"}),
    ("close", {}),
)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a run showed. Times in seconds; `delivered` counts rows over all seats."""

    seats: int
    changes: int
    seconds: float
    planned_s: float
    delivered: int
    late_p50: float
    late_p99: float
    late_worst: float
    hub_cpu_s: float

    @property
    def cost_us(self) -> float:
        """Microseconds of hub processor for each delivered row, judging and writing included."""
        return self.hub_cpu_s * 1e6 / max(1, self.delivered)


class Seat:
    """One signed-in seat that can act. Its numbers are its own, so its actions go one after the other."""

    def __init__(self, url: str, no: str, user: str) -> None:
        self._url, self._no, self._n, self._turn = url, no, 0, asyncio.Lock()
        asked = {"seat": no, "user": user, "password": PASSWORD, "takeover": True}
        answer = requests.post(f"{url}/api/v1/sign-in", json=asked, timeout=60)
        answer.raise_for_status()
        self.token: str = answer.json()["token"]
        self._by: dict[str, str] = answer.json()["actor"]

    async def act(self, case_id: str, step: str, args: dict[str, Any]) -> tuple[float, int]:
        """Send one command and return when it was sent and its change number. Raises RuntimeError where refused."""
        async with self._turn:
            self._n += 1
            sent = time.time()
            receipt = await asyncio.to_thread(self._post, case_id, step, args)
        if receipt["outcome"] != "applied":
            raise RuntimeError(f"{step}: {receipt['outcome']} {receipt['code']} {receipt['detail']}")
        return sent, int(receipt["ack_seq"])

    def _post(self, case_id: str, step: str, args: dict[str, Any]) -> dict[str, Any]:
        command = {"n": self._n, "id": new_id(), "kind": f"case.{step}", "target": case_id, "args": args, "v": 1}
        command |= {"expect": {}, "by": self._by, "at": to_text(SystemClock().now())}
        body = {"seat": self._no, "epoch": "", "cursor": 0, "limit": 1, "commands": [command]}
        headers = {"Authorization": f"Bearer {self.token}"}
        answer = requests.post(f"{self._url}/api/v1/exchange", json=body, headers=headers, timeout=60)
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()["receipts"][0]
        return found


async def work(hubs: Sequence[Child], count: int, cases: int) -> Figures:
    """Sign `count` seats in, spread over the hubs, let them work `cases` cases, and wait until all have heard all.

    Raises TimeoutError where a seat misses a change, RuntimeError where an action is refused or a stream ends.
    """
    urls = [hub.url for hub in hubs]
    seats = [await asyncio.to_thread(Seat, urls[k % len(urls)], f"{k + 1:03d}", "bench") for k in range(count)]
    units = [await asyncio.to_thread(Seat, url, f"U{k}", "bench-unit") for k, url in enumerate(urls)]
    start = await asyncio.to_thread(_head, urls[0], seats[0].token)
    lines = [await open_ear(urls[k % len(urls)], seat.token, start) for k, seat in enumerate(seats)]
    ears = [ear for _, ear in lines]
    try:
        await asyncio.sleep(1.0)
        before, begun = [hub.cpu_s() for hub in hubs], time.time()
        told = await asyncio.gather(*(_live(seats, units, k, begun) for k in range(cases)))
        settled = [one for case in told for one in case]
        sent_s = time.time() - begun
        await _all_heard(ears, max(number for _, number in settled))
        used = sum(hub.cpu_s() - was for hub, was in zip(hubs, before, strict=True))
    finally:
        for transport, _ in lines:
            transport.close()
    delivered = sum(ear.newest() - start for ear in ears)
    late = sorted(max(0.0, ear.had(number) - sent) for ear in ears for sent, number in settled)
    planned = CASE_EVERY_S * (cases - 1) + STEP_EVERY_S * len(LIFE)
    p50, p99 = (late[math.ceil(len(late) * share) - 1] for share in (0.5, 0.99))
    return Figures(count, len(settled), sent_s, planned, delivered, p50, p99, late[-1], used)


async def _live(seats: Sequence[Seat], units: Sequence[Seat], number: int, begun: float) -> list[tuple[float, int]]:
    """Take one case from report to close, each step by another seat, each at its time."""
    case_id, done = new_id(), []
    for place, (step, args) in enumerate(LIFE):
        due = begun + number * CASE_EVERY_S + place * STEP_EVERY_S
        await asyncio.sleep(max(0.0, due - time.time()))
        crew = units if step in UNIT_STEPS else seats
        done.append(await crew[(number * len(LIFE) + place) % len(crew)].act(case_id, step, args))
    return done


async def _all_heard(ears: Sequence[Ear], number: int) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while any(ear.newest() < number for ear in ears):
        if any(ear.lost for ear in ears):
            raise RuntimeError("a stream ended")
        if time.monotonic() > deadline:
            missing = sum(ear.newest() < number for ear in ears)
            raise TimeoutError(f"{missing} seats have not heard change {number}")
        await asyncio.sleep(0.02)


def _head(url: str, token: str) -> int:
    """Return the newest change number, read page by page as a seat would."""
    cursor, more = 0, True
    while more:
        body = {"seat": "001", "epoch": "", "cursor": cursor, "limit": 5000, "commands": []}
        headers = {"Authorization": f"Bearer {token}"}
        answer = requests.post(f"{url}/api/v1/exchange", json=body, headers=headers, timeout=60)
        answer.raise_for_status()
        cursor, more = answer.json()["cursor"], answer.json()["more"]
    return int(cursor)
