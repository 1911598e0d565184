"""Street loudspeakers and their zones."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """One loudspeaker. `driver` names how it is driven (rtp …); `volume` is 0–100."""

    id: str
    no: str
    name: str
    lon: float
    lat: float
    pinyin: str = ""
    zone_id: str = ""
    driver: str = "rtp"
    host: str = ""
    port: int = 0
    codec: str = "pcma"
    status_url: str = ""
    volume: int = 80
    area_code: str = ""
    camera_id: str = ""
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """Speakers that are spoken to together."""

    id: str
    name: str
    speaker_ids: tuple[str, ...] = ()
    volume_max: int = 100
