"""Judges the resources of a template with cfn-lint."""

from __future__ import annotations

import collections
import datetime
import hashlib
import json
import logging
import math
from pathlib import Path
from typing import Any, Iterator

from mutate import mutations

LANGUAGE_EXTENSIONS = "AWS::LanguageExtensions"
# They judge by today's date, so that their findings would change from day to day.
RULES_OF_TODAY = {"E2531", "E2533"}
# They compare resources with each other. Mutants of one resource are the same but for one change, so that they would say more
# about the others than about the change.
RULES_OF_OTHERS = {
    *("E3019", "E3022", "E3043", "E3049", "E3054", "E3059", "E3060", "E3064", "E3502", "E3505", "E3698", "E3699"),
    *("E3705", "E3707", "E3708", "E3709", "E3711", "E3712", "E3713", "E3714"),
}


class Skip(Exception):
    """Why a template or a resource is left out."""


def plain(value: Any) -> Any:
    """A decoded value as JSON has it: without cfn-lint's node types, and with YAML's dates as strings."""
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise Skip("has a key that is not a string")
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Skip("has a number that is not finite")
        return float(value)
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    if isinstance(value, str):
        return str(value)
    raise Skip(f"has a value of Python's type {type(value).__name__}")


def keys(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        yield from value
        for item in value.values():
            yield from keys(item)
    elif isinstance(value, list):
        for item in value:
            yield from keys(item)


def check_template(template: Any) -> None:
    resources = template["Resources"]
    transform = template.get("Transform")
    transforms = transform if isinstance(transform, list) else [] if transform is None else [transform]
    if any(name != LANGUAGE_EXTENSIONS for name in transforms):
        raise Skip("template has a transform")
    types = [resource.get("Type") for resource in resources.values() if isinstance(resource, dict)]
    if any(isinstance(name, str) and name.startswith("AWS::Serverless::") for name in types):
        raise Skip("template has AWS::Serverless resources")
    names = {key for key in keys(template) if isinstance(key, str)}
    if "Fn::Transform" in names:
        raise Skip("template has Fn::Transform")
    if any(key.startswith("Fn::ForEach") for key in names):
        raise Skip("template has Fn::ForEach")


def check_resource(resource: Any, known_types: set[str]) -> str:
    if not isinstance(resource, dict) or not isinstance(resource.get("Type"), str):
        raise Skip("resource without a type")
    name = str(resource["Type"])
    if name.startswith("Custom::") or name == "AWS::CloudFormation::CustomResource":
        raise Skip("custom resource")
    if name not in known_types:
        raise Skip("resource of an unknown type")
    return name


class Linter:
    """cfn-lint with all its rules of errors, in one region."""

    def __init__(self, region: str) -> None:
        # Imported here, as only the processes that judge need it: it takes a second.
        from cfnlint.config import _DEFAULT_RULESDIR, ConfigMixIn
        from cfnlint.rules import Rules
        from cfnlint.schema import PROVIDER_SCHEMA_MANAGER

        logging.getLogger("cfnlint").setLevel(logging.CRITICAL)
        self.region = region
        self.config = ConfigMixIn(["--regions", region])
        self.rules = Rules.create_from_directory(_DEFAULT_RULESDIR)
        self.known_types = set(PROVIDER_SCHEMA_MANAGER.get_resource_types(region))

    def judge(self, package: str, path: str, file: str) -> tuple[list[dict[str, Any]], collections.Counter[str]]:
        skipped: collections.Counter[str] = collections.Counter()
        try:
            return self.judge_template(package, path, file, skipped), skipped
        except Skip as skip:
            skipped[str(skip)] += 1
            return [], skipped

    def judge_template(
        self, package: str, path: str, file: str, skipped: collections.Counter[str]
    ) -> list[dict[str, Any]]:
        from cfnlint.decode import decode
        from cfnlint.template import Template

        if b"Resources" not in Path(file).read_bytes():
            raise Skip("file without resources")
        template, problems = decode(file)
        if problems or not isinstance(template, dict):
            raise Skip("template does not parse")
        if not isinstance(template.get("Resources"), dict):
            raise Skip("file without resources")
        check_template(template)

        cfn = Template(file, template, [self.region])
        if cfn.transform():
            raise Skip("template's transform fails")
        return list(self.records(package, path, cfn.template, self.findings(cfn), skipped))

    def findings(self, cfn: Any) -> dict[str, list[dict[str, Any]]]:
        # Not by cfn-lint's runner, for which a template can turn rules off in its metadata.
        return findings(list(self.rules.run(filename=cfn.filename, cfn=cfn, config=self.config)))

    def records(
        self,
        package: str,
        path: str,
        template: dict[str, Any],
        found: dict[str, list[dict[str, Any]]],
        skipped: collections.Counter[str],
    ) -> Iterator[dict[str, Any]]:
        resources = template["Resources"]
        for name, resource in resources.items():
            try:
                record = {
                    "package": package,
                    "template": path,
                    "logical_id": str(name),
                    "type": check_resource(resource, self.known_types),
                    "properties": plain(resource.get("Properties", {})),
                    "condition": plain(resource.get("Condition")),
                    "parameters": plain(template.get("Parameters") or {}),
                    "conditions": plain(template.get("Conditions") or {}),
                    "mappings": plain(template.get("Mappings") or {}),
                    "resource_types": {
                        str(other): str(value["Type"])
                        for other, value in resources.items()
                        if isinstance(value, dict) and isinstance(value.get("Type"), str)
                    },
                    "language_extensions": bool(template.get("Transform")),
                    "findings": found.get(str(name), []),
                }
            except Skip as skip:
                skipped[str(skip)] += 1
                continue
            yield record

    def judge_mutants(self, file: str, bases: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The mutants of a template's resources, judged side by side in a copy of that template."""
        from cfnlint.decode import decode
        from cfnlint.schema import PROVIDER_SCHEMA_MANAGER
        from cfnlint.template import Template

        template, _ = decode(file)
        # What is outside of these resources is the same as before, so what is no JSON stays out, as it did then.
        sections = {name: value for name, value in template.items() if name in ("Parameters", "Conditions", "Mappings")}
        copy = {name: plain(value) for name, value in sections.items()}
        copy["Resources"] = {}
        for name, resource in template["Resources"].items():
            try:
                copy["Resources"][name] = plain(resource)
            except Skip:
                continue
        mutants = []
        for base in bases:
            schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(self.region, base["type"]).schema
            for index, (mutation, properties) in enumerate(mutations(base, schema)):
                name = f"{base['logical_id']}Mutant{index}"
                resource = copy["Resources"][base["logical_id"]]
                copy["Resources"][name] = {**resource, "Properties": properties}
                mutants.append((name, {**base, "properties": properties, "mutation": mutation}))
        path = Path("mutants") / f"{hashlib.sha256(file.encode()).hexdigest()[:16]}.json"
        path.write_text(json.dumps(copy, indent=0))
        mutated, problems = decode(str(path))
        if problems:
            raise RuntimeError(f"the mutants of {file} do not parse: {problems}")
        cfn = Template(str(path), mutated, [self.region])
        found = self.findings(cfn)
        return [
            {**mutant, "findings": [finding for finding in found.get(name, []) if finding["rule"] not in RULES_OF_OTHERS]}
            for name, mutant in mutants
        ]


def findings(matches: list[Any]) -> dict[str, list[dict[str, Any]]]:
    """The errors on each resource's properties, those of a rule's alternatives below that rule's."""
    found: dict[str, list[dict[str, Any]]] = collections.defaultdict(list)
    seen = set()
    # An alternative's error comes after the error it belongs to, whose id it has; ids can repeat.
    latest: dict[str, dict[str, Any]] = {}
    for match in matches:
        path = [step if isinstance(step, int) else str(step) for step in getattr(match, "path", None) or []]
        if len(path) < 3 or path[0] != "Resources" or path[2] != "Properties" or not match.rule.id.startswith("E"):
            continue
        if match.rule.id in RULES_OF_TODAY:
            continue
        name = getattr(match, "validator", None)
        finding = {
            "rule": match.rule.id,
            "keyword": name if isinstance(name, str) else None,
            "path": path[3:],
            "message": match.message,
        }
        if match.parent_id is None:
            key = (match.rule.id, match.message, json.dumps(path))
            if key not in seen:
                seen.add(key)
                found[str(path[1])].append(finding)
        elif match.parent_id in latest:
            context = latest[match.parent_id].setdefault("context", [])
            if finding not in context:
                context.append(finding)
        latest[match.id] = finding
    for items in found.values():
        items.sort(key=lambda item: json.dumps(item, sort_keys=True))
    return found
