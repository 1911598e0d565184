"""What the streets have heard in the last thirty days: who said what where, and what each speaker proved of it."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

from app.demo.city import City
from app.demo.lives import moment_id
from app.domain.broadcast import Broadcast, Phrase
from app.domain.clock import HALL_ZONE, to_text
from app.domain.operator import OperatorPublic, Role

_DAYS = 30
_PER_SPEAKER_AND_DAY = 0.065  # 944 plays a year over 40 columns
_EVERYDAY = ("文明", "秩序", "停车", "交通", "森林防火", "公告", "试音")
_CALLED_OUT = (
    "请占道经营的商户把货物收回店内，谢谢配合。",
    "人行道上的车辆请马上驶离。",
    "请烧烤摊主停止露天烧烤。",
    "请不要在河道边停留。",
)
_SPEAKERS = frozenset({Role.BROADCASTER.value, Role.SHIFT_LEADER.value, Role.DUTY_OFFICER.value})
_SYLLABLES_A_SECOND = 4.2


def past_broadcasts(city: City) -> list[Broadcast]:
    """Return the broadcasts of the last thirty days, oldest first, all by day and none with a recording to play."""
    rng = random.Random(f"{city.seed}-{city.plan.size}-announcements")
    said = [phrase for phrase in city.phrases if phrase.category in _EVERYDAY]
    staff = [member.public for member in city.staff if member.public.role in _SPEAKERS]
    moments = sorted(_moments(city, rng))
    return [_broadcast(city, at, rng.choice(said), rng.choice(staff), rng) for at in moments]


def _moments(city: City, rng: random.Random) -> Iterator[datetime]:
    today = city.now.astimezone(HALL_ZONE).date()
    for _ in range(round(len(city.speakers) * _PER_SPEAKER_AND_DAY * _DAYS)):
        day = today - timedelta(days=rng.randrange(_DAYS))
        clock = time(rng.randint(7, 20), rng.randrange(60), rng.randrange(60))
        at = datetime.combine(day, clock, HALL_ZONE).astimezone(UTC)
        yield at if at < city.now - timedelta(minutes=5) else at - timedelta(days=1)


def _broadcast(city: City, at: datetime, phrase: Phrase, officer: OperatorPublic, rng: random.Random) -> Broadcast:
    live = rng.random() < 0.34
    text = rng.choice(_CALLED_OUT) if live else phrase.text
    spoken_s = len(text) / _SYLLABLES_A_SECOND + 3
    targets = rng.choice(city.zones).speaker_ids if rng.random() < 0.6 else (rng.choice(city.speakers).id,)
    ended = at + timedelta(seconds=round(spoken_s))
    return Broadcast(
        id=moment_id(at, rng),
        mode="live" if live else "phrase",
        text=text,
        phrase_id="" if live else phrase.id,
        priority="live" if live else phrase.priority,
        speaker_ids=tuple(targets),
        state="ended",
        seat=officer.seat,
        operator_id=officer.id,
        operator=officer.name,
        started_at=at,
        ended_at=ended,
        why="stopped" if live else "finished",
        receipts={speaker_id: _receipt(spoken_s, ended, rng) for speaker_id in targets},
        version=2,
    )


def _receipt(spoken_s: float, at: datetime, rng: random.Random) -> dict[str, Any]:
    """Nineteen of twenty speakers report what they played; one is silent or lost packets."""
    draw, sent = rng.random(), round(spoken_s * 50)
    loss = 0.0 if draw < 0.95 else 0.07
    silent = draw > 0.98
    received = None if silent else round(sent * (1 - loss))
    return {
        "level": "sent" if silent else "playing",
        "state": "unconfirmed" if silent else "degraded" if loss else "delivered",
        "sent": sent,
        "received": received,
        "playing": None if silent else True,
        "heard": None,
        "covered_s": 0.0 if received is None else round(spoken_s * received / sent, 2),
        "loss": None if silent else loss,
        "detail": "",
        "at": to_text(at),
    }
