"""Writes down what MiniStack and moto resolve for published CloudFormation templates; README.md says what is in the lines.

Usage: python observe.py WORK_FOLDER, with the Python of tests/requirements-emulators.txt, and with npm.
"""

from __future__ import annotations

import argparse
import collections
import concurrent.futures
import fnmatch
import json
import shutil
import sys
import time
from pathlib import Path
from typing import Any, Iterator

HERE = Path(__file__).resolve().parent
CORPUS = HERE.parent / "corpus"
sys.path.insert(0, str(CORPUS))

from judge import Skip  # noqa: E402
from packages import extract, fetch, has_hash  # noqa: E402
from parameters import NoValue  # noqa: E402
from probe import Subject  # noqa: E402
from record import blank, lines  # noqa: E402
from servers import started  # noqa: E402
from survey import survey, wanted  # noqa: E402
from templates import Template, linked, read, unique, worth_probing  # noqa: E402

EMULATORS = ("ministack", "moto")


def packages(work: Path) -> Iterator[tuple[dict[str, Any], Path]]:
    """The packages and their downloads."""
    pins = json.loads((HERE / "pins.json").read_text())
    chosen = pins["packages"] + json.loads((CORPUS / "pins.json").read_text())["packages"]
    downloads = work / "packages"
    downloads.mkdir(exist_ok=True)
    for package in chosen:
        # The corpus has most of them.
        elsewhere = work.parent / "corpus" / "packages" / package["file"]
        if not has_hash(downloads / package["file"], package) and has_hash(elsewhere, package):
            shutil.copyfile(elsewhere, downloads / package["file"])
    fetch(chosen, downloads)
    for package in chosen:
        yield package, downloads


def collect(work: Path) -> list[Template]:
    """The templates of all packages that are worth it, in the order of the pins."""
    left_out = json.loads((HERE / "pins.json").read_text())["left_out"]
    shutil.rmtree(work / "templates", ignore_errors=True)
    bodies: dict[str, tuple[str, dict[str, Any]]] = {}
    for package, downloads in packages(work):
        folder = work / "templates" / package["file"].removesuffix(".tgz").removesuffix(".tar.gz")
        for path in extract(package, downloads, folder):
            name = f"{package['name']}@{package['version']}/{path}"
            if any(fnmatch.fnmatchcase(path, pattern) for pattern in left_out):
                continue
            try:
                bodies[name] = f"{package['name']}/{path}", read(folder / path)
            except Skip:
                continue
    return [template for template in unique(linked(bodies)) if worth_probing(template)]


def run(name: str, templates: list[Template], work: Path, written: dict[str, list[dict[str, Any]]], times: list[Any]) -> None:
    with started(name, work) as emulator:
        began = time.monotonic()
        known = survey(emulator, wanted(templates))
        times.append((time.monotonic() - began, name, "survey", len(known)))
        for index, template in enumerate(templates):
            began = time.monotonic()
            try:
                subject = Subject(emulator, known, template, f"t{index}")
                written[name].extend(lines(subject))
                times.append((time.monotonic() - began, name, template.name, subject.deployments))
            except NoValue as error:
                written[name].append(blank(template.name, emulator, str(error)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", type=Path, help="the folder for the packages, the logs and the output")
    parser.add_argument("--times", action="store_true", help="list the templates that take longest")
    arguments = parser.parse_args()
    work: Path = arguments.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    templates = collect(work)
    print(f"{len(templates)} templates, {time.monotonic() - began:.0f} s")

    written: dict[str, list[dict[str, Any]]] = {name: [] for name in EMULATORS}
    times: list[Any] = []
    with concurrent.futures.ThreadPoolExecutor() as threads:
        for done in [threads.submit(run, name, templates, work, written, times) for name in EMULATORS]:
            done.result()

    files = {name: file.body for template in templates for name, file in template.files().items()}
    write(work / "templates.jsonl", [{"name": name, "template": body} for name, body in sorted(files.items())])
    write(work / "observations.jsonl", [line for name in EMULATORS for line in written[name]])
    for name in EMULATORS:
        tell(name, written[name])
    if arguments.times:
        for seconds, *what in sorted(times, reverse=True)[:25]:
            print(f"{seconds:6.2f} s", *what)
    print(f"{time.monotonic() - began:.0f} s")


def write(path: Path, lines_of_file: list[dict[str, Any]]) -> None:
    partial = path.with_name(path.name + ".partial")
    with partial.open("w") as output:
        for line in lines_of_file:
            output.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
    partial.replace(path)


def tell(name: str, written: list[dict[str, Any]]) -> None:
    """Prints what there is of an emulator."""
    counts: collections.Counter[str] = collections.Counter()
    names: dict[str, set[str]] = collections.defaultdict(set)
    for line in written:
        probes = [probe for stack in line["stacks"].values() for probe in stack["probes"].values()]
        counts.update("values" if "value" in probe else "refused expressions" for probe in probes)
        if any("value" in probe for probe in probes):
            names["templates"].add(line["name"])
            if any(stack["conditions"] for stack in line["stacks"].values()):
                names["with conditions"].add(line["name"])
            if len(line["stacks"]) > 1:
                names["with nested stacks"].add(line["name"])
    print(f"{name}:", ", ".join([f"{len(names[kind])} {kind}" for kind in names] + [f"{counts[kind]} {kind}" for kind in counts]))
    for said, count in collections.Counter(str(line["error"])[:120].strip() for line in written if line["error"]).most_common():
        print(f"    {count} {said}")


if __name__ == "__main__":
    main()
