"""The functions that stand in a template: which there are, what they refer to and what kind of value they give."""

from __future__ import annotations

import json
import re
from typing import Any, Callable, Iterator

STACK = "AWS::CloudFormation::Stack"
FUNCTIONS = {
    *("Ref", "Fn::Base64", "Fn::Cidr", "Fn::FindInMap", "Fn::GetAtt", "Fn::GetAZs", "Fn::If", "Fn::ImportValue", "Fn::Join"),
    *("Fn::Length", "Fn::Select", "Fn::Split", "Fn::Sub", "Fn::ToJsonString"),
}
VARIABLE = re.compile(r"\$\{([^!}][^}]*)\}")


def function_of(value: Any) -> str | None:
    """The function that a value is a call of."""
    if isinstance(value, dict) and len(value) == 1:
        name = next(iter(value))
        return name if name in FUNCTIONS else None
    return None


def literals(value: Any) -> Iterator[str]:
    """The strings in a value, but for the arguments of `Ref` and `Fn::GetAtt`, and for names of mappings."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from literals(item)
    elif isinstance(value, dict) and function_of(value) not in ("Ref", "Fn::GetAtt", "Fn::FindInMap"):
        for item in value.values():
            yield from literals(item)


def calls(value: Any) -> Iterator[dict[str, Any]]:
    """All calls of functions in a value, those within calls, too."""
    if isinstance(value, list):
        for item in value:
            yield from calls(item)
    elif isinstance(value, dict):
        if function_of(value):
            yield value
        for item in value.values():
            yield from calls(item)


def sub_parts(argument: Any) -> tuple[str, dict[str, Any]]:
    """Text and variables of an `Fn::Sub`."""
    if isinstance(argument, list) and len(argument) == 2 and isinstance(argument[1], dict):
        return str(argument[0]), argument[1]
    return argument if isinstance(argument, str) else "", {}


def sub_references(argument: Any) -> Iterator[dict[str, Any]]:
    """What the text of an `Fn::Sub` refers to, as `Ref` and `Fn::GetAtt`."""
    text, variables = sub_parts(argument)
    for name in VARIABLE.findall(text):
        name = name.strip()
        if name in variables:
            continue
        logical_id, dot, attribute = name.partition(".")
        yield {"Fn::GetAtt": [logical_id, attribute]} if dot else {"Ref": name}


def distinct(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The different calls in a template's conditions, in its resources' properties and metadata, and in its outputs."""
    found: dict[str, dict[str, Any]] = {}

    def add(value: Any) -> None:
        for call in calls(value):
            found.setdefault(json.dumps(call, sort_keys=True), call)
            for reference in sub_references(call.get("Fn::Sub")):
                found.setdefault(json.dumps(reference, sort_keys=True), reference)

    add(body.get("Conditions", {}))
    for resource in body["Resources"].values():
        add([resource.get("Properties"), resource.get("Metadata")])
    for output in body.get("Outputs", {}).values():
        add([output["Value"], output.get("Export")])
    return list(found.values())


def taken(call: dict[str, Any], conditions: dict[str, bool]) -> list[Any]:
    """The side of an `Fn::If` that counts, or both if the condition is not known."""
    argument = call["Fn::If"]
    if not isinstance(argument, list) or len(argument) != 3:
        return []
    known = conditions.get(argument[0]) if isinstance(argument[0], str) else None
    return argument[1:] if known is None else [argument[1] if known else argument[2]]


def referred(reference: dict[str, Any]) -> str:
    """What a `Ref` or an `Fn::GetAtt` names, nothing that exists if it is malformed."""
    argument = reference.get("Ref") or reference.get("Fn::GetAtt")
    name = argument[0] if isinstance(argument, list) and argument else argument
    return name if isinstance(name, str) else ""


def references(value: Any, conditions: dict[str, bool]) -> Iterator[str]:
    """The names of what has to exist for the value to be resolved."""
    if isinstance(value, list):
        for item in value:
            yield from references(item, conditions)
    elif isinstance(value, dict):
        name = function_of(value)
        if name in ("Ref", "Fn::GetAtt"):
            yield referred(value)
        elif name == "Fn::If":
            yield from references(taken(value, conditions), conditions)
        else:
            if name == "Fn::Sub":
                yield from (referred(reference) for reference in sub_references(value[name]))
            yield from references(list(value.values()), conditions)


