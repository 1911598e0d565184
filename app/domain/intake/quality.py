"""Measure an urgent report of five fields: what is missing, what is weak, and what to ask the caller next."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# Where first, for help to set out; then what, who is hurt, when, and what has been done.
CALL_ORDER = ("place", "event", "casualties", "time", "actions")
WEIGHTS: Mapping[str, int] = {"place": 25, "event": 25, "casualties": 20, "time": 15, "actions": 15}
ASK_AGAIN_BELOW = 60
GOOD_FROM = 85
_DONT_KNOW = re.compile(
    r"^(?:目前|现在|暂时|具体|情况|尚|还|暂)*(?:不清楚|不知道|不详|不明|不确定|未知|待核实|待查|待定|没说|未提供|说不清"
    r"|不太清楚|核实中|同上|略"
    r"|unknown|not known|unclear|not clear|don'?t know|no idea|n/?a|tbd)(?:了|情况|具体|位置|时间|[。.!！])*$"
)
_NOTHING = re.compile(r"^[\s\W_无没有暂]*$")
_A_MOMENT = re.compile(
    r"\d|[一二三四五六七八九十半]点|刚刚|刚才|现在|凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|夜间|昨|今"
)
_SHORTEST: Mapping[str, int] = {"place": 3, "event": 4, "casualties": 1, "time": 1, "actions": 1}
# Nobody hurt and nothing done yet are answers; no time, no place and no event are none.
_NONE_IS_AN_ANSWER = frozenset({"casualties", "actions"})


@dataclass(frozen=True, slots=True)
class Quality:
    """`points` 0 to 100; `missing` and `weak` fields, and `ask`: both together in the order a caller is asked."""

    points: int
    missing: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()

    @property
    def ask(self) -> tuple[str, ...]:
        """What to ask next: what is missing, then what was answered weakly, each in the order of a call."""
        return (*self.missing, *self.weak)

    @property
    def level(self) -> str:
        """`good`, `fair`, or `poor`: then ask again before it goes up."""
        return "good" if self.points >= GOOD_FROM else "fair" if self.points >= ASK_AGAIN_BELOW else "poor"


def measure(five: Mapping[str, Any], located: bool = False) -> Quality:
    """Measure the five fields of an urgent report; `located` says that there is a position on the map.

    A weak answer (不清楚, too short, a time without a time) counts half. Never raises for any text.
    """
    states = {name: _state(name, _plain(five.get(name))) for name in CALL_ORDER}
    if located and states["place"] != "good":
        states["place"] = "good"
    halves = {"good": 2, "weak": 1, "missing": 0}
    points = sum(WEIGHTS[name] * halves[state] for name, state in states.items()) // 2
    missing = tuple(name for name in CALL_ORDER if states[name] == "missing")
    return Quality(points, missing, tuple(name for name in CALL_ORDER if states[name] == "weak"))


def _plain(value: Any) -> str:
    text = value if isinstance(value, str) else ""
    return unicodedata.normalize("NFKC", text[:1_000]).strip().lower()


def _state(name: str, said: str) -> str:
    if not said:
        return "missing"
    if _NOTHING.match(said):
        has_word = any(char.isalnum() for char in said)
        return "good" if name in _NONE_IS_AN_ANSWER and has_word else "weak"
    if _DONT_KNOW.match(said) or len(said) < _SHORTEST[name]:
        return "weak"
    return "weak" if name == "time" and not _A_MOMENT.search(said) else "good"
