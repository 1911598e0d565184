"""Chinese names by the first letters of their pinyin, as operators type them: 延河路12号 is yhl12h."""


def initials(name: str) -> str:
    """Return the initials of a name in lower case; digits and Latin letters stay, everything else falls away."""
    # Its dictionary takes a third of a second to read: not before a name has to be spelled.
    from pypinyin import Style, lazy_pinyin

    letters = lazy_pinyin(name, style=Style.FIRST_LETTER, errors=_plain)
    return "".join(letters).lower()


def _plain(text: str) -> str:
    return "".join(c for c in text if c.isalnum())
