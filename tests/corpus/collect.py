"""Judges the resources of published CloudFormation templates with cfn-lint, one JSON line for each.

Usage: python collect.py WORK_FOLDER, with a Python 3.11 that has cfn-lint and pip, and with npm; README.md says more.
"""

from __future__ import annotations

import argparse
import base64
import collections
import datetime
import fnmatch
import hashlib
import json
import logging
import math
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import tarfile
import time
from pathlib import Path
from typing import Any, Iterator

HERE = Path(__file__).resolve().parent
SUFFIXES = (".json", ".yaml", ".yml", ".template")
LANGUAGE_EXTENSIONS = "AWS::LanguageExtensions"
PROCESSES = 2
# They judge by today's date, so that their findings would change from day to day.
RULES_OF_TODAY = {"E2531", "E2533"}
# How many resources of a type are changed, and into how many mutants each.
MUTATED_OF_A_TYPE = 2
MUTANTS_OF_A_RESOURCE = 24


class Skip(Exception):
    """Why a template or a resource is left out."""


# Packages


def has_hash(path: Path, package: dict[str, Any]) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == package["sha256"]


def has_integrity(path: Path, package: dict[str, Any]) -> bool:
    algorithm, digest = package["integrity"].split("-", 1)
    return base64.b64encode(hashlib.new(algorithm, path.read_bytes()).digest()).decode() == digest


def run(command: list[str]) -> None:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        sys.exit(f"error: {command} failed, {done.returncode}\n{done.stdout}")


def fetch(packages: list[dict[str, Any]], folder: Path) -> None:
    """Downloads the packages that are not there with the right hash, with pip and npm."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [package for package in packages if not has_hash(folder / package["file"], package)]

    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--disable-pip-version-check"]
    for package in missing:
        if package["registry"] != "pypi":
            continue
        # One at a time: pip refuses two versions of a package.
        requirements = folder / "requirements.txt"
        requirements.write_text(f"{package['name']}=={package['version']} --hash=sha256:{package['sha256']}\n")
        options = ["--no-deps", "--no-binary", ":all:", "--require-hashes", "-r", str(requirements)]
        run([*pip, *options, "--dest", str(folder)])

    npm = [f"{package['name']}@{package['version']}" for package in missing if package["registry"] == "npm"]
    if npm:
        run(["npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", str(folder), *npm])

    for package in packages:
        path = folder / package["file"]
        if not has_hash(path, package):
            sys.exit(f"error: {path} does not have the sha256 of pins.json, {package['sha256']}")
        if package["registry"] == "npm" and not has_integrity(path, package):
            sys.exit(f"error: {path} does not have the integrity of pins.json, {package['integrity']}")


def extract(package: dict[str, Any], downloads: Path, folder: Path) -> list[str]:
    """Writes the package's files that may be templates below `folder`; their paths in the package, sorted."""
    paths = []
    with tarfile.open(downloads / package["file"]) as archive:
        for member in archive:
            # Every package has all its files in one folder, which is no part of their paths here.
            path = member.name.partition("/")[2]
            if not member.isfile() or not path.endswith(SUFFIXES):
                continue
            if not any(fnmatch.fnmatchcase(path, pattern) for pattern in package["include"]):
                continue
            target = folder / path
            if not target.resolve().is_relative_to(folder.resolve()):
                sys.exit(f"error: {package['file']} has a file outside of its folder, {member.name}")
            content = archive.extractfile(member)
            assert content is not None
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.read())
            paths.append(path)
    return sorted(paths)


