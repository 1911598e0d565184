"""Reports as they come in: what about, where, in whose words; one `Report` carries what a case begins with."""

import random
from bisect import bisect
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import accumulate
from typing import Any

from app.demo.addresses import Spot
from app.demo.directory import SURNAMES, matter_weights
from app.demo.openlists import rows
from app.domain.algorithm import Algorithm
from app.domain.camera import Camera
from app.domain.clock import HALL_ZONE
from app.domain.matter import Matter
from app.domain.place import Place

_MACHINE = (
    "event-0102",
    "event-0504",
    "event-0501",
    "event-0505",
    "event-0506",
    "event-0507",
    "event-0510",
    "event-0115",
    "event-0203",
    "part-0305",
)
_SENSED = ("event-0406", "part-0103", "part-0102", "part-0118", "event-0403")
_MARKET = ("event-2107", "event-2108", "event-2109")
_LIVELIHOOD = {
    "event-2101": 16, "event-2102": 9, "event-2103": 6, "event-2104": 4, "event-2105": 18, "event-2106": 14,
    "event-2110": 7, "event-2111": 9, "event-2112": 7, "event-2113": 5, "event-2114": 5, "event-2115": 6,
    "event-2116": 14, "event-2117": 7, "event-2118": 7,
}  # fmt: skip
_SEASONS = {
    "event-2101": (11, 12, 1, 2, 3), "event-0405": (11, 12, 1, 2, 3), "event-0407": (12, 1, 2),
    "event-0406": (6, 7, 8, 9), "event-0510": (5, 6, 7, 8, 9, 10),
}  # fmt: skip
_OPENERS = {
    "hotline": (
        "市民{who}来电反映，{where}，{what}，希望尽快处理。",
        "来电人{who}称，{where}{what}，请核实处理。",
        "{who}反映：{where}，{what}，已持续{days}天，望解决。",
    ),
    "hotline_12315": (
        "消费者{who}投诉：{what}，地点在{where}，请求调解。",
        "{who}举报：{what}，涉事商户位于{where}。",
    ),
    "internet": (
        "网友留言：{where}，{what}，请有关部门关注并答复。",
        "网民在留言板反映，{what}，位置{where}，盼回复。",
    ),
    "patrol": ("采集员巡查发现，{where}，{what}。", "{where}，{what}。", "巡查至{where}，{what}，现场已拍照。"),
    "ai": ("智能抓拍识别：{where}画面内{what}。", "{where}摄像机智能抓拍，{what}，置信度 0.{conf}。"),
    "district_video": ("视频巡查发现，{where}，{what}。",),
    "report_reward": ("市民随手拍：{where}，{what}。",),
    "assigned": ("领导批办：{where}，{what}，请尽快处置并报结果。",),
    "iot": ("物联感知告警：{where}，{what}，请到场核实。",),
    "media": ("网络舆情反映，{where}，{what}。",),
}
_OF_DAILY_LIFE = (
    "市民{who}来电反映：{what}，所在位置{where}，希望尽快处理并回复。",
    "{who}来电：{what}，地址{where}，此前已反映过，望重视。",
)
_ENQUIRIES = ("市民{who}来电{what}，现住{where}，请答复。", "{who}来电{what}，联系地址{where}。")
_PEOPLE = frozenset({"hotline", "hotline_12315", "internet", "report_reward"})
NOISY = "algorithm-dian_wai"  # takes goods in a doorway for a stall, and has many doorways before it
_CAMERA_SOURCES = frozenset({"ai", "district_video"})
_URGENT_SOURCES = frozenset({"hotline", "patrol", "assigned"})
_ORDER_TYPES: dict[str, tuple[tuple[str, ...], tuple[int, ...]]] = {
    "hotline": (("help", "complaint", "consult", "suggestion", "petition"), (46, 36, 10, 6, 2)),
    "hotline_12315": (("complaint", "tipoff"), (7, 3)),
    "internet": (("complaint", "suggestion", "help", "praise"), (5, 3, 3, 1)),
    "report_reward": (("tipoff",), (1,)),
}


