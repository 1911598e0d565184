"""The hub's plain door for programs that are no seats: read, hand in reports, records and pictures, send commands."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import requests

from app.domain.command import Actor, Command
from app.domain.errors import Rejected, Unavailable
from app.protocol.codec import reply_from_json, request_to_json
from app.protocol.conversation import NumberedCommand, Receipt, Request

_TIMEOUT_S = (5.0, 60.0)
Json = dict[str, Any]


class RestDoor:
    """One signed-in program. Not for use by several threads at once.

    Every call raises Unavailable where the hub cannot be reached, Rejected with the hub's code where it says no.
    """

    def __init__(self, url: str) -> None:
        self._base = url.rstrip("/") + "/api/v1"
        self._http = requests.Session()
        self._http.trust_env = False
        self._seat, self._next_n = "", 1
        self._tagged: dict[str, tuple[str, Json]] = {}
        self.actor = Actor("", "", "", "")

    def sign_in(self, seat: str, user: str, password: str, takeover: bool = True) -> Actor:
        """Open a session and return who one is there."""
        asked = {"seat": seat, "user": user, "password": password, "takeover": takeover}
        told = self._ask("POST", "/sign-in", json=asked)
        self._http.headers["Authorization"] = f"Bearer {told['token']}"
        self._seat, self._next_n = seat, int(told["last_n"]) + 1
        self.actor = Actor(**told["actor"])
        return self.actor

    def read(self, collection: str, **filters: Any) -> Iterator[Json]:
        """Yield every record of a collection (`cases`, `units` …) that fits the filters, page by page.

        The first page is remembered with its tag, so that asking again costs little while nothing has changed.
        """
        after = ""
        while True:
            params = {**filters, "limit": 1000, **({"after": after} if after else {})}
            page = self._page(collection, params)
            yield from page["items"]
            after = page["next"]
            if not after:
                return

    def _page(self, collection: str, params: Json) -> Json:
        if "after" in params:
            return self._ask("GET", f"/{collection}", params=params)
        key = f"{collection}?{sorted(params.items())}"
        tag, page = self._tagged.get(key, ("", {}))
        answer = self._answer("GET", f"/{collection}", params=params, headers={"If-None-Match": tag} if tag else {})
        if answer.status_code != 304:
            page = dict(answer.json())
            self._tagged = {key: (answer.headers.get("ETag", ""), page)}
        return page

    def intake(self, reports: Sequence[Mapping[str, Any]]) -> Json:
        """Hand in up to 2,000 reports; returns how many were created, duplicate and refused, and a result for each."""
        return self._ask("POST", "/intake", json={"cases": list(reports)})

    def put_records(self, kind: str, rows: Sequence[Mapping[str, Any]], file: str = "", load: str = "") -> int:
        """Write whole records of one kind (administrators only); returns how many were new or different.

        A book's history tells the name of their `file`; parts of one file have the same word `load`.
        """
        source = {name: word for name, word in (("file", file[-200:]), ("load", load)) if word}
        return int(self._ask("PUT", f"/records/{kind}", json={"rows": list(rows)}, params=source)["changed"])

    def put_media(self, media_id: str, data: bytes) -> str:
        """Upload the bytes of a picture and return their SHA-256."""
        sha256 = hashlib.sha256(data).hexdigest()
        self._ask("PUT", f"/media/{media_id}", data=data, headers={"X-Content-Sha256": sha256})
        return sha256

    def send(self, commands: Sequence[Command]) -> tuple[Receipt, ...]:
        """Send commands in order, under the numbers of this seat, and return their receipts."""
        if not commands:
            return ()
        numbered = tuple(NumberedCommand(self._next_n + k, command) for k, command in enumerate(commands))
        request = Request(seat=self._seat, epoch="", cursor=0, commands=numbered, limit=1)
        reply = reply_from_json(self._ask("POST", "/exchange", json=request_to_json(request)))
        self._next_n += len(numbered)
        return reply.receipts

    def export_audit(self) -> Iterator[Json]:
        """Yield the rows of the audit book, oldest first (auditors only)."""
        after = 0
        while items := (page := self._ask("GET", "/audit", params={"after": after, "limit": 5000}))["items"]:
            yield from items
            after = int(page["next"])

    def verify_audit(self) -> Json:
        """Have the hub check its audit book; returns `sound` and the `first_broken` row (auditors only)."""
        return self._ask("GET", "/audit/verify")

    def use_token(self, token: str) -> None:
        """Speak with a session that somebody else has opened; it is not closed with this door."""
        self._http.headers["Authorization"] = f"Bearer {token}"

    def close(self) -> None:
        """Sign out, as far as the hub can be reached, and let go of the line."""
        try:
            if self._seat:
                self._ask("POST", "/sign-out")
        except (Unavailable, Rejected):
            pass  # the session ends by itself
        self._http.close()

    def _ask(self, method: str, path: str, **how: Any) -> Json:
        answer = self._answer(method, path, **how)
        return dict(answer.json()) if answer.content else {}

    def _answer(self, method: str, path: str, **how: Any) -> requests.Response:
        try:
            answer = self._http.request(method, self._base + path, timeout=_TIMEOUT_S, **how)
        except requests.RequestException as down:
            raise Unavailable(f"hub {self._base}", type(down).__name__, "hub.unreachable") from down
        if answer.status_code >= 500:
            raise Unavailable(f"hub {self._base}", str(answer.status_code), "hub.trouble")
        if answer.status_code >= 400:
            raise _rejection(answer)
        return answer


def _rejection(answer: requests.Response) -> Rejected:
    try:
        told = answer.json()
        return Rejected(str(told["code"]), str(told.get("detail", "")), told)
    except (ValueError, KeyError, TypeError):
        return Rejected(f"http.{answer.status_code}", answer.text[:200])
