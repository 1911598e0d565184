"""What an urgent report has told already within its own words: when it was, who is hurt, what has been done."""

import re
from collections.abc import Mapping

_CLAUSE_ENDS = re.compile(r"[，,。；;！!？?\n]+")
_MOMENT = re.compile(
    r"(?:今天|今日|昨天|昨日|昨晚|今早|今晨)?(?:凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|夜间)?"
    r"(?:\d{1,2}[:：]\d{2}|\d{1,2}[点时](?:半|\d{1,2}分?)?)(?:左右|许)?"
    r"|(?:大约|约)?\d{1,3}(?:分钟|个?小时)(?:之?前)|刚刚|刚才"
)
_HURT = re.compile(r"伤|死亡|身亡|遇难|被困|困住|失踪|中毒|昏迷|晕倒|溺水|骨折|呼吸困难")
_DONE = re.compile(
    r"(?:已|正在|现场|到场|赶到|赶来).*(?:疏散|封闭|封路|警戒|围挡|到场|赶到|赶来|通知|报警|拨打|关阀|断电|断气|停气|停水"
    r"|救治|送医|抢修|灭火|扑救|救援|劝离|转移|处置)|(?:民警|交警|消防|救护车|120|119).*(?:到场|赶到|处置|救治)"
)
_LONGEST = 80


def find_told(text: str) -> Mapping[str, str]:
    """Return `time`, `casualties` and `actions` as the words say them; what they do not say is left out. Never raises.

    Whole clauses are taken as they stand, so that nothing is read into them.
    """
    clauses = [clause.strip() for clause in _CLAUSE_ENDS.split(text[:2_000]) if clause.strip()]
    moment = _MOMENT.search(text[:2_000])
    done = [clause for clause in clauses if _DONE.search(clause)]
    hurt = [clause for clause in clauses if _HURT.search(clause) and clause not in done]
    found = {"time": moment[0] if moment else "", "casualties": "，".join(hurt), "actions": "，".join(done)}
    return {name: said[:_LONGEST] for name, said in found.items() if said}
