"""The voice: microphone chain, speech, priorities, and the engine process that paces sound to the speakers. No Qt."""

from app.devices.audio.service import VoiceService
from app.devices.audio.speech import SpeechService

__all__ = ["SpeechService", "VoiceService"]
