"""The client of one pan-tilt head: each call is one short HTTP request and may wait up to two seconds."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

from app.devices.drivers.onvif import codec
from app.domain.errors import Rejected, Unavailable

TIMEOUT_S = 2.0


class OnvifHead:
    """Keeps the PtzHead protocol over SOAP."""

    def __init__(self, url: str, user: str = "", password: str = "", profile: str = "profile_1") -> None:
        self._parts = urlsplit(url)
        self._user, self._password, self._profile = user, password, profile

    def move(self, pan: float, tilt: float, zoom: float) -> None:
        """Move with speeds from -1 to 1 until stopped. Raises Unavailable or Rejected."""
        self._ask(codec.continuous_move(self._profile, pan, tilt, zoom))

    def stop(self) -> None:
        """Stop all movement. Raises Unavailable or Rejected."""
        self._ask(codec.stop(self._profile))

    def goto_preset(self, token: str) -> None:
        """Go to a stored position. Raises Unavailable or Rejected."""
        self._ask(codec.goto_preset(self._profile, token))

    def presets(self) -> dict[str, str]:
        """Stored positions, token to name. Raises Unavailable or Rejected."""
        return self._ask(codec.get_presets(self._profile)).presets

    def _ask(self, body: str) -> codec.Action:
        status, data = self._post(codec.request(body, self._user, self._password))
        if status in (401, 403):
            raise Rejected("ptz.wrong_password")
        try:
            answer = codec.read(data)
        except codec.NotSoap as error:
            raise Unavailable("ptz", code="ptz.no_answer") from error
        if answer.name == "Fault":
            subcode = answer.texts.get("Text", "")
            raise Rejected("ptz.wrong_password" if "Authorized" in subcode else "ptz.refused", subcode)
        return answer

    def _post(self, data: bytes) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/soap+xml; charset=utf-8", "Connection": "close"}
        try:
            link = http.client.HTTPConnection(self._parts.hostname or "", self._parts.port or 80, timeout=TIMEOUT_S)
            try:
                link.request("POST", self._parts.path or "/", data, headers)
                answer = link.getresponse()
                return answer.status, answer.read(1 << 20)
            finally:
                link.close()
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise Unavailable("ptz", code="ptz.no_answer") from error
