import pytest

from operations.settings import EmptyBucketProperties, GateProperties, InvalidSettings, SweepSettings

GATE = {"AlarmNames": ["a"], "ValidatorFunctionName": "validator-dev"}


def test_gate_defaults():
    assert GateProperties.read(GATE) == GateProperties(("a",), "validator-dev", 5, 60)


def test_gate_values_come_as_text():
    read = GateProperties.read({**GATE, "AlarmNames": ["a", " b ", "a"], "Transactions": "7", "WindowSeconds": "0"})
    assert read == GateProperties(("a", "b"), "validator-dev", 7, 0)


def test_alarms_by_arn():
    arn = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:compute-dev"
    assert GateProperties.read({**GATE, "AlarmNames": [arn, "compute-dev", "database:alarm:dev"]}).alarms == (
        "compute-dev",
        "database:alarm:dev",
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"AlarmNames": None}, "AlarmNames must be a list of names"),
        ({"AlarmNames": "a,b"}, "AlarmNames must be a list of names"),
        ({"AlarmNames": ["a", ""]}, "AlarmNames must be a list of names"),
        ({"AlarmNames": []}, "AlarmNames must be 1 to 100 names"),
        ({"AlarmNames": [str(n) for n in range(101)]}, "AlarmNames must be 1 to 100 names"),
        ({"ValidatorFunctionName": " "}, "ValidatorFunctionName is missing"),
        ({"Transactions": "0"}, "Transactions must be a whole number from 1 to 100, not '0'"),
        ({"Transactions": "many"}, "Transactions must be"),
        ({"WindowSeconds": "-1"}, "WindowSeconds must be"),
        ({"WindowSeconds": "841"}, "WindowSeconds must be a whole number from 0 to 840"),
    ],
)
def test_gate_refuses(change, message):
    with pytest.raises(InvalidSettings, match=message):
        GateProperties.read({**GATE, **change})


@pytest.mark.parametrize(
    ("value", "bypassed"), [(None, False), ("", False), ("false", False), ("true", True), ("True", True), (True, True)]
)
def test_bypass(value, bypassed):
    assert GateProperties.bypassed({} if value is None else {"Bypass": value}) is bypassed


def test_bypass_refuses():
    with pytest.raises(InvalidSettings, match="Bypass must be true or false, not 'yes'"):
        GateProperties.bypassed({"Bypass": "yes"})


@pytest.mark.parametrize("name", [None, "", "A", "a/b", "arn:aws:s3:::x", "ab", "-abc"])
def test_bucket_refuses(name):
    with pytest.raises(InvalidSettings, match="BucketName"):
        EmptyBucketProperties.read({"BucketName": name})


def test_sweep():
    assert SweepSettings.read({"ENVIRONMENT_SUFFIX": "dev"}) == SweepSettings("dev", 30, False)
    read = SweepSettings.read({"ENVIRONMENT_SUFFIX": "dev", "RETENTION_DAYS": "7", "DRY_RUN": "true"})
    assert read == SweepSettings("dev", 7, True)


@pytest.mark.parametrize(
    "change",
    [
        {"ENVIRONMENT_SUFFIX": ""},
        {"ENVIRONMENT_SUFFIX": "Dev"},
        {"ENVIRONMENT_SUFFIX": "dev-"},
        {"RETENTION_DAYS": "0"},
        {"RETENTION_DAYS": "1.5"},
        {"RETENTION_DAYS": "-30"},
        {"DRY_RUN": "maybe"},
    ],
)
def test_sweep_refuses(change):
    with pytest.raises(InvalidSettings):
        SweepSettings.read({"ENVIRONMENT_SUFFIX": "dev", **change})
