from __future__ import annotations

import json
import uuid

import pytest

from migrator.app import migrate
from migrator.settings import Settings
from shared.custom_resource import Deadline
from shared.logs import logger
from shared.tests.support import Context
from validator import app


@pytest.fixture
def platform(environment, monkeypatch):
    """An environment with the schema, and a validator, the user of the migrator, that was not invoked yet."""
    migrate(Settings.read(), Deadline(Context()), logger("migrator"))
    environment.become_validator()
    for name, value in environment.variables.items():
        monkeypatch.setenv(name, value)
    systems = app.systems
    systems.cache_clear()
    yield environment
    if systems.cache_info().currsize:
        systems().database.forget()
    systems.cache_clear()


@pytest.fixture
def debit():
    """A debit of the account `a` with a key of its own."""

    def make(**changes):
        value = {
            "idempotency_key": f"key-{uuid.uuid4()}",
            "account_id": "a",
            "amount_minor": 250,
            "currency": "EUR",
            **changes,
        }
        return {name: v for name, v in value.items() if v is not None}

    return make


@pytest.fixture
def batch():
    """An event of the queue."""

    def make(*values):
        return {
            "Records": [
                {
                    "messageId": f"message-{number}",
                    "eventSource": "aws:sqs",
                    "body": value if isinstance(value, str) else json.dumps(value),
                }
                for number, value in enumerate(values, 1)
            ]
        }

    return make
