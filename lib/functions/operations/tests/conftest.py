from __future__ import annotations

import urllib.request

import boto3
import pytest
from moto import mock_aws
from moto.server import ThreadedMotoServer

from shared.tests.support import CloudFormation

# One for all tests: it keeps what it has read of the APIs.
_SESSION = boto3.Session("testing", "testing", region_name="us-east-1")


@pytest.fixture(autouse=True)
def credentials(monkeypatch):
    for name, value in {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": "/nonexistent",
        "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent",
    }.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def aws():
    """AWS inside the process."""
    with mock_aws(config={"lambda": {"use_docker": False}}):
        yield _SESSION.client


@pytest.fixture
def new_client():
    """A client of nobody's in particular, for Stubber."""
    return _SESSION.client


@pytest.fixture(scope="session")
def moto_server():
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    host, port = moto.get_host_and_port()
    yield f"http://{host}:{port}"
    moto.stop()


@pytest.fixture
def server(moto_server):
    """AWS on 127.0.0.1, for functions that run in a process of their own."""
    urllib.request.urlopen(urllib.request.Request(f"{moto_server}/moto-api/reset", method="POST")).close()
    return moto_server


@pytest.fixture
def cloudformation():
    """CloudFormation's end of a custom resource."""
    end = CloudFormation()
    yield end
    end.close()
