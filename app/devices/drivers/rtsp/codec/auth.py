"""HTTP Basic and Digest (MD5 and SHA-256, RFC 2617 and 7616) as RTSP cameras ask for them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_FIELD = re.compile(r'(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')


@dataclass(frozen=True)
class Challenge:
    """What a WWW-Authenticate header asks for."""

    scheme: str
    fields: dict[str, str]

    @property
    def algorithm(self) -> str:
        """Name of the hash, MD5 where none is given."""
        return self.fields.get("algorithm", "MD5").upper()


def challenge(headers: Iterable[str]) -> Challenge | None:
    """The strongest challenge this client can answer, None where there is none."""
    found = [Challenge(text.split(" ", 1)[0].lower(), _fields(text)) for text in headers]
    known = [one for one in found if one.scheme == "basic" or (one.scheme == "digest" and one.algorithm in _HASHES)]
    return max(known, key=_strength, default=None)


def _strength(one: Challenge) -> int:
    return 0 if one.scheme == "basic" else 1 + (one.algorithm != "MD5")


def _fields(text: str) -> dict[str, str]:
    return {key.lower(): quoted or bare for key, quoted, bare in _FIELD.findall(text)}


def answer(asked: Challenge, method: str, url: str, user: str, password: str, count: int = 1) -> str:
    """The Authorization header for one request; `count` is the nonce count."""
    if asked.scheme == "basic":
        return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()
    cnonce = secrets.token_hex(8)
    nc = f"{count:08x}"
    fields = {
        "username": user,
        "realm": asked.fields.get("realm", ""),
        "nonce": asked.fields.get("nonce", ""),
        "uri": url,
    }
    qop = "auth" if "auth" in asked.fields.get("qop", "").replace(" ", "").split(",") else ""
    fields["response"] = digest(asked, fields, method, password, (nc, cnonce, qop) if qop else None)
    if "opaque" in asked.fields:
        fields["opaque"] = asked.fields["opaque"]
    text = ", ".join(f'{key}="{value}"' for key, value in fields.items())
    if "algorithm" in asked.fields:
        text += f", algorithm={asked.fields['algorithm']}"
    return f"Digest {text}" + (f', qop=auth, nc={nc}, cnonce="{cnonce}"' if qop else "")


def digest(
    asked: Challenge, fields: dict[str, str], method: str, password: str, qop: tuple[str, str, str] | None
) -> str:
    """The response value of a Digest answer; `qop` is (nonce count, client nonce, quality)."""
    hashed = _HASHES[asked.algorithm]
    secret = hashed(f"{fields['username']}:{fields['realm']}:{password}")
    action = hashed(f"{method}:{fields['uri']}")
    middle = f"{fields['nonce']}:{':'.join(qop)}" if qop else fields["nonce"]
    return hashed(f"{secret}:{middle}:{action}")


def accepts(header: str, asked: Challenge, method: str, user: str, password: str) -> bool:
    """The server's side: whether an Authorization header proves the password."""
    if asked.scheme == "basic":
        return hmac.compare_digest(header, answer(asked, method, "", user, password))
    fields = _fields(header)
    if not header.startswith("Digest ") or fields.get("username") != user:
        return False
    if fields.get("nonce") != asked.fields.get("nonce") or fields.get("realm") != asked.fields.get("realm"):
        return False
    qop = (fields.get("nc", ""), fields.get("cnonce", ""), fields["qop"]) if "qop" in fields else None
    expected = digest(asked, {"uri": "", **fields}, method, password, qop)
    return hmac.compare_digest(expected, fields.get("response", ""))


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


_HASHES: dict[str, Callable[[str], str]] = {"MD5": _md5, "SHA-256": _sha256}
