"""Changes resources that are right in one place each."""

from __future__ import annotations

import collections
import random
from typing import Any, Iterator

# How many resources of a type are changed, and into how many mutants each.
MUTATED_OF_A_TYPE = 2
MUTANTS_OF_A_RESOURCE = 24


def is_function(value: Any) -> bool:
    return isinstance(value, dict) and len(value) == 1 and all(key == "Ref" or key.startswith("Fn::") for key in value)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Every value that is no function nor in one, with its path."""
    if is_function(value):
        return
    yield path, value
    for step, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(item, (*path, step))


def without(value: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: item for name, item in value.items() if name != key}


def changes(value: Any) -> Iterator[tuple[str, Any]]:
    """What a value is changed into, by kind of change."""
    if isinstance(value, dict):
        yield "unknown property", {**value, "Unexpected": "x"}
        for key in value:
            yield "missing property", without(value, key)
            yield "misspelt property", {**without(value, key), key + "s": value[key]}
        yield "no property", {}
        yield "string for object", "x"
        yield "array for object", [value]
    elif isinstance(value, list):
        yield "empty array", []
        yield "repeated item", value + value
        yield "many items", value * 60
        yield "string for array", "x"
        yield "object for array", {"Unexpected": value}
    elif isinstance(value, bool):
        for other in ("yes", "TRUE", int(value), {"Unexpected": value}, [value]):
            yield "other boolean", other
    elif isinstance(value, str):
        yield "empty string", ""
        yield "long string", value + "x" * 2100
        yield "other string", "~ \u00e9"
        yield "other case", value.swapcase()
        yield "number for string", 12345
        yield "boolean for string", True
        yield "object for string", {"Unexpected": value}
        yield "array for string", [value]
    else:
        yield "small number", -1
        yield "large number", 10**9
        for other in (value + 0.5, value + 1, "x", str(value), True, [value]):
            yield "other number", other


def additions(properties: dict[str, Any], schema: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    values = {"string": "x", "integer": 1, "number": 1, "boolean": True, "array": [], "object": {}}
    for name, subschema in sorted(schema.get("properties", {}).items()):
        kind = subschema.get("type", "object") if isinstance(subschema, dict) else "object"
        if name not in properties:
            value = values["string" if isinstance(kind, list) else kind]
            yield "added property", {**properties, name: value}


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(value, dict):
        return {key: replaced(item, rest, new) if key == step else item for key, item in value.items()}
    return [replaced(item, rest, new) if index == step else item for index, item in enumerate(value)]


def mutations(base: dict[str, Any], schema: dict[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Changes of a resource's properties in one place each, some of every kind, the same in every run."""
    properties = base["properties"]
    kinds: dict[str, list[tuple[tuple[Any, ...], Any]]] = collections.defaultdict(list)
    for path, value in places(properties):
        for kind, new in changes(value):
            if path or isinstance(new, dict):
                kinds[kind].append((path, new))
    for kind, new in additions(properties, schema):
        kinds[kind].append(((), new))
    names = [base["package"], base["template"], base["logical_id"]]
    chance = random.Random(" ".join(names))
    for choices in kinds.values():
        chance.shuffle(choices)
    chosen: list[tuple[dict[str, Any], dict[str, Any]]] = []
    while kinds and len(chosen) < MUTANTS_OF_A_RESOURCE:
        for kind in chance.sample(sorted(kinds), len(kinds)):
            path, new = kinds[kind].pop()
            if not kinds[kind]:
                del kinds[kind]
            chosen.append(({"kind": kind, "path": list(path)}, replaced(properties, path, new)))
    return chosen[:MUTANTS_OF_A_RESOURCE]


def bases(records: list[tuple[str, dict[str, Any]]]) -> dict[str, list[dict[str, Any]]]:
    """By file, the resources to change: the largest of each type without findings."""
    by_type: dict[str, list[tuple[str, dict[str, Any]]]] = collections.defaultdict(list)
    for file, record in records:
        if not record["findings"] and not record["language_extensions"] and not is_function(record["properties"]):
            by_type[record["type"]].append((file, record))
    chosen: dict[str, list[dict[str, Any]]] = collections.defaultdict(list)
    for candidates in by_type.values():
        candidates.sort(key=lambda pair: -sum(1 for _ in places(pair[1]["properties"])))
        for file, record in candidates[:MUTATED_OF_A_TYPE]:
            chosen[file].append(record)
    return chosen
