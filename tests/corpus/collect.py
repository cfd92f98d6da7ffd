"""Judges the resources of published CloudFormation templates with cfn-lint, one JSON line for each.

Usage: python collect.py WORK_FOLDER, with a Python 3.11 that has cfn-lint and pip, and with npm; README.md says more.
"""

from __future__ import annotations

import argparse
import collections
import hashlib
import json
import multiprocessing
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

from judge import Linter
from mutate import bases
from packages import extract, fetch

HERE = Path(__file__).resolve().parent
PROCESSES = 2

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
