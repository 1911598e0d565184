"""Written Chinese into spoken Chinese: times, dates, telephone numbers, units and percentages become words."""

import re
from collections.abc import Callable
from typing import Final

from app.devices.audio.numerals import as_phone, decimal, one_by_one, quantity

_UNITS: Final[dict[str, str]] = {
    "μg/m³": "微克每立方米", "ug/m3": "微克每立方米", "mg/m³": "毫克每立方米", "mg/L": "毫克每升", "mm/h": "毫米每小时",
    "km/h": "公里每小时", "m³/s": "立方米每秒", "m3/s": "立方米每秒", "m/s": "米每秒", "kWh": "千瓦时",
    "mm": "毫米", "cm": "厘米", "km²": "平方公里", "km": "公里", "m²": "平方米", "m2": "平方米", "m³": "立方米",
    "m3": "立方米", "kg": "公斤", "mL": "毫升", "ml": "毫升", "kV": "千伏", "kW": "千瓦", "MPa": "兆帕", "kPa": "千帕",
    "hPa": "百帕", "Hz": "赫兹", "dB": "分贝", "min": "分钟", "㎡": "平方米", "m": "米", "g": "克", "t": "吨",
    "L": "升", "V": "伏", "W": "瓦", "h": "小时", "s": "秒",
}  # fmt: skip
_UNIT: Final = "|".join(re.escape(u) for u in sorted(_UNITS, key=len, reverse=True))
_LETTERS: Final = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "诶 毕 西 地 伊 艾弗 吉 艾尺 艾 杰 开 艾勒 艾姆 恩 欧 批 丘 阿 艾斯 提 优 维 达不溜 艾克斯 歪 贼".split(),
        strict=True,
    )
)
_HOTLINE: Final = "12345|12315|12319|12328|12329|12333|12350|12369|12110|12306|12309|12122|95598|110|119|120|122|114"
_PAIRS: Final = (
    "个|位|名|人|台|辆|条|处|件|次|遍|部|座|栋|户|家|间|层|片|段|只|张|份|项|起|种|例|套|根|棵|块|小时|分钟|天|周|年内|"
    "米|公里|千米|公斤|吨|倍|点钟|点(?!\\d)|路(?:公交|电车)|公顷|平方米|立方米|毫米|厘米|秒|岁|元|万|千|百米|车道|侧|岸|端"
)
"""Words before which a lone 2 is 两."""
_NUMBER: Final = r"\d+(?:,\d{3})*(?:\.\d+)?"
_TO: Final = r"\s*[-–—~～至到]\s*"
_NOT_IN: Final = r"(?<![\d.:：A-Za-z])"
_NOT_ON: Final = r"(?![\d.:：])"


def spoken(text: str) -> str:
    """The text as it is to be read aloud. Reading what is already words changes nothing."""
    for pattern, say in _RULES:
        text = pattern.sub(say, text)
    return text


def sentences(text: str, longest: int = 90) -> list[str]:
    """Pieces to be synthesised one after another: whole sentences, long ones cut at a comma."""
    found: list[str] = []
    for sentence in re.findall(r"[^。！？；!?;\n]+[。！？；!?;\n]*", text):
        piece = ""
        for part in re.findall(r"[^，,、：:]+[，,、：:]?", sentence.strip()):
            if piece and len(piece) + len(part) > longest:
                found.append(piece)
                piece = ""
            piece += part
        while len(piece) > longest:
            found.append(piece[:longest])
            piece = piece[longest:]
        found.append(piece)
    return [each for each in found if re.search(r"\w", each)]


def _time(found: re.Match[str]) -> str:
    hour, minute, second = found["h"], found["m"], found["s"]
    words = ("两" if int(hour) == 2 else quantity(hour)) + "点"
    if int(minute) or second:
        words += ("零" if int(minute) < 10 else "") + (quantity(minute) if int(minute) else "") + "分"
    if second:
        words += ("零" if 0 < int(second) < 10 else "") + quantity(second) + "秒"
    return words


def _date(found: re.Match[str]) -> str:
    return f"{one_by_one(found['y'])}年{quantity(found['mo'])}月{quantity(found['d'])}日"


def _temperature(found: re.Match[str]) -> str:
    number = found["n"]
    return ("零下" if number[0] in "-−" else "") + decimal(number.lstrip("-−")) + "摄氏度"


def _measure(found: re.Match[str]) -> str:
    number = found["n"]
    return ("两" if number == "2" else decimal(number)) + _UNITS[found["u"]]


def _range(found: re.Match[str]) -> str:
    return f"{decimal(found['a'])}到{found['b']}"


def _phone(found: re.Match[str]) -> str:
    return "，".join(as_phone(part) for part in re.findall(r"\d+", found[0]))


def _after_letter(found: re.Match[str]) -> str:
    return found[1] + (decimal(found[2]) if "." in found[2] else as_phone(found[2]))


