"""What would happen, before it does."""

from app.devices.speakers import SpeakerState
from app.panes.broadcast.rehearsal import Holder, needs_confirm, rehearse

STATES = {
    "a": SpeakerState("a", True, False, False, 80),
    "b": SpeakerState("b", False),
    "c": SpeakerState("c", True, False, True, 80),
}


def test_it_counts_who_sounds_and_who_does_not():
    found = rehearse("abcd", "live", STATES, [], 12.0, quiet_now=False)
    assert (found.chosen, found.sounding) == (4, 2)
    assert found.offline == ("b",) and found.muted == ("c",) and not found.quiet


def test_higher_and_equal_calls_block_and_lower_ones_are_cut_off():
    fire = Holder("1", "evacuation", "fire", frozenset("a"))
    equal = Holder("2", "live", "another", frozenset("d"))
    music = Holder("3", "bgm", "music", frozenset("ad"))
    found = rehearse("ad", "live", {}, [fire, equal, music], 0, quiet_now=False)
    assert found.busy == ("a", "d") and found.sounding == 0 and found.interrupts == (music,)
    assert rehearse("ad", "evacuation", {}, [equal], 0, False).interrupts == (equal,)


def test_the_night_is_quiet_for_routine_and_not_for_emergencies():
    assert rehearse("a", "live", {}, [], 0, quiet_now=True).quiet
    assert rehearse("a", "bgm", {}, [], 0, quiet_now=True).quiet
    assert not rehearse("a", "emergency_clip", {}, [], 0, quiet_now=True).quiet


def test_what_cannot_be_taken_back_is_asked_twice():
    small = rehearse("a", "live", {}, [], 0, False)
    many = rehearse([f"s{i}" for i in range(20)], "live", {}, [], 0, False)
    cutting = rehearse("a", "live", {}, [Holder("3", "bgm", "", frozenset("a"))], 0, False)
    assert not needs_confirm(small, "live", "phrase")
    assert needs_confirm(many, "live", "phrase") and needs_confirm(cutting, "live", "speech")
    assert needs_confirm(small, "evacuation", "phrase")
    assert not needs_confirm(many, "live", "live"), "a held key confirms itself"
