"""Fixtures for the tests of functions that use the database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from moto.server import ThreadedMotoServer

from tests.environment import Environment
from tests.mariadb import MariaDb

# The same examples on every machine, however slow it is.
settings.register_profile(
    "functions", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("functions")


@pytest.fixture(scope="session")
def mariadb() -> Iterator[MariaDb]:
    """A MariaDB server, one for all tests."""
    server = MariaDb()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def aws_endpoint() -> Iterator[str]:
    """AWS on 127.0.0.1. A test that wants state there makes it, since tests of other functions may empty it."""
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    host, port = moto.get_host_and_port()
    yield f"http://{host}:{port}"
    moto.stop()


@pytest.fixture
def environment(mariadb: MariaDb, aws_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Environment]:
    """An environment with an empty database, and its variables."""
    made = Environment(mariadb, aws_endpoint)
    for name, value in made.variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nonexistent")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    yield made
    made.remove()