def _plain(found: re.Match[str]) -> str:
    number = found[0]
    whole = number.lstrip("-−")
    if "." not in whole and "," not in whole and (len(whole) >= 9 or (len(whole) > 1 and whole[0] == "0")):
        return as_phone(whole)
    return decimal(number)


def _letters(found: re.Match[str]) -> str:
    return "".join(_LETTERS[c] for c in found[0].upper())


_Say = str | Callable[[re.Match[str]], str]


def _rule(pattern: str, say: _Say) -> tuple[re.Pattern[str], _Say]:
    return re.compile(pattern), say


_CLOCK: Final = r"(?P<h>[01]?\d|2[0-4])[:：](?P<m>[0-5]\d)(?:[:：](?P<s>[0-5]\d))?"
_RULES: Final = (
    _rule(r"(?<=\d)\s*[-–—~～]\s*(?=(?:[01]?\d|2[0-4])[:：][0-5]\d)", "到"),
    _rule(r"(?P<y>\d{4})[-/.年](?P<mo>0?[1-9]|1[0-2])[-/.月](?P<d>0?[1-9]|[12]\d|3[01])日?" + r"(?!\d)", _date),
    _rule(r"(?<!\d)(\d{4})(?=年)", lambda m: one_by_one(m[1])),
    _rule(r"(?<![\d:：])" + _CLOCK + r"(?![\d:：])", _time),
    _rule(r"(?<!\d)1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)", lambda m: as_phone(re.sub(r"\D", "", m[0]))),
    _rule(r"(?<!\d)0\d{2,3}[-—]\d{7,8}(?!\d)|(?<!\d)[48]00-\d{3}-?\d{4}(?!\d)", _phone),
    _rule(r"(?<=电话|热线|拨打|号码|拨通|致电)[:：是为]?\s*\d{3,}(?!\d)", lambda m: as_phone(re.sub(r"\D", "", m[0]))),
    _rule(_NOT_IN + rf"(?:{_HOTLINE})(?![\d.]|\s*(?:{_UNIT})(?![A-Za-z])|[多余]?(?:{_PAIRS}|[%％℃‰级万亿]))",
          lambda m: as_phone(m[0])),
    _rule(r"PM\s*2\.5", "批艾姆二点五"),
    _rule(r"PM\s*10(?!\d)", "批艾姆十"),
    _rule(rf"(?P<a>{_NUMBER})[%％]{_TO}(?={_NUMBER}[%％])", lambda m: f"百分之{decimal(m['a'])}到"),
    _rule(rf"(?P<a>[-−]?{_NUMBER})(?:℃|°C)?{_TO}(?P<b>[-−]?{_NUMBER}\s*(?:℃|°C))",
          lambda m: ("零下" if m["a"][0] in "-−" else "") + decimal(m["a"].lstrip("-−")) + "到" + m["b"]),
    _rule(rf"(?P<n>[-−]?{_NUMBER})\s*(?:℃|°C)", _temperature),
    _rule(rf"{_NOT_IN}(?P<a>{_NUMBER})(?:{_UNIT})?{_TO}(?P<b>{_NUMBER})" + r"(?![\d.])", _range),
    _rule(rf"({_NUMBER})\s*[%％]", lambda m: f"百分之{decimal(m[1])}"),
    _rule(rf"({_NUMBER})\s*‰", lambda m: f"千分之{decimal(m[1])}"),
    _rule(rf"(?<![A-Za-z\d.])(?P<n>[-−]?{_NUMBER})\s*(?P<u>{_UNIT})(?![A-Za-z\d])", _measure),
    _rule(r"([A-Za-z])-?(\d+(?:\.\d+)?)", _after_letter),
    _rule(r"(?<!\d)(\d{1,2})/(\d{1,3})(?![\d/])", lambda m: f"{quantity(m[2])}分之{quantity(m[1])}"),
    _rule(r"(?<!\d)(\d{3,4})(?=室|房间|路(?!口|灯|段|面|边|人)|次列车|航班)", lambda m: as_phone(m[1])),
    _rule(rf"(?<![\d.第负-])2(?={_PAIRS})", "两"),
    _rule(r"(?<!\d)[-−](?=\d)", "负"),
    _rule(_NUMBER, _plain),
    _rule(r"(?<=[一二三四五六七八九十百千万零])[~～—–](?=[一二三四五六七八九十百千万零])", "到"),
    _rule(r"[A-Za-z]+", _letters),
    _rule(r"&", "和"),
    _rule(r"[+＋]", "加"),
    _rule(r"[×✕]", "乘"),
    _rule(r"[#＃*＊_“”\"'‘’「」『』【】\[\]<>|/\\]", ""),
    _rule(r"[ \t]+", ""),
)  # fmt: skip
