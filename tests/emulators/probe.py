"""Has an emulator resolve what stands in a template and its children, and finds what it refuses."""

from __future__ import annotations

import dataclasses
import json
from typing import Any, Iterator

from copies import File, Item, invented
from expressions import attributes, calls, distinct, function_of, references, shape, taken
from parameters import given, placed
from servers import BUCKET, Emulator, Refused
from survey import SIMPLE
from templates import Template

# It occurs in no template.
SEPARATOR = "|~|"
# Below the 200 that a template may have, with room for its own outputs.
OUTPUTS = 120
# Until then the expressions that an emulator refuses are looked for; each costs a few.
DEPLOYMENTS = 100
PSEUDO = {
    *("AWS::AccountId", "AWS::NotificationARNs", "AWS::Partition", "AWS::Region", "AWS::StackId", "AWS::StackName"),
    "AWS::URLSuffix",
}


@dataclasses.dataclass
class Stack:
    """A stack that an emulator made of a file; parameters, outputs and physical ids by name."""

    file: str
    name: str
    id: str
    parameters: dict[str, str]
    outputs: dict[str, str]
    resources: dict[str, str]


# By path, logical ids joined by `/`; the root's is empty.
Tree = dict[str, Stack]


class Subject:
    """A template and its children in one emulator."""

    def __init__(self, emulator: Emulator, known: dict[str, set[str]], template: Template, name: str) -> None:
        self.emulator = emulator
        self.name = name
        self.root = template.name
        self.templates = template.files() if emulator.nests else {template.name: template}
        self.keys = {file: f"{name}/{index}.json" for index, file in enumerate(self.templates)}
        self.files = {}
        for file, one in self.templates.items():
            nested = {
                logical_id: f"{emulator.url}/{BUCKET}/{self.keys[child.name]}"
                for logical_id, child in one.nested.items()
                if emulator.nests
            }
            self.files[file] = File(one, known, nested, file == self.root)
        self.conditions: dict[str, dict[str, bool]] = {file: {} for file in self.files}
        self.fixed: list[Item] = []
        self.exports: dict[str, str] = {}
        self.deployments = 0
        self.stored: dict[str, str] = {}
        for file, one in self.templates.items():
            if file != self.root:
                self.stored.update(given(one.body, False)[1])
        self.parameters, stored = given(template.body, not emulator.takes_list_defaults)
        self.stored.update(stored)

    # Deployments

    def deploy(self, items: list[Item]) -> Tree:
        if self.deployments >= DEPLOYMENTS:
            raise Refused("was not tried: too much of the template is refused")
        self.deployments += 1
        copies = {name: file.copy([*self.fixed, *items]) for name, file in self.files.items()}
        for name, copy in copies.items():
            if name != self.root:
                self.emulator.upload(self.keys[name], copy)
        parameters = dict(self.parameters)
        if not self.emulator.takes_list_defaults:
            for name in self.files[self.root].stand_ins.values():
                parameters[name] = copies[self.root]["Parameters"][name]["Default"]
        try:
            return dict(self.read("", self.root, self.emulator.create(self.name, copies[self.root], parameters)))
        finally:
            self.emulator.delete(self.name)

    def read(self, path: str, file: str, stack: dict[str, Any]) -> Iterator[tuple[str, Stack]]:
        """The stack and those nested in it."""
        found = self.emulator.resources(stack["StackId"])
        resources = {name: str(resource.get("PhysicalResourceId", "")) for name, resource in found.items()}
        outputs = {output["OutputKey"]: output.get("OutputValue", "") for output in stack.get("Outputs", [])}
        parameters = {item["ParameterKey"]: item.get("ParameterValue", "") for item in stack.get("Parameters", [])}
        yield path, Stack(file, stack["StackName"], stack["StackId"], parameters, outputs, resources)
        for logical_id in sorted(self.files[file].nested.keys() & resources.keys()):
            child = self.templates[file].nested[logical_id].name
            below = f"{path}/{logical_id}" if path else logical_id
            yield from self.read(below, child, self.emulator.describe(resources[logical_id]))

    def sift(self, items: list[Item], said: str) -> tuple[list[Item], dict[Item, str]]:
        """Those that the emulator takes, and what it says about the others."""
        if len(items) == 1:
            return [], {items[0]: said}
        good, bad = [], {}
        for half in (items[: len(items) // 2], items[len(items) // 2 :]):
            try:
                self.deploy(half)
                good += half
            except Refused as refused:
                good_of_half, bad_of_half = self.sift(half, str(refused))
                good += good_of_half
                bad.update(bad_of_half)
        return good, bad

    def settle(self, items: list[Item]) -> tuple[Tree, list[Item], dict[Item, str]]:
        """A deployment of as many items as the emulator takes, these, and what it said about the others."""
        try:
            return self.deploy(items), items, {}
        except Refused as refused:
            if not items:
                raise
            said = str(refused)
        self.deploy([])
        good, bad = self.sift(items, said)
        self.deployments = min(self.deployments, DEPLOYMENTS - 1)
        return self.deploy(good), good, bad

    # What is asked

    def first_items(self) -> Iterator[Item]:
        """Conditions, outputs and names of imports: what the other items and the parents depend on."""
        for name, file in self.files.items():
            for index, condition in enumerate(file.body.get("Conditions", {})):
                value = {"Fn::If": [condition, "true", "false"]}
                yield Item(name, "condition", condition, f"TapCondition{index}", value)
            exports = [call["Fn::ImportValue"] for call in distinct(file.body) if "Fn::ImportValue" in call]
            for index, export in enumerate(exports):
                yield Item(name, "import", json.dumps(export, sort_keys=True), f"TapImport{index}", export)
            for output, member in file.body.get("Outputs", {}).items():
                # What the root imports is exported later, and the expression is probed then.
                if not file.is_root or not any("Fn::ImportValue" in call for call in calls(member["Value"])):
                    yield Item(name, "output", output, output, member["Value"])

    def learn(self, tree: Tree) -> None:
        """Takes the conditions from a deployment, those that are the same in all stacks of a file."""
        for item in self.fixed:
            if item.kind == "condition":
                values = {stack.outputs.get(item.output) for stack in tree.values() if stack.file == item.file}
                if values in ({"true"}, {"false"}):
                    self.conditions[item.file][item.name] = values == {"true"}

    def import_names(self, tree: Tree) -> dict[tuple[str, str], set[str]]:
        """The names of exports that a file's expression for such a name has, by file and expression."""
        names: dict[tuple[str, str], set[str]] = {}
        for stack in tree.values():
            for item in self.fixed:
                if item.kind == "import" and item.file == stack.file and item.output in stack.outputs:
                    names.setdefault((item.file, item.name), set()).add(stack.outputs[item.output])
        return names

    def export(self, tree: Tree) -> None:
        """Makes a stack with the exports that the template imports, if their names are the same in every deployment."""
        names = sorted(set().union(*self.import_names(tree).values()))
        names = [name for name in names if name and f"{self.name}-" not in name and f"stack/{self.name}" not in name]
        values = {name: invented(f"imported-{name}") for name in names}
        if values:
            outputs = {f"E{index}": {"Value": values[name], "Export": {"Name": name}} for index, name in enumerate(names)}
            self.emulator.create(f"{self.name}exports", {"Resources": {"R": {"Type": SIMPLE}}, "Outputs": outputs}, {})
            self.exports = values

    def probes(self, tree: Tree) -> tuple[list[Item], dict[Item, str]]:
        """The expressions of all files of which all parts exist, and those that import what does not."""
        names = self.import_names(tree)
        items, bad = [], {}
        for name, file in self.files.items():
            stacks = [stack for stack in tree.values() if stack.file == name]
            if not stacks:
                continue
            conditions = self.conditions[name]
            existing = set.intersection(*[set(stack.resources) for stack in stacks])
            existing |= file.body.get("Parameters", {}).keys() | PSEUDO
            for index, expression in enumerate(distinct(file.body)):
                kind = shape(expression, file.body, conditions)
                if kind not in ("string", "list") or not existing.issuperset(references(expression, conditions)):
                    continue
                if "Fn::GetAtt" in expression and file.lists.issuperset(attributes(expression)):
                    kind = "list"
                value = {"Fn::Join": [SEPARATOR, expression]} if kind == "list" else expression
                item = Item(name, "probe", f"{index:03}", f"TapProbe{index}", value)
                imported = [names.get((name, export), {""}) for export in imports(expression, conditions)]
                if self.exports.keys() >= set().union(*imported):
                    items.append(item)
                else:
                    bad[item] = "imports what a nested stack exports"
        return items, bad

    def observe(self) -> Iterator[tuple[Tree, list[Item], dict[Item, str]]]:
        """Deployments that have every expression once, `OUTPUTS` of a file at a time."""
        self.emulator.store({placed(name): value for name, value in self.stored.items()})
        # Those that may be refused are together, and quicker to find.
        first = sorted(self.first_items(), key=lambda item: item.kind == "output" and "Fn::ImportValue" in json.dumps(item.value))
        tree, self.fixed, refused = self.settle(first)
        self.learn(tree)
        try:
            self.export(tree)
            items, bad = self.probes(tree)
            refused.update(bad)
            for part in parts(items) or [[]]:
                tree, good, bad = self.settle(part)
                yield tree, [*self.fixed, *good], refused | bad
                refused = {item: said for item, said in refused.items() if item.kind != "probe"}
        finally:
            if self.exports:
                self.emulator.delete(f"{self.name}exports")


def imports(value: Any, conditions: dict[str, bool]) -> Iterator[str]:
    """The names of the exports that have to be there, as JSON."""
    if isinstance(value, list):
        for item in value:
            yield from imports(item, conditions)
    elif isinstance(value, dict):
        if function_of(value) == "Fn::If":
            yield from imports(taken(value, conditions), conditions)
            return
        if function_of(value) == "Fn::ImportValue":
            yield json.dumps(value["Fn::ImportValue"], sort_keys=True)
        yield from imports(list(value.values()), conditions)


def parts(items: list[Item]) -> list[list[Item]]:
    """The items in lists that have about `OUTPUTS` of a file: attributes in all of them, as other values are made of them."""
    attributes_of: dict[str, list[Item]] = {}
    others: dict[str, list[Item]] = {}
    for item in items:
        (attributes_of if "Fn::GetAtt" in item.value else others).setdefault(item.file, []).append(item)
    divided: list[list[Item]] = []
    for file in attributes_of | others:
        always, rest = attributes_of.get(file, []), others.get(file, [])
        room = max(OUTPUTS - len(always), OUTPUTS // 4)
        for number, start in enumerate(range(0, max(len(rest), 1), room)):
            if number == len(divided):
                divided.append([])
            divided[number] += [*always, *rest[start : start + room]]
    return divided
