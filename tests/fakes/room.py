"""A broadcast room on a real store, with a real voice engine and a street of real receivers; the hub is away."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.bus import Bus, VoiceChanged
from app.config import Settings
from app.devices.audio import SpeechService, VoiceService
from app.devices.drivers.rtp.simulator import Faults, SpeakerConfig, SpeakerFarm
from app.dispatch import Dispatch
from app.domain.broadcast import Phrase
from app.domain.command import Actor
from app.domain.speaker import Speaker, Zone
from app.paths import Profile, resources
from app.qt.bridge import Bridge
from app.qt.pane import PaneContext
from app.qt.selection import Selection
from app.qt.tasks import Tasks
from app.store import Store
from tests.fakes.clock import SetClock
from tests.fakes.news import reply

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
NAMES = (
    ("桥东街北口", "QDJBK"),
    ("幸福门广场", "XFMGC"),
    ("迎客松公园", "YKSGY"),
    ("双拥公园", "SYGY"),
    ("金德隆夜市", "JDLYS"),
    ("滨河路下穿通道", "BHLXCTD"),
    ("市场沟口", "SCGK"),
    ("南关小学", "NGXX"),
    ("凤凰广场", "FHGC"),
    ("火车站前广场", "HCZQGC"),
)
PHRASES = (
    Phrase(id="p1", title="暴雨转移", text="请注意，请转移。", priority="emergency_clip", category="防汛"),
    Phrase(id="p2", title="劝离占道", text="请勿占道。", priority="live", category="秩序"),
    Phrase(id="p3", title="疏散", text="请立即疏散。", priority="evacuation", chime=False, category="应急"),
)


@dataclass
class Room:
    """Everything around the pane."""

    ctx: PaneContext
    store: Store
    farm: SpeakerFarm
    clock: SetClock
    events: list[object]

    def close(self) -> None:
        """Stop in reverse."""
        self.ctx.bridge.stop()
        self.ctx.voice.stop()
        self.ctx.speech.stop()
        self.ctx.tasks.stop()
        self.store.close()
        self.farm.stop()


def furnish(
    folder: Path,
    faults: dict[int, Faults] | None = None,
    role: str = "duty_officer",
    count: int = len(NAMES),
    speech: Path | None = None,
    start: datetime = NOON,
) -> Room:
    """Build the room's surroundings; `faults` by the number of the speaker, `speech` where spoken text is kept."""
    configs = [SpeakerConfig(f"s{i}", faults=(faults or {}).get(i, Faults())) for i in range(count)]
    farm = SpeakerFarm(configs, folder / "street")
    farm.__enter__()
    clock, bus = SetClock(start), Bus()
    profile = Profile(folder / "seat").make()
    store = Store.open(profile, clock, bus)
    store.writer.absorb(reply(*_records(farm)))
    actor = Actor("03", "o-li", "李", role)
    events: list[object] = []
    bus.subscribe(VoiceChanged, lambda notice: events.append(notice.event))
    voice = VoiceService(profile.folder / "recordings", lambda event: bus.publish(VoiceChanged(event)), "127.0.0.1")
    voice.start()
    speaking = SpeechService(resources("voices"), speech or folder / "speech")
    dispatch = Dispatch(store.reader, store.writer, clock, lambda: actor, lambda: None)
    ctx = PaneContext(
        reader=store.reader, dispatch=dispatch, bus=bus, bridge=Bridge(bus), tasks=Tasks(), selection=Selection(),
        clock=clock, settings=Settings(), profile=profile, actor=lambda: actor, voice=voice, speech=speaking,
    )  # fmt: skip
    return Room(ctx, store, farm, clock, events)


def _records(farm: SpeakerFarm) -> list[object]:
    made = [
        Speaker(
            id=s.config.id, no=f"YZ{i + 1:03}", name=NAMES[i % len(NAMES)][0], pinyin=NAMES[i % len(NAMES)][1],
            lon=109.49 + i * 0.001, lat=36.59, zone_id="z1" if i < 4 else "z2", host="127.0.0.1",
            port=s.config.port or 9,
        )
        for i, s in enumerate(farm.speakers.values())
    ]  # fmt: skip
    zones = [Zone(id="z1", name="桥东片区"), Zone(id="z2", name="南关片区")]
    return [*made, *zones, *PHRASES]
