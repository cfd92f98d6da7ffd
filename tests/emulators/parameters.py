"""Values for the parameters that have no default."""

from __future__ import annotations

import re
from typing import Any

from expressions import calls

OF_TYPE = {
    "AWS::EC2::AvailabilityZone::Name": "us-east-1a",
    "AWS::EC2::Image::Id": "ami-0123456789abcdef0",
    "AWS::EC2::Instance::Id": "i-0123456789abcdef0",
    "AWS::EC2::KeyPair::KeyName": "key",
    "AWS::EC2::SecurityGroup::GroupName": "group",
    "AWS::EC2::SecurityGroup::Id": "sg-0123456789abcdef0",
    "AWS::EC2::Subnet::Id": "subnet-0123456789abcdef0",
    "AWS::EC2::VPC::Id": "vpc-0123456789abcdef0",
    "AWS::EC2::Volume::Id": "vol-0123456789abcdef0",
    "AWS::Route53::HostedZone::Id": "Z0123456789ABCDEFGHIJ",
    "AWS::SSM::Parameter::Name": "/tap/parameter",
}
# What a pattern may ask for; the first that it takes is used.
STRINGS = (
    *("value", "Value1", "value-1", "10.0.0.0/16", "10.0.0.0/24", "10.0.0.1/32", "Passw0rd1", "example.com", "www.example.com"),
    *("user@example.com", "1", "12", "123456789012", "us-east-1", "us-east-1a", "value/", "/value", "value/1/", "10.0.0.1"),
    *("ami-0123456789abcdef0", "vpc-0123456789abcdef0", "subnet-0123456789abcdef0", "sg-0123456789abcdef0", "t3.micro"),
    *("arn:aws:sns:us-east-1:123456789012:value", "arn:aws:iam::123456789012:role/value", "https://example.com/value"),
    *("arn:aws:acm:us-east-1:123456789012:certificate/12345678-1234-1234-1234-123456789012", "s3://value/value"),
    *("10.0", "us-east-1:12345678-1234-1234-1234-123456789012"),
    *("12345678-1234-1234-1234-123456789012", "0123456789abcdef0123456789abcdef01234567", "true", "30 days", ""),
)


STORED = "AWS::SSM::Parameter::Value<"


class NoValue(Exception):
    """A parameter for which no value was found."""


def is_list(kind: str) -> bool:
    return kind == "CommaDelimitedList" or kind.startswith("List<")


def bound(parameter: dict[str, Any], name: str, otherwise: float) -> float:
    try:
        return float(parameter.get(name, otherwise))
    except (TypeError, ValueError):
        return otherwise


def number(parameter: dict[str, Any]) -> str:
    low, high = bound(parameter, "MinValue", 1), bound(parameter, "MaxValue", 1 << 31)
    return str(int(min(max(low, 2), high)))


def text(name: str, parameter: dict[str, Any]) -> str:
    low, high = int(bound(parameter, "MinLength", 0)), int(bound(parameter, "MaxLength", 4096))
    try:
        pattern = re.compile(str(parameter.get("AllowedPattern", "")))
    except re.error as error:
        raise NoValue(f"parameter {name} has a pattern that Python does not read") from error
    for candidate in STRINGS:
        for value in (candidate, candidate * 2, candidate.ljust(low, "0"), candidate[: max(high, 0)]):
            if low <= len(value) <= high and (not pattern.pattern or pattern.fullmatch(value)):
                return value
    raise NoValue(f"no value was found for parameter {name}")


def single(name: str, kind: str, parameter: dict[str, Any]) -> str:
    if parameter.get("AllowedValues"):
        value = parameter["AllowedValues"][0]
        return str(value).lower() if isinstance(value, bool) else str(value)
    if kind == "Number":
        return number(parameter)
    return OF_TYPE.get(kind) or text(name, parameter)


def value_of(name: str, parameter: dict[str, Any]) -> str:
    """A value that the parameter allows, as the API takes it."""
    kind = str(parameter.get("Type", "String"))
    if kind.startswith(STORED):
        return f"/tap/{name}"
    if kind == "CommaDelimitedList":
        one = single(name, "String", parameter)
        return one if {"AllowedPattern", "AllowedValues"} & parameter.keys() else f"{one},other"
    if is_list(kind):
        one = single(name, kind[len("List<") : -1], parameter)
        return f"{one},{one}"
    return single(name, kind, parameter)


def stored_value(kind: str) -> str:
    """What the store has for a parameter whose type is `AWS::SSM::Parameter::Value<…>`."""
    inner = kind[len(STORED) : -1]
    if is_list(inner):
        return "stored,other"
    return OF_TYPE.get(inner, "stored")


def placed(name: str) -> str:
    """Where the store has a parameter: names that begin with `aws` are AWS's own, and not to be written to."""
    return f"/tap{name}" if name.startswith("/aws/") else name


def split_at(body: dict[str, Any]) -> dict[str, str]:
    """The delimiters at which parameters are split, by their names."""
    found = {}
    for call in calls([body["Resources"], body.get("Outputs"), body.get("Conditions")]):
        argument = call.get("Fn::Split")
        if isinstance(argument, list) and len(argument) == 2 and isinstance(argument[1], dict) and "Ref" in argument[1]:
            found[str(argument[1]["Ref"])] = str(argument[0])
    return found


def given(body: dict[str, Any], all_lists: bool) -> tuple[dict[str, str], dict[str, str]]:
    """The values given to a template's parameters, and what the parameter store has to have; with `all_lists` also those of
    lists that have a default."""
    values, stored = {}, {}
    delimiters = split_at(body)
    for name, parameter in body.get("Parameters", {}).items():
        kind = str(parameter.get("Type", "String"))
        default = parameter.get("Default")
        if default is None:
            values[name] = value_of(name, parameter)
            if name in delimiters and not {"AllowedPattern", "AllowedValues"} & parameter.keys() and kind == "String":
                values[name] = delimiters[name].join(("one", "two", "three"))
        elif all_lists and is_list(kind):
            values[name] = str(default)
        if kind.startswith(STORED):
            stored[str(values.get(name, default))] = stored_value(kind)
    return values, stored
