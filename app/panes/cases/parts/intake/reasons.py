"""Why two reports are alike, in words."""

from app.domain.intake import Likeness, Reason
from app.text import N_, _, n_

LEVELS = {"likely": N_("很可能是同一件"), "possible": N_("可能是同一件")}
_PLAIN = {
    "same_matter": N_("同类别"),
    "same_class": N_("同大类"),
    "other_matter": N_("类别不同"),
    "other_words": N_("说的不是同一类事"),
    "no_word": N_("描述里没有相同的词"),
    "same_part": N_("同一部件"),
    "same_place": N_("同一地点"),
    "same_address": N_("地址相同"),
    "like_address": N_("地址相近"),
    "same_caller": N_("同一来电号码"),
}
HOUR_MIN, DAY_MIN = 60, 1_440


def reason_words(likeness: Likeness) -> str:
    """Return the reasons in one line."""
    return "  ·  ".join(_one(reason) for reason in likeness.reasons)


def _one(reason: Reason) -> str:
    match reason.code:
        case "distance" if reason.value < 1:
            return _("同一位置")
        case "distance":
            return _("相距 {n} 米").format(n=round(reason.value))
        case "same_words":
            return _("都说到：{words}").format(words=_("、").join(reason.words))
        case "apart":
            return apart_words(reason.value)
        case _:
            return _(_PLAIN[reason.code])


def apart_words(minutes: float) -> str:
    """How long lies between two reports."""
    if minutes < 1:
        return _("同时")
    if minutes < HOUR_MIN:
        return _("相隔 {n} 分钟").format(n=round(minutes))
    if minutes < DAY_MIN:
        return _("相隔 {n} 小时").format(n=round(minutes / HOUR_MIN))
    days = round(minutes / DAY_MIN)
    return n_("相隔 {n} 天", days).format(n=days)
