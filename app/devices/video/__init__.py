"""Live pictures without a window: RTSP transport, ring of the last seconds, libvlc players, honest states."""

from app.devices.drivers.rtsp.driver import StreamAddress
from app.devices.ports import Frame, Player, TileState
from app.devices.video.service import VideoService

__all__ = ["Frame", "Player", "StreamAddress", "TileState", "VideoService"]