@dataclass(frozen=True, slots=True)
class Report:
    """What is known when a report arrives."""

    source: str
    matter: Matter
    at: datetime
    description: str
    address: str
    lon: float
    lat: float
    area_code: str
    area_name: str
    reporter: str = ""
    phone: str = ""
    camera_id: str = ""
    part_code: str = ""
    confidential: bool = False
    order_type: str = ""
    algorithm: str = ""
    confidence: float | None = None
    five: dict[str, str] = field(default_factory=dict)

    def args(self) -> dict[str, Any]:
        """The arguments of the `case.report` command."""
        return {
            "source": self.source,
            "matter_id": self.matter.id,
            "description": self.description,
            "address": self.address,
            "lon": self.lon,
            "lat": self.lat,
            "area_code": self.area_code,
            "area_name": self.area_name,
            "reporter": self.reporter,
            "reporter_phone": self.phone,
            "camera_id": self.camera_id,
            "part_code": self.part_code,
            "confidential": self.confidential,
            "order_type": self.order_type,
            "algorithm": self.algorithm,
            "confidence": self.confidence,
        } | ({"urgent": True, "five": self.five, "grade": 3} if self.five else {})


def _is_urgent(matter: Matter) -> bool:
    return matter.id.startswith("event-04") and matter.limit_unit == "urgent_hour"


