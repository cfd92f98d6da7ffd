"""Images and tests install the same versions, each file known by its hash."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FUNCTIONS = Path(__file__).resolve().parents[1]
FILES = [FUNCTIONS / "requirements-tests.txt", *sorted(FUNCTIONS.glob("*/requirements.txt"))]


def pins(path: Path) -> dict[str, str]:
    text = re.sub(r"(?m)^#.*\n", "", path.read_text()).replace("\\\n", " ")
    lines = [line.split() for line in text.splitlines() if line.strip()]
    for line in lines:
        assert re.fullmatch(r"[a-z0-9._-]+==[a-z0-9.]+", line[0]), f"{path}: {line[0]} is not pinned"
        assert len(line) > 1 and all(part.startswith("--hash=sha256:") for part in line[1:]), f"{path}: {line[0]}"
    return dict(line[0].split("==") for line in lines)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(FUNCTIONS)))
def test_everything_is_pinned_and_the_same_everywhere(path):
    tested = pins(FILES[0])
    assert {name: tested.get(name) for name in pins(path)} == pins(path)
