"""What the night shift watches from outside: counts and times of this hub process, in its own registry."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from app.domain.clock import from_text
from app.hub.backups import Backup


class Metrics:
    """The figures behind `/metrics`."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        own = self.registry
        self.requests = Counter("hall_hub_requests", "Requests answered", ["method", "route", "status"], registry=own)
        self.seconds = Histogram("hall_hub_request_seconds", "Time to the answer", ["route"], registry=own)
        self.receipts = Counter("hall_hub_commands", "Commands settled", ["outcome"], registry=own)
        self.streams = Gauge("hall_hub_streams", "Seats with an open stream", registry=own)
        self.head = Gauge("hall_hub_change_number", "Newest change number", registry=own)
        self.backup_at = Gauge("hall_hub_backup_timestamp_seconds", "Newest verified backup, 0: none", registry=own)
        self.backup_head = Gauge("hall_hub_backup_change_number", "Newest change number in that backup", registry=own)

    def text(self, head: int, streams: int, backup: Backup | None) -> bytes:
        """Return the Prometheus text."""
        self.head.set(head)
        self.streams.set(streams)
        self.backup_at.set(from_text(backup.at).timestamp() if backup else 0)
        self.backup_head.set(backup.seq if backup else 0)
        return generate_latest(self.registry)
