"""A whole seat without a window: store, engine and bus, signed in at a hub."""

from pathlib import Path
from typing import Any

from app.bus import Bus, CommandSettled, LinkChanged, Notice
from app.domain.clock import Clock, SystemClock
from app.domain.command import Actor, Command
from app.domain.ids import stable_id
from app.paths import Profile
from app.protocol import Session
from app.store import Store
from app.sync import HttpHub, SyncEngine
from tests.fakes.cable import wait_for
from tests.fakes.hub import PASSWORD


class Seat:
    """`with Seat(folder, hub.url) as seat: seat.sign_in(); seat.do("case.accept", "c1")`."""

    def __init__(
        self,
        folder: Path,
        url: str,
        no: str = "01",
        user: str = "li",
        clock: Clock | None = None,
        away_s: float = 30.0,
    ) -> None:
        self.no = no
        self.user = user
        self.told: list[Any] = []
        self.bus = Bus()
        for notice in (LinkChanged, CommandSettled, Notice):
            self.bus.subscribe(notice, self.told.append)
        self.store = Store.open(Profile(folder), clock or SystemClock(), self.bus)
        self.engine = SyncEngine(self.store, lambda: HttpHub(url), self.bus, clock or SystemClock(), away_s)
        self.actor = Actor(no, stable_id("account", user), user, "duty_officer")

    def sign_in(self, takeover: bool = False) -> Session:
        """Sign in and act as that operator from now on."""
        session = self.engine.sign_in(self.no, self.user, PASSWORD, takeover)
        self.actor = session.actor
        return session

    def start(self) -> "Seat":
        """Start the engine, sign in, and wait until the seat is up to date."""
        self.engine.start()
        self.sign_in()
        self.wait_live()
        return self

    def do(self, kind: str, target: str, **args: Any) -> Command:
        """Act as the operator would: what is seen of the state guards the action."""
        shown = self.store.reader.case(target)
        expect = {"state": shown.state} if shown is not None and args.pop("guarded", False) else {}
        command = Command(kind=kind, target=target, by=self.actor, at=self.store.clock.now(), args=args, expect=expect)
        self.store.writer.enqueue(command)
        self.engine.wake()
        return command

    @property
    def state(self) -> str:
        """The link's state."""
        return self.store.reader.link().state

    def wait_live(self, timeout_s: float = 15.0) -> None:
        """Wait until the seat says live, has told everybody so, and has nothing to send."""

        def is_live() -> bool:
            return self.state == "live" and self.states()[-1:] == ["live"] and not self.store.reader.pending()

        wait_for(is_live, timeout_s)

    def states(self) -> list[str]:
        """Every state of the link that was told, repetitions left out."""
        seen: list[str] = []
        for notice in self.told:
            if isinstance(notice, LinkChanged) and seen[-1:] != [notice.link.state]:
                seen.append(notice.link.state)
        return seen

    def close(self) -> None:
        """Stop and close everything."""
        self.engine.stop()
        self.store.close()

    def __enter__(self) -> "Seat":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
