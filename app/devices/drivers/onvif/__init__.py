"""ONVIF pan-tilt-zoom: the SOAP of the PTZ service, the client of one head, and a head that answers."""

from app.devices.drivers.onvif.driver import OnvifHead

__all__ = ["OnvifHead"]
