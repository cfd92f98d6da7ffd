"""Reads published templates, in long form, and finds the children of their nested stacks."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import posixpath
from pathlib import Path
from typing import Any, Iterator

import yaml
from expressions import STACK, distinct, literals
from judge import Skip, check_template, plain

DEPTH = 3


class Loader(yaml.CSafeLoader):
    """YAML with CloudFormation's short tags, and with dates as the strings they are written as."""


def tagged(loader: Loader, suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        value: Any = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        value = loader.construct_mapping(node, deep=True)
    if suffix in ("Ref", "Condition"):
        return {suffix: value}
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {f"Fn::{suffix}": value}


Loader.add_multi_constructor("!", tagged)
Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: loader.construct_scalar(node))


@dataclasses.dataclass
class Template:
    """A template of a package, `name` being `package@version/path`."""

    name: str
    body: dict[str, Any]
    # By logical id, the children that are in packages, too.
    nested: dict[str, Template] = dataclasses.field(default_factory=dict)

    def files(self) -> dict[str, Template]:
        """Itself and all its descendants by their names, itself first."""
        found = {self.name: self}
        for child in self.nested.values():
            found.update(child.files())
        return found


def dotted(value: Any) -> Any:
    """The value with `Fn::GetAtt` as a list everywhere: as a string is its short way of writing in YAML only."""
    if isinstance(value, list):
        return [dotted(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1 and isinstance(value.get("Fn::GetAtt"), str):
        return {"Fn::GetAtt": value["Fn::GetAtt"].split(".", 1)}
    return {key: dotted(item) for key, item in value.items()}


def read(path: Path) -> dict[str, Any]:
    """The template of a file, or `Skip`."""
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    if "Resources" not in text:
        raise Skip("no template")
    try:
        body = json.loads(text) if text.lstrip().startswith("{") else yaml.load(text, Loader)
    except (ValueError, TypeError, yaml.YAMLError) as error:
        raise Skip("does not parse") from error
    if not isinstance(body, dict) or not isinstance(body.get("Resources"), dict) or not body["Resources"]:
        raise Skip("no template")
    body = dotted(plain(body))
    for section in ("Parameters", "Conditions", "Mappings", "Outputs"):
        members = body.get(section, {})
        if not isinstance(members, dict) or not all(isinstance(member, dict) for member in members.values()):
            raise Skip("malformed")
    for resource in body["Resources"].values():
        if not isinstance(resource, dict) or not isinstance(resource.get("Type"), str):
            raise Skip("malformed")
        if not isinstance(resource.get("Properties", {}), dict):
            raise Skip("malformed")
    if not all("Value" in output for output in body.get("Outputs", {}).values()):
        raise Skip("malformed")
    check_template(body)
    return body


def segments(name: str) -> list[str]:
    """The parts of a path, the last without its suffix: a template may be published with another one than it is written with."""
    parts = [part for part in name.split("/") if part not in ("", ".")]
    return [*parts[:-1], posixpath.splitext(parts[-1])[0]] if parts else []


def common(left: list[str], right: list[str]) -> int:
    count = 0
    for one, other in zip(left, right):
        if one != other:
            break
        count += 1
    return count


def child_of(url: Any, parent: str, by_stem: dict[str, list[tuple[str, str]]]) -> str | None:
    """The template that a nested stack's URL names: the one with the longest common end of path, and the nearest of those."""
    texts = list(literals(url))
    if not texts or not texts[-1].rstrip("/"):
        return None
    wanted = segments(texts[-1].split("}")[-1])
    if not wanted:
        return None
    best = None
    for name, place in by_stem.get(wanted[-1], []):
        same_end = common(wanted[::-1], segments(place)[::-1])
        if name == parent or name.partition("@")[0] != parent.partition("@")[0] and same_end < 3:
            if not (place.startswith("@") and same_end >= 2 and name != parent):
                continue
        score = (same_end, common(segments(parent), segments(name)), -len(name), name)
        if best is None or score > best:
            best = score
    return best[-1] if best else None


def linked(bodies: dict[str, tuple[str, dict[str, Any]]]) -> Iterator[Template]:
    """Templates with their children, `bodies` having each with its place, `package/path`, by its name."""
    by_stem: dict[str, list[tuple[str, str]]] = {}
    for name, (place, _) in bodies.items():
        by_stem.setdefault(segments(place)[-1], []).append((name, place))

    def link(name: str, above: tuple[str, ...]) -> Template:
        template = Template(name, bodies[name][1])
        for logical_id, resource in template.body["Resources"].items():
            if resource["Type"] != STACK or len(above) >= DEPTH:
                continue
            child = child_of(resource.get("Properties", {}).get("TemplateURL"), name, by_stem)
            if child and child not in (*above, name):
                template.nested[logical_id] = link(child, (*above, name))
        return template

    for name in bodies:
        yield link(name, ())


def worth_probing(template: Template) -> bool:
    """Whether there is something to resolve beyond a name for a value."""
    body = template.body
    if body.get("Conditions") or template.nested:
        return True
    return any(not {"Ref", "Fn::GetAtt"} & expression.keys() for expression in distinct(body))


def unique(templates: Iterator[Template]) -> Iterator[Template]:
    seen = set()
    for template in templates:
        text = json.dumps([file.body for file in template.files().values()], sort_keys=True)
        digest = hashlib.sha256(text.encode()).digest()
        if digest not in seen:
            seen.add(digest)
            yield template
