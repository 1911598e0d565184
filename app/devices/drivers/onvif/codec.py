"""SOAP envelopes of the ONVIF PTZ service (ver20), written and read; WS-Security digest of a user's password."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as Xml
from xml.sax.saxutils import escape, quoteattr

PTZ = "http://www.onvif.org/ver20/ptz/wsdl"
SCHEMA = "http://www.onvif.org/ver10/schema"
SOAP = "http://www.w3.org/2003/05/soap-envelope"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
_DIGEST = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordDigest"
_SKEW = timedelta(minutes=5)


class NotSoap(ValueError):
    """The bytes are no SOAP envelope."""


@dataclass(frozen=True)
class Action:
    """What a request asks or an answer says: the name of the body's element, its texts, attributes by element name."""

    name: str
    texts: dict[str, str] = field(default_factory=dict)
    attributes: dict[str, dict[str, str]] = field(default_factory=dict)
    presets: dict[str, str] = field(default_factory=dict)

    def number(self, element: str, attribute: str) -> float:
        """A speed or position, 0 where it is missing or no number."""
        try:
            return float(self.attributes.get(element, {}).get(attribute, "0"))
        except ValueError:
            return 0.0


def _envelope(body: str, header: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="{SOAP}" xmlns:t="{PTZ}" xmlns:tt="{SCHEMA}">'
        f"<s:Header>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>"
    ).encode()


def continuous_move(profile: str, pan: float, tilt: float, zoom: float) -> str:
    """Body: move with these speeds until stopped; cameras stop themselves after ten seconds without news."""
    return (
        f"<t:ContinuousMove><t:ProfileToken>{escape(profile)}</t:ProfileToken><t:Velocity>"
        f'<tt:PanTilt x="{pan:.3f}" y="{tilt:.3f}"/><tt:Zoom x="{zoom:.3f}"/></t:Velocity>'
        "<t:Timeout>PT10S</t:Timeout></t:ContinuousMove>"
    )


def stop(profile: str) -> str:
    """Body: stop all movement."""
    token = escape(profile)
    return f"<t:Stop><t:ProfileToken>{token}</t:ProfileToken><t:PanTilt>true</t:PanTilt><t:Zoom>true</t:Zoom></t:Stop>"


def goto_preset(profile: str, preset: str) -> str:
    """Body: go to a stored position."""
    return (
        f"<t:GotoPreset><t:ProfileToken>{escape(profile)}</t:ProfileToken>"
        f"<t:PresetToken>{escape(preset)}</t:PresetToken></t:GotoPreset>"
    )


def get_presets(profile: str) -> str:
    """Body: list the stored positions."""
    return f"<t:GetPresets><t:ProfileToken>{escape(profile)}</t:ProfileToken></t:GetPresets>"


def request(body: str, user: str = "", password: str = "", now: datetime | None = None) -> bytes:
    """An envelope, with a WS-Security token where a user is given."""
    return _envelope(body, _token(user, password, now or datetime.now(UTC)) if user else "")


def _token(user: str, password: str, now: datetime) -> str:
    nonce, created = secrets.token_bytes(16), now.strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        f'<w:Security xmlns:w="{WSSE}" xmlns:u="{WSU}"><w:UsernameToken><w:Username>{escape(user)}</w:Username>'
        f'<w:Password Type="{_DIGEST}">{_digest(nonce, created, password)}</w:Password>'
        f"<w:Nonce>{base64.b64encode(nonce).decode()}</w:Nonce><u:Created>{created}</u:Created>"
        "</w:UsernameToken></w:Security>"
    )


def _digest(nonce: bytes, created: str, password: str) -> str:
    # SHA-1 is what the standard asks for.
    hashed = hashlib.sha1(nonce + created.encode() + password.encode(), usedforsecurity=False)
    return base64.b64encode(hashed.digest()).decode()


def read(data: bytes) -> Action:
    """Read an envelope. Raises NotSoap for anything else, documents with a DTD included."""
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise NotSoap("document type")
    try:
        body = Xml.fromstring(data).find(f"{{{SOAP}}}Body")
    except Xml.ParseError as error:
        raise NotSoap(str(error)) from error
    if body is None or not len(body):
        raise NotSoap("no body")
    every = list(body[0].iter())
    return Action(
        _local(body[0].tag),
        {_local(one.tag): (one.text or "").strip() for one in every},
        {_local(one.tag): dict(one.attrib) for one in every if one.attrib},
        {one.get("token", ""): _name(one) for one in every if _local(one.tag) == "Preset"},
    )


def _name(preset: Xml.Element) -> str:
    return next((one.text or "" for one in preset if _local(one.tag) == "Name"), "")


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def authorised(data: bytes, user: str, password: str, now: datetime | None = None) -> bool:
    """The head's side: whether the envelope carries a fresh token made with the password."""
    try:
        token = Xml.fromstring(data).find(f".//{{{WSSE}}}UsernameToken")
    except Xml.ParseError:
        return False
    if token is None or token.findtext(f"{{{WSSE}}}Username") != user:
        return False
    created = token.findtext(f"{{{WSU}}}Created", "")
    try:
        nonce = base64.b64decode(token.findtext(f"{{{WSSE}}}Nonce", ""), validate=True)
        made = datetime.strptime(created, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return False
    given = token.findtext(f"{{{WSSE}}}Password", "")
    fresh = abs((now or datetime.now(UTC)) - made) < _SKEW
    return fresh and hmac.compare_digest(given, _digest(nonce, created, password))


def done(name: str) -> bytes:
    """The empty answer to an action."""
    return _envelope(f"<t:{name}Response/>")


def preset_list(presets: dict[str, str]) -> bytes:
    """The answer to GetPresets."""
    rows = "".join(
        f"<t:Preset token={quoteattr(token)}><tt:Name>{escape(name)}</tt:Name></t:Preset>"
        for token, name in presets.items()
    )
    return _envelope(f"<t:GetPresetsResponse>{rows}</t:GetPresetsResponse>")


def fault(code: str, reason: str) -> bytes:
    """A SOAP fault; `code` is the ONVIF subcode."""
    return _envelope(
        f"<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>{escape(code)}</s:Value></s:Subcode></s:Code>"
        f'<s:Reason><s:Text xml:lang="en">{escape(reason)}</s:Text></s:Reason></s:Fault>'
    )
