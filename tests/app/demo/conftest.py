"""Cities to look at: built once, because they are the same each time."""

import time
from datetime import UTC, datetime

import pytest

from app.demo.city import City, generate

NOW = datetime(2026, 11, 18, 7, 40, tzinfo=UTC)


@pytest.fixture(scope="session")
def county() -> City:
    return generate("county", 7, NOW)


@pytest.fixture(scope="session")
def district() -> City:
    return generate("district", 7, NOW)


@pytest.fixture(scope="session")
def lived(district: City) -> tuple[list, float]:
    """All cases of the district, and the processor seconds they took."""
    begun = time.process_time()
    return list(district.cases()), time.process_time() - begun


@pytest.fixture(scope="session")
def told(lived: tuple[list, float]) -> list:
    return lived[0]
