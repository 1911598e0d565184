"""Two terminals agree on what is being said, and a mark never outlives whoever holds the profile."""

import threading
from pathlib import Path

from app.bootstrap.on_air import OnAir
from app.paths import Profile


def test_a_stop_is_heard_and_the_marks_go(tmp_path: Path) -> None:
    speaking, other = OnAir(Profile(tmp_path)), OnAir(Profile(tmp_path))
    began, done = threading.Event(), threading.Event()

    def speak() -> None:
        with speaking.running("b1"):
            began.set()
            while not speaking.asked_to_stop("b1"):
                done.wait(0.01)

    thread = threading.Thread(target=speak, name="speaking")
    thread.start()
    assert began.wait(5)
    assert other.ids() == ["b1"]
    assert other.wait_until_over(["b1"], 0.1) == ["b1"]
    other.ask_to_stop(["b1"])
    assert other.wait_until_over(["b1"], 5.0) == []
    thread.join(5)
    assert list((tmp_path / "on_air").iterdir()) == []


def test_marks_of_a_dead_process_are_swept(tmp_path: Path) -> None:
    air = OnAir(Profile(tmp_path))
    assert air.ids() == []
    (tmp_path / "on_air").mkdir()
    (tmp_path / "on_air" / "old.running").touch()
    (tmp_path / "on_air" / "new.stop").touch()
    with air.running("new"):
        assert air.ids() == ["new"] and not air.asked_to_stop("new"), "an old stop is not for a new broadcast"
