"""What a seat sees, speaks and says things with: started once, ended with the console."""

from contextlib import ExitStack

from app.bus import Bus, Notice, VoiceChanged
from app.devices.audio.service import VoiceService
from app.devices.audio.speech import SpeechService
from app.devices.video.service import VideoService
from app.domain.errors import Unavailable
from app.paths import Profile, resources


class Devices:
    """The services of one seat. Where the voice does not start, `notices` gets the reason."""

    def __init__(self, stack: ExitStack, profile: Profile, bus: Bus, notices: list[Notice]) -> None:
        self.video = VideoService()
        stack.callback(self.video.stop)
        self.voice = VoiceService(profile.folder / "recordings", lambda event: bus.publish(VoiceChanged(event)))
        try:
            self.voice.start()
        except Unavailable as away:
            # Nobody is there yet to read it.
            notices.append(Notice("warning", away.code, str(away)))
        stack.callback(self.voice.stop)
        self.speech = SpeechService(resources("voices"), profile.folder / "speech")
        stack.callback(self.speech.stop)
