"""Sentences in the operator's language, and times as the hall reads them.

The source language is Chinese; the one thing this module remembers is which catalogue is open.
"""

import gettext
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.paths import catalogues

LANGUAGES = ("zh_CN", "en")
DOMAIN = "hall"
_SHOWN_ZONE = ZoneInfo("Asia/Shanghai")


class _Catalogue:
    """The open catalogue: one per process, changed only by `use`."""

    def __init__(self) -> None:
        self.language = LANGUAGES[0]
        self.translations: gettext.NullTranslations = gettext.NullTranslations()


_open = _Catalogue()


def use(language: str) -> None:
    """Speak this language from now on. Raises ValueError for one that is not complete."""
    if language not in LANGUAGES:
        raise ValueError(f"no such language: {language}; choose one of {', '.join(LANGUAGES)}")
    _open.language = language
    source = language == LANGUAGES[0]
    _open.translations = gettext.NullTranslations() if source else gettext.translation(DOMAIN, catalogues(), [language])


def language() -> str:
    """Return the language spoken now."""
    return _open.language


def _(message: str) -> str:
    """Return the sentence in the operator's language."""
    return _open.translations.gettext(message) if message else ""


def n_(message: str, n: int) -> str:
    """Return the sentence in the form that a count of `n` calls for; the caller fills the number in.

    Chinese has one form; the other languages have theirs in their catalogue.
    """
    return _open.translations.ngettext(message, message, n)


def N_(message: str) -> str:
    """Mark a sentence for the catalogue; it is translated where it is shown."""
    return message


def local_time(moment: datetime | None, form: str = "datetime") -> str:
    """Write a moment as the hall reads it (Asia/Shanghai): `time`, `seconds`, `date`, `day`, `datetime` or `full`."""
    if moment is None:
        return "—"
    local = moment.astimezone(_SHOWN_ZONE)
    shapes = {
        "time": "%H:%M",
        "seconds": "%H:%M:%S",
        "date": "%Y-%m-%d",
        "day": "%m-%d",
        "datetime": "%m-%d %H:%M",
        "full": "%Y-%m-%d %H:%M:%S",
    }
    return local.strftime(shapes[form])


def age_words(seconds: float) -> str:
    """Write an age in the largest unit that says enough: 8 秒, 12 分钟, 3 小时, 2 天."""
    whole = max(0, int(seconds))
    for size, word in ((86_400, _("{n} 天")), (3_600, _("{n} 小时")), (60, _("{n} 分钟"))):
        if whole >= size:
            return word.format(n=whole // size)
    return _("{n} 秒").format(n=whole)


def age_of(moment: datetime | None) -> str:
    """Write how long ago a moment was."""
    return "—" if moment is None else age_words((datetime.now(UTC) - moment).total_seconds())
