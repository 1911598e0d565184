"""Initials as operators type them into a search box."""

from app.words.pinyin import initials


def test_names_are_found_by_their_first_letters() -> None:
    assert initials("延河路12号") == "yhl12h"
    assert initials("宝塔大街与Albert路口（南）") == "btdjyalbertlkn"
    assert initials("") == ""
