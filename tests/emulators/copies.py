"""Makes the copy of a template that an emulator is given: its expressions as outputs, its resources without properties."""

from __future__ import annotations

import dataclasses
from typing import Any, Iterable

from expressions import list_attributes, with_stand_ins
from parameters import STORED, placed
from survey import SIMPLE
from templates import Template

COPIED = ("AWSTemplateFormatVersion", "Transform", "Mappings")
# What a parent gets of a child's output that the emulator refuses.
UNRESOLVED = "unresolved"


@dataclasses.dataclass(frozen=True, eq=False)
class Item:
    """One output of the copy of a file."""

    file: str
    # `condition`, `output`, `import` (the name of an export) or `probe`
    kind: str
    # The name of the condition, the output or the probe; of an import the expression
    name: str
    # The output's name in the copy
    output: str
    value: Any


class File:
    """A template and what an emulator can have of it."""

    def __init__(self, template: Template, known: dict[str, set[str]], nested: dict[str, str], is_root: bool) -> None:
        self.name = template.name
        self.body = template.body
        self.known = known
        # The URLs of the children, by logical id
        self.nested = nested
        self.is_root = is_root
        self.lists = list_attributes(template.body)
        # The parameters that stand in for attributes which the emulator does not have
        self.stand_ins: dict[tuple[str, str], str] = {}

    def stays(self, logical_id: str) -> bool:
        """Whether a resource is of its own type in the copy."""
        return logical_id in self.nested or self.body["Resources"][logical_id]["Type"] in self.known

    def stand_in(self, logical_id: str, attribute: str) -> str | None:
        resource = self.body["Resources"].get(logical_id)
        if resource is None or attribute in self.known.get(resource["Type"], ()):
            return None
        if logical_id in self.nested and attribute.startswith("Outputs."):
            return None
        return self.stand_ins.setdefault((logical_id, attribute), f"TapAttribute{len(self.stand_ins)}")

    def stand_in_value(self, logical_id: str, attribute: str) -> list[str] | str:
        value = invented(f"{attribute}-of-{logical_id}")
        return [value, f"second-{value}"] if (logical_id, attribute) in self.lists else value

    def resource(self, logical_id: str) -> dict[str, Any]:
        resource = self.body["Resources"][logical_id]
        kept = {"Condition": resource["Condition"]} if "Condition" in resource else {}
        if logical_id not in self.nested:
            return {"Type": resource["Type"] if self.stays(logical_id) else SIMPLE, **kept}
        properties = {"TemplateURL": self.nested[logical_id]}
        if "Parameters" in resource["Properties"]:
            properties["Parameters"] = as_text(with_stand_ins(resource["Properties"]["Parameters"], self.stand_in))
        return {"Type": resource["Type"], **kept, "Properties": properties}

    def outputs(self, items: Iterable[Item]) -> dict[str, Any]:
        own = self.body.get("Outputs", {})
        outputs: dict[str, Any] = {} if self.is_root else {name: {"Value": UNRESOLVED} for name in own}
        for item in items:
            if item.file == self.name:
                outputs[item.output] = {"Value": with_stand_ins(item.value, self.stand_in)}
        for name in outputs.keys() & {name for name, output in own.items() if "Condition" in output}:
            outputs[name]["Condition"] = own[name]["Condition"]
        return outputs

    def copy(self, items: Iterable[Item]) -> dict[str, Any]:
        copy = {section: self.body[section] for section in COPIED if section in self.body}
        copy["Parameters"] = {name: parameter(value) for name, value in self.body.get("Parameters", {}).items()}
        copy["Conditions"] = as_text(self.body.get("Conditions", {}))
        copy["Resources"] = {logical_id: self.resource(logical_id) for logical_id in self.body["Resources"]}
        copy["Outputs"] = self.outputs(items)
        # Last, when all that need one have been asked for.
        for (logical_id, attribute), name in self.stand_ins.items():
            value = self.stand_in_value(logical_id, attribute)
            kind, default = ("CommaDelimitedList", ",".join(value)) if isinstance(value, list) else ("String", value)
            copy["Parameters"][name] = {"Type": kind, "Default": default}
        return copy


def invented(name: str) -> str:
    """A value for what is called so: an address range if it may have to be divided."""
    return "10.0.0.0/16" if "cidr" in name.lower() else name


def as_text(value: Any) -> Any:
    """The value with `true` and `false` as the strings that CloudFormation makes of them: Python's text for them is another."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return [as_text(item) for item in value]
    return {key: as_text(item) for key, item in value.items()} if isinstance(value, dict) else value


def parameter(value: dict[str, Any]) -> dict[str, Any]:
    """A parameter as it is in the copy."""
    # What is not to be shown is not shown to us either.
    value = {key: as_text(member) for key, member in value.items() if key != "NoEcho"}
    if str(value.get("Type")).startswith(STORED) and "Default" in value:
        value["Default"] = placed(str(value["Default"]))
    return value
