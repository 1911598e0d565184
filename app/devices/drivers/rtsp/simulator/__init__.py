"""Cameras that behave like the real thing: a real RTSP server, drawn city scenes, a clock, a head, faults on demand."""

from app.devices.drivers.rtsp.simulator.camera import FAULTS, SCENES, SimCamera
from app.devices.drivers.rtsp.simulator.farm import RtspFarm

__all__ = ["FAULTS", "SCENES", "RtspFarm", "SimCamera"]
