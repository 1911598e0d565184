"""The whole way of a voice: a real sound server, Qt's microphone, the engine, the wire, the speaker."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.sound import Rig

STORIES = Path(__file__).with_name("microphone_stories.py")


@pytest.fixture
def rig() -> Iterator[Rig]:
    assert shutil.which("pulseaudio"), "the set-up installs pulseaudio"
    folder = Path(tempfile.mkdtemp(prefix="hall-mic-"))  # a socket's path must stay short
    made = Rig(folder)
    made.start()
    yield made
    made.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize(
    "story",
    [
        "story_held_key_to_street_and_not_a_word_after_release",
        "story_microphone_to_street_unprocessed_is_the_same_sound",
        "story_a_microphone_that_goes_dead_stops_the_call_and_says_so",
    ],
)
def test_story(rig: Rig, spoken: Path, story: str):
    env = {**os.environ, "PULSE_SERVER": f"unix:{rig.socket}", "HALL_TEST_SOUND": str(rig.folder)}
    env["HALL_TEST_SPOKEN"] = str(spoken)
    command = [sys.executable, "-m", "pytest", f"{STORIES}::{story}", "-q", "-o", "python_functions=story_*"]
    told = subprocess.run(command, env=env, capture_output=True, text=True, timeout=90, check=False)
    assert told.returncode == 0, told.stdout[-6000:]