def shape(value: Any, body: dict[str, Any], conditions: dict[str, bool]) -> str:
    """What kind of value this is: `string`, `list` (of strings), `nothing`, or `other`."""
    name = function_of(value)
    if name is None:
        if isinstance(value, dict):
            return "other"
        if isinstance(value, list):
            return "list" if all(shape(item, body, conditions) in ("string", "nothing") for item in value) else "other"
        return "string"
    if name == "Ref":
        if value["Ref"] == "AWS::NoValue":
            return "nothing"
        kind = str(body.get("Parameters", {}).get(value["Ref"], {}).get("Type", "String"))
        is_list = "List<" in kind or "CommaDelimitedList" in kind or value["Ref"] == "AWS::NotificationARNs"
        return "list" if is_list else "string"
    if name in ("Fn::Cidr", "Fn::GetAZs", "Fn::Split"):
        return "list"
    if name == "Fn::If":
        shapes = [shape(side, body, conditions) for side in taken(value, conditions)]
        return next((kind for kind in ("other", "list", "nothing") if kind in shapes), "string" if shapes else "other")
    if name == "Fn::FindInMap":
        shapes = {shape(item, {}, {}) for item in mapped(value[name], body.get("Mappings", {}))}
        return next((kind for kind in ("other", "list") if kind in shapes), "string")
    if name == "Fn::Select" and isinstance(value[name], list) and shape(value[name][-1], body, conditions) == "other":
        return "other"
    return "string"


def mapped(argument: Any, mappings: dict[str, Any]) -> list[Any]:
    """What an `Fn::FindInMap` may find, going by its last key if that is written out."""
    name = argument[0] if isinstance(argument, list) and argument else None
    found = [keys for keys in (mappings.get(name, {}) if isinstance(name, str) else {}).values() if isinstance(keys, dict)]
    members = [member for keys in found for member in keys.items()]
    wanted = [item for key, item in members if key == argument[2]] if len(members) > 0 and argument[2:] else []
    return wanted or [item for _, item in members]


def list_attributes(body: dict[str, Any]) -> set[tuple[str, str]]:
    """The attributes that stand where a list is asked for."""
    found = set()
    for call in calls([body["Resources"], body.get("Outputs", {}), body.get("Conditions", {})]):
        for name in ("Fn::Join", "Fn::Select"):
            argument = call.get(name)
            if isinstance(argument, list) and len(argument) == 2 and isinstance(argument[1], dict):
                for attribute in attributes(argument[1]):
                    if function_of(argument[1]) in ("Fn::GetAtt", "Fn::If"):
                        found.add(attribute)
    return found


def attributes(value: Any) -> Iterator[tuple[str, str]]:
    """Logical id and attribute of every `Fn::GetAtt` in a value."""
    for call in calls(value):
        for reference in [call, *sub_references(call.get("Fn::Sub"))]:
            argument = reference.get("Fn::GetAtt")
            if isinstance(argument, list) and len(argument) == 2 and all(isinstance(part, str) for part in argument):
                yield argument[0], argument[1]


def with_stand_ins(value: Any, stand_in: Callable[[str, str], str | None]) -> Any:
    """The value with `Ref` in place of the attributes for which there is a parameter that stands in."""
    if isinstance(value, list):
        return [with_stand_ins(item, stand_in) for item in value]
    if not isinstance(value, dict):
        return value
    for attribute in attributes(value) if function_of(value) == "Fn::GetAtt" else ():
        parameter = stand_in(*attribute)
        return {"Ref": parameter} if parameter else value
    changed = {key: with_stand_ins(item, stand_in) for key, item in value.items()}
    if function_of(value) == "Fn::Sub":
        text, variables = sub_parts(value["Fn::Sub"])

        def replaced(match: re.Match[str]) -> str:
            logical_id, dot, attribute = match[1].partition(".")
            parameter = stand_in(logical_id, attribute) if dot and match[1] not in variables else None
            return f"${{{parameter}}}" if parameter else match[0]

        text = VARIABLE.sub(replaced, text)
        if variables:
            changed["Fn::Sub"] = [text, changed["Fn::Sub"][1]]
        elif isinstance(value["Fn::Sub"], str):
            changed["Fn::Sub"] = text
    return changed
