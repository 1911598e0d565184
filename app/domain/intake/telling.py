"""What the words of a report speak of, and what two reports say in common: cheap, and sayable in a line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.domain.intake.proposal import plain, spoken_of
from app.domain.matter import Matter, stem_of

# As far as a report is read, and its address.
READ = 400
_ADDRESS = 200
_ABOUT_THE_SAME = 0.75
_MOST_WORDS = 3
# Said in any report: of who tells, where about, and what is asked for. Longer ones first, so that none is left half.
_SAID_ANYWAY = (
    "市民反映 来电反映 采集员 网友留言 请核实处理 尽快处理 尽快处置 请求调解 消费者 留言板 工作人员 相关部门 "
    "有关部门 现场已拍照 非常危险 存在安全隐患 安全隐患 影响通行 影响出行 无法通行 不能通行 希望 市民 群众 居民 "
    "网友 网民 女士 先生 来电 反映 举报 投诉 请求 尽快 处理 处置 解决 核实 巡查 发现 现场 拍照 位于 位置 地点 "
    "附近 旁边 对面 门口 门前 路口 交叉口 路边 路上 马路 街上 小区 单元 号楼 这里 那里 这边 有人 很多 好多 大量 "
    "一个 一处 一辆 两个 几个 已经 持续 非常 严重 危险 影响 情况 问题 刚才 现在 今天 昨天 昨晚 早上 晚上 下午 "
    "上午 没有 没人 不能 有点 比较 怀疑 可能 需要 请派 派人 来看 看看 告警 识别 抓拍 智能 视频 画面 摄像机 置信度 "
    "答复 回复 关注 希望能"
).split()
# Ways of saying one thing, as people at the telephone do; the words of the matters are those of the book.
_ONE_THING: Mapping[str, tuple[str, ...]] = {
    name: tuple(words.split())
    for name, words in {
        "collapse": "塌陷 塌了 塌方 坍塌 大坑 深坑 坑洞 下陷 凹陷 陷进 陷下 沉降",
        "flooded": "积水 水淹 被淹 淹了 内涝 水很深 水深",
        "fire": "起火 着火 失火 火灾 火情 冒烟 浓烟 黑烟 火苗 明火",
        "vendors": "摆摊 占道 商贩 小贩 摊贩 摊点 流动摊 地摊 夜市 占用人行道",
        "tree": "树倒 倒伏 树枝 断枝 大树 行道树 树干 树断",
        "crash": "车祸 追尾 相撞 撞车 撞了 碰撞 剐蹭 刮擦 交通事故",
        "noise": "噪音 噪声 太吵 很吵 吵得",
        "rubbish": "垃圾 杂物 废弃物",
        "burst": "爆管 水管爆 管道破裂 管道爆 管爆裂 喷水 水喷 冒水 漏水 跑水",
        "gas": "煤气 燃气 天然气 液化气 漏气",
        "heating": "暖气 供暖 供热 暖气片",
        "parking": "乱停 违停 停车 占用车位 停放",
        "cover": "井盖 窨井 井口 下水道盖",
        "lamp": "路灯 灯不亮 灯杆 没有灯 没灯 灯灭",
        "cable": "电线 线缆 电缆 光缆 高压线 断线",
        "hurt": "晕倒 摔倒 受伤 昏迷 倒地 摔伤",
        "fight": "打架 斗殴 打人 闹事",
        "dog": "流浪狗 狗咬 犬只 遛狗 恶犬 大狗",
        "no_water": "停水 没水 断水",
        "no_power": "停电 没电 断电 跳闸",
        "sewage": "污水 臭水 粪水 返水 外溢 下水道堵 管道堵",
        "rail": "护栏 栏杆 隔离栏 围栏",
        "sign": "广告牌 招牌 牌匾 灯箱 横幅 条幅",
        "dust": "扬尘 灰尘 尘土 渣土",
        "crowd": "聚集 讨薪 堵门 围堵",
        "lift": "电梯",
        "signal": "红绿灯 信号灯",
        "stop": "公交站 站台 站牌",
    }.items()
}


@dataclass(frozen=True, slots=True)
class Telling:
    """What a report tells of: `topics` are matters (without their version) and things with the words that speak for
    them; `said` are the pieces of text left once the place and what is said in any report are taken out."""

    topics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InCommon:
    """How alike two tellings are, 0 to 1, and the words that say so; `apart` where they speak of different things."""

    share: float
    words: tuple[str, ...] = ()
    apart: bool = False


def telling(text: str, address: str, matters: Iterable[Matter], at: datetime | None = None) -> Telling:
    """Read a report. Words that only name its place speak for nothing. Never raises for any text."""
    told, place = plain(text[:READ]), plain(address[:_ADDRESS])
    topics: dict[str, tuple[str, ...]] = {}
    for matter in matters:
        words = tuple(word for word in spoken_of(told, matter, at) if word.lower() not in place)
        if words:
            topics[stem_of(matter.id)] = words
    things = {name: tuple(w for w in ways if w in told and w not in place) for name, ways in _ONE_THING.items()}
    return Telling(_clearest(topics) | {name: words for name, words in things.items() if words}, _pieces(told, place))


def in_common(one: Telling, other: Telling) -> InCommon | None:
    """Compare two tellings; None where one of them says nothing. The order of the two does not matter."""
    if not (one.said or one.topics) or not (other.said or other.topics):
        return None
    mine, theirs = _pairs(one.said), _pairs(other.said)
    shared = mine & theirs
    share = len(shared) / min(len(mine), len(theirs)) if mine and theirs else 0.0
    same = sorted(one.topics.keys() & other.topics.keys())
    if same:
        words = dict.fromkeys(word for stem in same for side in (one, other) for word in side.topics[stem])
        return InCommon(max(_ABOUT_THE_SAME, share), _outermost(words)[:_MOST_WORDS])
    words = dict.fromkeys(_runs(one.said, shared))
    return InCommon(share, _outermost(words)[:_MOST_WORDS], apart=bool(one.topics and other.topics and not shared))


def _clearest(topics: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Leave out matters that only a part of another one's words speaks for: 污水 beside 污水井盖."""
    every = {word for words in topics.values() for word in words}
    return {
        stem: words
        for stem, words in topics.items()
        if not all(any(word != other and word in other for other in every) for word in words)
    }


def _pieces(told: str, place: str) -> tuple[str, ...]:
    """The text without its place, its figures, and what is said in any report."""
    for word in _SAID_ANYWAY:
        told = told.replace(word, " ")
    of_place = _pairs((place,))
    kept = [
        " " if not char.isalpha() or told[n : n + 2] in of_place or told[max(0, n - 1) : n + 1] in of_place else char
        for n, char in enumerate(told)
    ]
    return tuple(piece for piece in "".join(kept).split() if len(piece) >= 2)


def _pairs(pieces: Iterable[str]) -> frozenset[str]:
    return frozenset(piece[n : n + 2] for piece in pieces for n in range(len(piece) - 1))


def _runs(pieces: Iterable[str], shared: frozenset[str]) -> Iterable[str]:
    """The stretches of text whose every pair of characters the other one has too."""
    for piece in pieces:
        run = ""
        for n in range(len(piece)):
            pair = piece[n : n + 2]
            if pair in shared:
                run = run or pair[0]
                run += pair[1]
                continue
            if run:
                yield run
            run = ""


def _outermost(words: Iterable[str]) -> tuple[str, ...]:
    """Return the words that are not part of another one."""
    every = list(words)
    return tuple(word for word in every if not any(word != other and word in other for other in every))
