"""Finds out which resource types an emulator makes without properties, and which of their attributes it knows."""

from __future__ import annotations

import collections
from typing import Any, Iterable

from expressions import STACK, attributes
from servers import Emulator, Refused
from templates import Template

# It needs no property in either emulator.
SIMPLE = "AWS::SNS::Topic"
# They wait for somebody, or call a function.
NEVER = {"AWS::CloudFormation::WaitCondition", "AWS::CloudFormation::CustomResource", STACK}


def wanted(templates: Iterable[Template]) -> dict[str, set[str]]:
    """The types in templates and their children, and which attributes of each are used."""
    found: dict[str, set[str]] = collections.defaultdict(set)
    for template in templates:
        for file in template.files().values():
            types = {name: str(resource["Type"]) for name, resource in file.body["Resources"].items()}
            for kind in types.values():
                found[kind].update(())
            for logical_id, attribute in attributes(file.body):
                if logical_id in types:
                    found[types[logical_id]].add(attribute)
    return {kind: names for kind, names in found.items() if kind not in NEVER and not kind.startswith("Custom::")}


def answers(emulator: Emulator, kind: str, names: list[str]) -> set[str] | None:
    """Those of the attributes that have a value; nothing if there is no such resource, if a
    reference does not give its id, or if the emulator refuses."""
    outputs: dict[str, Any] = {f"A{index}": {"Value": {"Fn::GetAtt": ["R", name]}} for index, name in enumerate(names)}
    try:
        outputs["Ref"] = {"Value": {"Ref": "R"}}
        stack = emulator.create("survey", {"Resources": {"R": {"Type": kind}}, "Outputs": outputs}, {})
        values = {output["OutputKey"]: output.get("OutputValue") for output in stack.get("Outputs", [])}
        physical_id = emulator.resources("survey").get("R", {}).get("PhysicalResourceId")
        if not physical_id or values.get("Ref") != physical_id:
            return None
        return {name for index, name in enumerate(names) if values.get(f"A{index}") not in (None, "", "None")}
    except Refused:
        return None
    finally:
        emulator.delete("survey")


def survey(emulator: Emulator, kinds: dict[str, set[str]]) -> dict[str, set[str]]:
    """The types that can stay as they are, with the attributes that can."""
    known = {}
    for kind, names in sorted(kinds.items()):
        found = answers(emulator, kind, sorted(names))
        if found is None and names and answers(emulator, kind, []) is not None:
            found = {name for name in sorted(names) if answers(emulator, kind, [name])}
        if found is not None:
            known[kind] = found
    return known