# Templates


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
        # Other rules compare resources with each other, which here are the same but for one change.
        return [
            {**mutant, "findings": [finding for finding in found.get(name, []) if is_of_schema(finding["rule"])]}
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


# Mutants

RULES_OF_SCHEMAS = {
    *("E3002", "E3003", "E3008", "E3012", "E3014", "E3017", "E3018", "E3020", "E3021", "E3024", "E3030", "E3031"),
    *("E3032", "E3033", "E3034", "E3037", "E3040", "E3058", "E3065"),
}


def is_of_schema(rule: str) -> bool:
    """Whether the rule judges by the provider's schema, or judges functions."""
    return rule in RULES_OF_SCHEMAS or rule.startswith(("E10", "E11"))


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


# Processes

# One in each process.
linter: Linter


def start(region: str) -> None:
    global linter  # pylint: disable=global-statement
    linter = Linter(region)


def judge(job: tuple[str, str, str]) -> tuple[list[dict[str, Any]], collections.Counter[str], float]:
    began = time.monotonic()
    records, skipped = linter.judge(*job)
    return records, skipped, time.monotonic() - began


def judge_mutants(job: tuple[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    return linter.judge_mutants(*job)


def same(record: dict[str, Any]) -> bytes:
    parts = [record["type"], record["properties"], record["findings"]]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).digest()


class Output:
    """A file of records, each different from the ones before, and what is in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.partial = path.with_name(path.name + ".partial")
        self.lines = self.partial.open("w")
        self.seen: set[bytes] = set()
        self.types: collections.Counter[str] = collections.Counter()
        self.rules: collections.Counter[str] = collections.Counter()
        self.below: collections.Counter[str] = collections.Counter()
        self.faulty = self.repeated = 0

    def add(self, record: dict[str, Any]) -> bool:
        digest = same(record)
        if digest in self.seen:
            self.repeated += 1
            return False
        self.seen.add(digest)
        self.types[record["type"]] += 1
        self.faulty += bool(record["findings"])
        for finding in record["findings"]:
            self.rules[finding["rule"]] += 1
            self.below.update(nested["rule"] for nested in finding.get("context", []))
        self.lines.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")
        return True

    def finish(self) -> None:
        self.lines.close()
        self.partial.replace(self.path)
        print(f"{self.path}: {len(self.seen)} resources of {len(self.types)} types")
        print(f"  with findings: {self.faulty} resources, {sum(self.rules.values())} findings of {len(self.rules)} rules")
        for rule in sorted(self.rules.keys() | self.below.keys()):
            below = f" (and {self.below[rule]} below one of anyOf or oneOf)" if self.below[rule] else ""
            print(f"    {rule} {self.rules[rule]}{below}")
        print(f"  left out: {self.repeated} resources that repeat another's type, properties and findings")


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path, help="the folder for the packages, the templates and the output")
    parser.add_argument("--times", action="store_true", help="list the templates that take longest")
    arguments = parser.parse_args()
    if os.environ.get("PYTHONHASHSEED") != "0":
        # cfn-lint walks sets, which would show in messages and in which error of several it reports.
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "PYTHONHASHSEED": "0"})
    work: Path = arguments.work.resolve()
    pins = json.loads((HERE / "pins.json").read_text())
    downloads = work / "packages"
    fetch(pins["packages"], downloads)

    # After pip and npm, which need this user's settings; cfn-lint's settings and newer schemas would change verdicts.
    os.environ.update(HOME=str(work), XDG_CACHE_HOME=str(work))
    from cfnlint.version import __version__

    if __version__ != pins["cfn_lint"]:
        sys.exit(f"error: this is cfn-lint {__version__}, not the {pins['cfn_lint']} of pins.json")

    for name in ("templates", "mutants"):
        shutil.rmtree(work / name, ignore_errors=True)
        (work / name).mkdir()
    # Paths of templates are relative, so that messages are the same in every folder.
    os.chdir(work)
    jobs = []
    for package in pins["packages"]:
        folder = Path("templates") / package["file"].removesuffix(".tgz").removesuffix(".tar.gz")
        for path in extract(package, downloads, folder):
            jobs.append((f"{package['name']} {package['version']}", path, str(folder / path)))

    skipped: collections.Counter[str] = collections.Counter()
    times = []
    kept = []
    resources = Output(work / "resources.jsonl")
    mutants = Output(work / "mutants.jsonl")
    with multiprocessing.Pool(PROCESSES, start, (pins["region"],)) as pool:
        for job, (records, left_out, seconds) in zip(jobs, pool.imap(judge, jobs)):
            skipped.update(left_out)
            times.append((seconds, job[2]))
            kept.extend((job[2], record) for record in records if resources.add(record))
        for records in pool.imap(judge_mutants, bases(kept).items()):
            for record in records:
                mutants.add(record)

    resources.finish()
    for reason, count in sorted(skipped.items()):
        print(f"    {reason}: {count}")
    mutants.finish()
    if arguments.times:
        for seconds, file in sorted(times, reverse=True)[:20]:
            print(f"{seconds:6.2f} s {file}")


if __name__ == "__main__":
    main()
