"""What is written down of an emulator's answers; README.md says what the members are."""

from __future__ import annotations

from typing import Any, Iterator

from copies import Item
from expressions import attributes
from probe import Stack, Subject
from servers import REGION, Emulator, Refused


def lines(subject: Subject) -> Iterator[dict[str, Any]]:
    """What the emulator resolves, one line for each deployment, or one with what it said instead."""
    line = blank(subject.root, subject.emulator) | {
        "files": list(subject.files),
        "nested": {
            name: {logical_id: subject.templates[name].nested[logical_id].name for logical_id in file.nested}
            for name, file in subject.files.items()
        },
        "parameters": subject.parameters,
        "ssm": subject.stored,
        "substituted": {
            name: [logical_id for logical_id in file.body["Resources"] if not file.stays(logical_id)]
            for name, file in subject.files.items()
        },
    }
    part = -1
    try:
        for part, (tree, items, refused) in enumerate(subject.observe()):
            stacks = {path: entry(subject, stack, items, refused) for path, stack in tree.items()}
            yield {**line, "part": part, "exports": subject.exports, "stacks": stacks}
    except Refused as error:
        yield {**line, "part": part + 1, "error": str(error)}


def blank(name: str, emulator: Emulator, error: str | None = None) -> dict[str, Any]:
    """The line of a template of which nothing is known."""
    place = {"emulator": emulator.name, "region": REGION, "account": emulator.account, "zones": emulator.zones}
    empty: dict[str, Any] = {key: {} for key in ("nested", "parameters", "ssm", "exports", "substituted", "stacks")}
    return {"name": name, **place, "part": 0, "error": error, "files": [name], **empty}


def entry(subject: Subject, stack: Stack, items: list[Item], refused: dict[Item, str]) -> dict[str, Any]:
    """What is known about one stack."""
    file = subject.files[stack.file]
    values: dict[str, dict[str, Any]] = {"condition": {}, "output": {}, "probe": {}, "import": {}}
    found: dict[str, Any] = {}
    for item in items:
        if item.file != stack.file or item.output not in stack.outputs:
            continue
        value = stack.outputs[item.output]
        values[item.kind][item.name] = {"expression": item.value, "value": value} if item.kind == "probe" else value
        if item.kind == "probe" and "Fn::GetAtt" in item.value:
            found.update((f"{logical_id}.{attribute}", value) for logical_id, attribute in attributes(item.value))
    others = {}
    for item, said in refused.items():
        if item.file == stack.file and item.kind == "probe":
            values["probe"][item.name] = {"expression": item.value, "error": said}
        elif item.file == stack.file:
            others[f"{item.kind} {item.name}"] = said
    stand_ins = {
        f"{logical_id}.{attribute}": file.stand_in_value(logical_id, attribute)
        for logical_id, attribute in file.stand_ins
        if logical_id in stack.resources
    }
    return {
        "file": stack.file,
        "stack_name": stack.name,
        "stack_id": stack.id,
        "parameters": {name: value for name, value in stack.parameters.items() if name in file.body.get("Parameters", {})},
        "conditions": {name: value == "true" for name, value in values["condition"].items()},
        "resources": {
            logical_id: {
                "type": resource["Type"],
                "exists": logical_id in stack.resources,
                "physical_id": stack.resources.get(logical_id),
            }
            for logical_id, resource in file.body["Resources"].items()
        },
        "attributes": found | stand_ins,
        "stand_ins": sorted(stand_ins),
        "outputs": values["output"],
        "probes": values["probe"],
        "refused": others,
    }
