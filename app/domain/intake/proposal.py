"""Propose matter, grade and type of order from the words of a report, each with the words that led to it."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.matter import Matter, stem_of
from app.domain.rules import Rules

# What a hall may write into its ruleset instead (`grade_words`): words that make a report graver than usual.
GRADE_WORDS: Mapping[str, tuple[str, ...]] = {
    "1": ("群死群伤", "特别重大"),
    "2": ("爆炸", "坍塌", "死亡", "身亡", "燃气泄漏", "煤气泄漏", "大面积停电", "溃坝", "决堤", "聚集堵路"),
    "3": (
        "塌陷", "倒塌", "塌方", "受伤", "伤者", "起火", "着火", "火灾", "触电", "漏电", "被困", "坠落", "爆管", "溺水",
        "中毒", "煤气味", "燃气味", "泄漏", "山体滑坡", "落石", "管涌",
    ),
}  # fmt: skip
_ORDER_WORDS: Mapping[str, tuple[str, ...]] = {
    "tipoff": ("举报", "检举"),
    "petition": ("信访", "上访"),
    "complaint": ("投诉", "不满意", "态度恶劣", "多次反映"),
    "consult": ("咨询", "请问", "想了解", "怎么办理"),
    "suggestion": ("建议", "能否增设", "希望增设"),
    "praise": ("表扬", "感谢", "点赞"),
    "help": ("求助", "救命", "急需帮助"),
}
_NOT_THIS = ("不是", "并非")
# Within one clause before a grave word: 没有人员受伤, 未造成死亡, 无人被困.
_DENIALS = ("没有", "没", "无", "未", "不会", "并非", "不是", "不存在")
_CLAUSE_ENDS = "，。；！？,;!?\n、但却"
_REACH = 6
_USUAL_GRADE = 4
_NAMED_WHOLE = 2.0


@dataclass(frozen=True, slots=True)
class MatterProposal:
    """A matter, the words of the text that speak for it, and how strongly: characters covered, more for its name."""

    matter_id: str
    name: str
    words: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class GradeProposal:
    """A grade (1 gravest, 4 usual) and the words that raise it; the usual grade needs none."""

    grade: int = _USUAL_GRADE
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposals:
    """What a text speaks for, best first."""

    matters: tuple[MatterProposal, ...] = ()
    grade: GradeProposal = GradeProposal()
    order_type: str = ""
    order_words: tuple[str, ...] = ()

    @property
    def clear(self) -> MatterProposal | None:
        """The best matter where nothing speaks as strongly for another; None where a person must choose."""
        if not self.matters or (len(self.matters) > 1 and self.matters[1].score == self.matters[0].score):
            return None
        return self.matters[0]


def propose(
    text: str, matters: Iterable[Matter], rules: Rules, at: datetime | None = None, part_class: str = "", most: int = 3
) -> Proposals:
    """Propose what a report is about. `part_class` is the class in a part's code (`0102`), which outweighs any word.

    Matters not in force at `at` (aware; None: now does not matter) are left out. Never raises for any text.
    """
    said = plain(text)
    found = [hit for matter in matters if (hit := _matter(said, matter, at, part_class)) is not None]
    found.sort(key=lambda hit: (-hit[0].score, hit[1], hit[0].matter_id))
    order_type, order_words = _order(said)
    return Proposals(tuple(hit for hit, _place in found[:most]), _grade(said, rules), order_type, order_words)


def plain(text: str) -> str:
    """Return a text as words are looked for in it: full-width letters and digits as usual ones, lower case."""
    return unicodedata.normalize("NFKC", text[:8_000]).lower()


def spoken_of(said: str, matter: Matter, at: datetime | None) -> tuple[str, ...]:
    """Return the words of a matter in force that stand in a plain text."""
    if not (matter.enabled if at is None else matter.is_valid(at)):
        return ()
    return tuple(_outermost(word for word in _words_of(matter) if _find(said, word.lower()) >= 0))


def _matter(said: str, matter: Matter, at: datetime | None, part_class: str) -> tuple[MatterProposal, int] | None:
    if not (matter.enabled if at is None else matter.is_valid(at)):
        return None
    by_code = bool(part_class) and stem_of(matter.id) == f"part-{part_class}"
    places = {word: place for word in _words_of(matter) if (place := _find(said, word.lower())) >= 0}
    if not places and not by_code:
        return None
    covered = {place + step for word, place in places.items() for step in range(len(word))}
    score = len(covered) + (_NAMED_WHOLE if matter.name in places else 0.0) + (100.0 if by_code else 0.0)
    words = tuple(sorted(_outermost(places), key=lambda word: places[word]))
    return MatterProposal(matter.id, matter.name, words, score), min(places.values(), default=0)


def _words_of(matter: Matter) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in (matter.name, *matter.keywords) if len(word) >= 2))


def _outermost(words: Iterable[str]) -> list[str]:
    """Return the words that are not part of another one."""
    every = list(words)
    return [word for word in every if not any(word != other and word in other for other in every)]


def _find(said: str, word: str) -> int:
    """Where a word stands that is not said to be something else ("不是井盖"), or -1."""
    place = said.find(word)
    while place >= 0 and said[max(0, place - 2) : place].endswith(_NOT_THIS):
        place = said.find(word, place + 1)
    return place


def _grade(said: str, rules: Rules) -> GradeProposal:
    for grade, words in sorted((rules.grade_words or GRADE_WORDS).items()):
        hits = tuple(word for word in words if word and _happened(said, word.lower()))
        if hits and grade.isdigit():
            return GradeProposal(min(_USUAL_GRADE, max(1, int(grade))), tuple(_outermost(hits))[:3])
    return GradeProposal()


def _happened(said: str, word: str) -> bool:
    """Whether a grave word is said of what happened, not of what did not."""
    place = said.find(word)
    while place >= 0:
        before = said[max(0, place - _REACH) : place]
        clause = before[max((before.rfind(end) for end in _CLAUSE_ENDS), default=-1) + 1 :]
        if not any(denial in clause for denial in _DENIALS):
            return True
        place = said.find(word, place + 1)
    return False


def _order(said: str) -> tuple[str, tuple[str, ...]]:
    for code, words in _ORDER_WORDS.items():
        hits = tuple(word for word in words if word in said)
        if hits:
            return code, hits
    return "", ()
