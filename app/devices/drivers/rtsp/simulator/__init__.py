"""Cameras that behave like the real thing: an RTSP server with drawn city scenes, a clock, a head and faults on demand."""

from app.devices.drivers.rtsp.simulator.camera import FAULTS, SCENES, SimCamera
from app.devices.drivers.rtsp.simulator.farm import RtspFarm

__all__ = ["FAULTS", "SCENES", "RtspFarm", "SimCamera"]
