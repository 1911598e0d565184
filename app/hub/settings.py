"""What a hub is told when it starts; nothing here has a secret as its default."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class HubSettings:
    """Settings of one hub process. Sizes in bytes, times in seconds unless the name says otherwise."""

    data_dir: Path
    db_url: str = ""
    host: str = "127.0.0.1"
    port: int = 0
    title: str = "hall-console hub"
    public_url: str = ""
    region: str = ""
    language: str = "zh-CN"
    tls_cert: Path | None = None
    tls_key: Path | None = None

    token_hours: float = 12.0
    seat_alive_s: float = 45.0
    failures_to_lock: int = 5
    failure_window_s: float = 900.0
    lock_s: float = 900.0
    address_failures: int = 30

    body_limit: int = 4 * 1024 * 1024
    bulk_limit: int = 64 * 1024 * 1024
    media_limit: int = 2 * 1024 * 1024 * 1024
    disk_reserve: int = 64 * 1024 * 1024
    media_types: tuple[str, ...] = field(default=("image/", "video/", "audio/", "application/pdf"))

    page_limit: int = 500
    ping_s: float = 15.0
    watch_s: float = 1.0
    snapshot_age_s: float = 3600.0
    snapshot_lag: int = 20_000
    step_days: int = 30

    @property
    def database_url(self) -> str:
        """The URL given, or SQLite inside the data folder."""
        return self.db_url or f"sqlite:///{self.data_dir / 'hub.db'}"

    @property
    def media_dir(self) -> Path:
        """Where the bytes of pictures, clips and recordings lie."""
        return self.data_dir / "media"

    @property
    def snapshot_dir(self) -> Path:
        """Where prepared snapshots lie; may be emptied at any time."""
        return self.data_dir / "snapshots"
