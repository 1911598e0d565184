"""New reports now and then: citizens who call, cameras that notice something, patrols; through the hub's intake."""

import random
from datetime import datetime, timedelta

from app.demo.city import City
from app.demo.lives import moment_id
from app.demo.photos import photo
from app.demo.reports import Report
from app.domain.clock import to_text
from app.domain.command import Command
from app.protocol.rest import RestDoor

_MIX = {"hotline": 38, "patrol": 30, "ai": 22, "hotline_12315": 5, "report_reward": 5}
_FLOOD = ("event-0406", "event-0404", "event-0401", "part-0104")
_SNOW = ("event-0407", "part-0402", "event-0408")


class Callers:
    """Reports that keep coming: on average one every `every_s` seconds, more during a drill."""

    def __init__(self, city: City, door: RestDoor, seed: int, every_s: float = 90.0, drill: str = "") -> None:
        self._rng = random.Random(f"{seed}-callers")
        self._reporters = city.reporters(f"-callers-{seed}")
        self._door, self._every_s, self._drill = door, every_s, drill
        self._matters = {"flood": _FLOOD, "snow": _SNOW}.get(drill, ())
        self._serial = 0
        self._next: datetime | None = None
        self._series = f"{self._rng.getrandbits(24):06X}"

    def step(self, now: datetime) -> int:
        """Hand in what has come up until `now`; returns how many reports. Raises Unavailable while the hub is away."""
        self._next = self._next or now + self._pause()
        reports: list[Report] = []
        while self._next <= now and len(reports) < 20:
            reports += self._seen(self._make(self._next))
            self._next += self._pause()
        if reports:
            results = self._door.intake([self._intake_row(report) for report in reports])["results"]
            for report, result in zip(reports, results, strict=True):
                if report.source == "ai" and result["outcome"] == "created":
                    self._show(report, str(result["case_id"]), now)
        return len(reports)

    def _seen(self, report: Report) -> list[Report]:
        """A camera that noticed something mostly sends it again before anybody has looked."""
        again = self._rng.choice((0, 0, 1, 2)) if report.source == "ai" else 0
        later = [report.at + timedelta(seconds=40 * n) for n in range(1, again + 1)]
        return [report, *(self._reporters.seen_again(report, at) for at in later)]

    def _show(self, report: Report, case_id: str, now: datetime) -> None:
        """Send the picture the algorithm judged by, as the patrol's app does: the bytes first, then the record."""
        media_id = moment_id(now, random.Random(f"{case_id}-capture"))
        data = photo(report.matter.id, "before", sum(report.camera_id.encode()) % 3)
        args: dict[str, object] = {
            "owner_kind": "case",
            "owner_id": case_id,
            "name": "抓拍.jpg",
            "mime": "image/jpeg",
            "stage": "before",
        }
        args |= {"size": len(data), "sha256": self._door.put_media(media_id, data), "camera_id": report.camera_id}
        by = self._door.actor
        self._door.send(
            [
                Command(kind="media.add", target=media_id, args=args, by=by, at=now),
                Command(kind="case.attach", target=case_id, args={"media_ids": [media_id]}, by=by, at=now),
            ]
        )

    def _pause(self) -> timedelta:
        mean = self._every_s / (3.0 if self._drill else 1.0)
        return timedelta(seconds=max(1.0, self._rng.expovariate(1 / mean)))

    def _make(self, at: datetime) -> Report:
        source = self._rng.choices(list(_MIX), list(_MIX.values()))[0]
        for _ in range(40):
            report = self._reporters.report(source, at)
            if not self._matters or report.matter.id in self._matters or self._rng.random() < 0.04:
                return report
        return self._reporters.about(self._rng.choice(self._matters), source, at)

    def _intake_row(self, report: Report) -> dict[str, object]:
        self._serial += 1
        row = report.args() | {"occurred_at": to_text(report.at), "kind": report.matter.kind}
        return row | {"source_no": f"SIM-{self._series}-{self._serial:05d}"}