class Reporters:
    """Everybody who reports, of one city; the same random numbers give the same reports."""

    def __init__(
        self, matters: tuple[Matter, ...], spots: list[Spot], cameras: tuple[Camera, ...], places: tuple[Place, ...],
        area_names: dict[str, str], rng: random.Random, algorithms: tuple[Algorithm, ...] = (),
    ) -> None:  # fmt: skip
        self._algorithms: dict[str, list[str]] = {}
        for algorithm in algorithms:
            self._algorithms.setdefault(algorithm.matter_id, []).append(algorithm.id)
        self._matters = {m.id: m for m in matters}
        self._spots, self._cameras, self._rng = spots, [c for c in cameras if not c.restricted], rng
        self._area_names = area_names
        self._stories: dict[str, list[str]] = {}
        for row in rows("stories.csv"):
            self._stories.setdefault(row["matter"], []).append(row["text"])
        self._covers: dict[str, list[Place]] = {}
        for place in places:
            if place.kind == "manhole":
                self._covers.setdefault(f"part-{place.code[6:10]}", []).append(place)
        self._weights = matter_weights()
        self._tables: dict[tuple[str, int], tuple[list[str], list[float]]] = {}

    def report(self, source: str, at: datetime) -> Report:
        """Make up one report of a source at a moment."""
        return self.about(self._pick_matter(source, at.astimezone(HALL_ZONE).month), source, at)

    def about(self, matter_id: str, source: str, at: datetime) -> Report:
        """Make up a report about a given matter."""
        rng, matter = self._rng, self._matters[matter_id]
        camera = rng.choice(self._cameras) if source in _CAMERA_SOURCES else None
        cover = (
            rng.choice(self._covers[matter.id]) if matter.id in self._covers and source not in _CAMERA_SOURCES else None
        )
        spot = rng.choice(self._spots)
        where, lon, lat, area = spot.text, spot.lon, spot.lat, spot.code
        if camera is not None:
            where, lon, lat, area = camera.name, camera.lon, camera.lat, camera.area_code
        elif cover is not None:
            where, lon, lat, area = cover.address, cover.lon, cover.lat, cover.area_code
        else:
            where += rng.choice(("门前", "旁", "附近", "对面", "路边", ""))
        who, phone = self._person() if source in _PEOPLE else ("", "")
        confidence = rng.randint(55, 97) if source == "ai" else None
        return Report(
            source=source,
            matter=matter,
            at=at,
            description=self._tell(source, matter.id, where, who, confidence or 0),
            order_type=rng.choices(*_ORDER_TYPES[source])[0] if source in _ORDER_TYPES else "",
            algorithm=self._algorithm(matter.id) if source == "ai" else "",
            confidence=confidence / 100 if confidence else None,
            five=self._five(at, where, matter) if source in _URGENT_SOURCES and _is_urgent(matter) else {},
            address=where,
            lon=round(lon + rng.uniform(-6e-5, 6e-5), 7) if cover is None else lon,
            lat=round(lat + rng.uniform(-5e-5, 5e-5), 7) if cover is None else lat,
            area_code=area,
            area_name=self._area_names.get(area[:12], ""),
            reporter=who,
            phone=phone,
            camera_id=camera.id if camera else "",
            part_code=cover.code if cover else "",
            confidential=bool(who) and rng.random() < 0.06,
        )

    def again(self, first: Report, source: str, at: datetime) -> Report:
        """Return the same trouble told by somebody else a little later and a few metres away."""
        rng = self._rng
        who, phone = self._person() if source in _PEOPLE else ("", "")
        return Report(
            source=source,
            matter=first.matter,
            at=at,
            description=self._tell(source, first.matter.id, first.address, who, rng.randint(55, 97)),
            order_type=rng.choices(*_ORDER_TYPES[source])[0] if source in _ORDER_TYPES else "",
            address=first.address,
            lon=round(first.lon + rng.uniform(-2e-4, 2e-4), 7),
            lat=round(first.lat + rng.uniform(-1.6e-4, 1.6e-4), 7),
            area_code=first.area_code,
            area_name=first.area_name,
            reporter=who,
            phone=phone,
        )

    def seen_again(self, first: Report, at: datetime) -> Report:
        """Return the next capture of the same view by the same algorithm, as cameras send them until somebody looks."""
        confidence = self._rng.randint(55, 97)
        told = self._tell("ai", first.matter.id, first.address, "", confidence)
        return replace(first, at=at, description=told, confidence=confidence / 100)

    def _algorithm(self, matter_id: str) -> str:
        known = self._algorithms.get(matter_id, [""])
        return NOISY if NOISY in known and self._rng.random() < 0.7 else self._rng.choice(known)

    def _five(self, at: datetime, where: str, matter: Matter) -> dict[str, str]:
        """What a caller says of an emergency: time, place and event mostly, the rest only if asked."""
        said = {"time": f"{at.astimezone(HALL_ZONE):%H:%M}", "place": where, "event": matter.name}
        if self._rng.random() < 0.6:
            said["casualties"] = self._rng.choice(("无人员伤亡", "暂无人员受伤，影响一条车道通行"))
        if self._rng.random() < 0.4:
            said["actions"] = self._rng.choice(("现场已拉警戒带", "已通知权属单位"))
        return said

    def _tell(self, source: str, matter: str, where: str, who: str, conf: int) -> str:
        rng = self._rng
        what = rng.choice(self._stories.get(f"{source}:{matter}") or self._stories[matter])
        openers = _OPENERS.get(source, _OPENERS["patrol"])
        if source == "hotline" and matter.startswith("event-21"):
            openers = _ENQUIRIES if what.startswith("咨询") else _OF_DAILY_LIFE
        opener = rng.choice(openers)
        return opener.format(who=who, where=where, what=what, days=rng.randint(2, 15), conf=conf)

    def _person(self) -> tuple[str, str]:
        """An invented caller; no operator gives out numbers that begin with 100."""
        rng = self._rng
        return rng.choice(SURNAMES) + rng.choice(("先生", "女士")), f"100{rng.randint(0, 99_999_999):08d}"

    def _pick_matter(self, source: str, month: int) -> str:
        key = (source, month)
        if key not in self._tables:
            weights = {m: w for m, w in self._source_weights(source).items() if month in _SEASONS.get(m, (month,))}
            self._tables[key] = (list(weights), list(accumulate(weights.values())))
        names, heap = self._tables[key]
        return names[bisect(heap, self._rng.random() * heap[-1], 0, len(heap) - 1)]

    def _source_weights(self, source: str) -> dict[str, float]:
        city = {m: w for m, w in self._weights.items() if w > 0}
        if source == "hotline_12315":
            return dict.fromkeys(_MARKET, 1.0)
        if source in _CAMERA_SOURCES:
            return {m: city[m] for m in _MACHINE}
        if source == "iot":
            return {m: city[m] for m in _SENSED} | {"part-0118": 30.0}
        if source in ("hotline", "internet"):
            share = {"hotline": 7.0, "internet": 16.0}[source]
            return city | {m: w * share for m, w in _LIVELIHOOD.items()}
        return city
