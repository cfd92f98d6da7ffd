"""Fetches the packages of pins.json and takes the files out of them that may be templates."""

from __future__ import annotations

import base64
import fnmatch
import hashlib
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

SUFFIXES = (".json", ".yaml", ".yml", ".template")


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
