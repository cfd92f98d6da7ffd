from __future__ import annotations

import json

import pytest

from migrator.app import handler
from migrator.migrations import load
from migrator.settings import ENVIRONMENT, Settings
from shared.errors import InvalidSettings
from shared.tests.support import CloudFormation, Context
from tests.environment import MIGRATIONS
from tests.image import invoke_image

COUNT = len(load(MIGRATIONS))


@pytest.fixture
def cloudformation():
    end = CloudFormation()
    yield end
    end.close()


def test_create_applies_and_an_update_finds_nothing_to_do(environment, cloudformation):
    first = handler(cloudformation.event("Create", {"MigrationsHash": "a"}), Context())
    assert cloudformation.accepted == [first]
    assert first["Status"] == "SUCCESS"
    assert first["PhysicalResourceId"] == f"schema-{environment.database_name}"
    assert first["Data"] == {"Applied": str(COUNT), "SchemaVersion": f"{COUNT:04}"}
    event = cloudformation.event("Update", {"MigrationsHash": "b"}, PhysicalResourceId=first["PhysicalResourceId"])
    second = handler(event, Context())
    assert second["Status"] == "SUCCESS"
    assert second["PhysicalResourceId"] == first["PhysicalResourceId"]
    assert second["Data"] == {"Applied": "0", "SchemaVersion": f"{COUNT:04}"}


def test_delete_keeps_data_and_needs_no_database(environment, cloudformation, monkeypatch):
    handler(cloudformation.event("Create"), Context())
    environment.open_account("a")
    monkeypatch.delenv("DATABASE_NAME")
    answer = handler(cloudformation.event("Delete", PhysicalResourceId="schema-x"), Context())
    assert (answer["Status"], answer["PhysicalResourceId"]) == ("SUCCESS", "schema-x")
    assert environment.balance("a") == 10_000


@pytest.mark.parametrize(
    ("variables", "reason"),
    [
        ({"DATABASE_NAME": ""}, "missing variables: DATABASE_NAME"),
        ({"DATABASE_PORT": "many"}, "DATABASE_PORT is no port"),
        ({"MIGRATIONS_DIRECTORY": "/nonexistent"}, "the migrations cannot be read"),
        ({"DATABASE_CA_BUNDLE": "/nonexistent"}, "the certificates in /nonexistent cannot be read"),
        ({"DATABASE_ENDPOINT_PARAMETER": "/tap/none"}, "there is no parameter /tap/none"),
    ],
)
def test_what_is_wrong_is_answered(environment, cloudformation, monkeypatch, variables, reason):
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    answer = handler(cloudformation.event("Create"), Context())
    assert answer["Status"] == "FAILED" and answer["Reason"].startswith(reason)
    assert cloudformation.accepted == [answer]


def test_a_database_that_does_not_come_up_is_answered_in_time(environment, cloudformation, monkeypatch):
    monkeypatch.setenv("DATABASE_PORT", "1")
    answer = handler(cloudformation.event("Create"), Context(4))
    assert answer["Status"] == "FAILED" and "the database cannot be reached" in answer["Reason"]


def test_a_refused_password_is_answered(environment, cloudformation):
    environment.put_parameter(environment.password_parameter, "wrong", secure=True)
    answer = handler(cloudformation.event("Create"), Context())
    assert answer["Status"] == "FAILED" and answer["Reason"].startswith("the database refuses the user")


@pytest.mark.parametrize("name", ENVIRONMENT)
def test_every_variable_is_needed(environment, name):
    with pytest.raises(InvalidSettings, match=name):
        Settings.read({**environment.variables, name: ""})


def test_the_image_answers_through_the_runtime_interface(environment, cloudformation, tmp_path):
    result = invoke_image("migrator", cloudformation.event("Create"), environment.variables, tmp_path)
    assert result.error is None
    assert result.answer["Status"] == "SUCCESS"
    assert cloudformation.accepted == [result.answer]
    assert environment.sql("SELECT COUNT(*) FROM schema_migrations WHERE finished_at IS NOT NULL") == [(COUNT,)]
    lines = [line for line in result.output if isinstance(line, dict) and line.get("function") == "migrator"]
    assert "migrator.done" in [line["event"] for line in lines]
    assert "correct horse" not in json.dumps(result.output)
