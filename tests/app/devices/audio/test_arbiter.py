"""The rule of who may sound where."""

import random

from app.devices.audio import arbiter

SPEAKERS = [f"s{i}" for i in range(20)]


def rank_of(floor: arbiter.Floor, call_id: str) -> tuple[int, int]:
    return floor.claims[call_id].key


def assert_true_to_the_rule(floor: arbiter.Floor) -> None:
    wanted = {s for claim in floor.claims.values() for s in claim.speakers}
    assert set(floor.winners) == wanted
    for speaker, winner in floor.winners.items():
        rivals = [c.key for c in floor.claims.values() if speaker in c.speakers]
        assert rank_of(floor, winner) == min(rivals)


def test_the_highest_wins_and_gives_back():
    floor, _ = arbiter.ask(arbiter.Floor(), "music", 7, ["a", "b"])
    floor, changes = arbiter.ask(floor, "fire", 1, ["a"])
    assert changes == (arbiter.Change("a", "music", "fire"),)
    floor, changes = arbiter.leave(floor, "fire")
    assert changes == (arbiter.Change("a", "fire", "music"),)


def test_among_equals_the_first_keeps():
    floor, _ = arbiter.ask(arbiter.Floor(), "first", 4, ["a"])
    floor, changes = arbiter.ask(floor, "second", 4, ["a"])
    assert changes == () and floor.winners["a"] == "first"
    floor, _ = arbiter.leave(floor, "first")
    assert floor.winners["a"] == "second"


def test_leaving_twice_changes_nothing():
    floor, _ = arbiter.ask(arbiter.Floor(), "first", 4, ["a"])
    floor, _ = arbiter.leave(floor, "first")
    assert arbiter.leave(floor, "first") == (floor, ())
    assert dict(floor.winners) == {}


def test_twelve_thousand_random_operations_break_no_rule():
    for seed in range(120):
        dice = random.Random(seed)
        floor, names = arbiter.Floor(), [f"c{i}" for i in range(8)]
        held: dict[str, str] = {}
        for _ in range(100):
            name = dice.choice(names)
            if dice.random() < 0.6:
                floor, changes = arbiter.ask(
                    floor, name, dice.randint(1, 7), dice.sample(SPEAKERS, dice.randint(1, 20))
                )
            else:
                floor, changes = arbiter.leave(floor, name)
            for change in changes:
                assert held.get(change.speaker_id, "") == change.before != change.after
                held[change.speaker_id] = change.after
            assert_true_to_the_rule(floor)
            assert {s: c for s, c in held.items() if c} == dict(floor.winners)
