"""A function as Lambda runs it: the files that its image has, through the runtime's interface."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

from operations.tests.runtime import FUNCTIONS, Result, invoke
from tests.environment import MIGRATIONS

_COPY = re.compile(
    r"^COPY (?:--from=(?P<context>\S+) )?(?P<files>\S+) \$\{LAMBDA_TASK_ROOT\}/(?P<folder>\S*)$", re.MULTILINE
)


def task_root(function: str, directory: Path) -> Path:
    """The image's task root below `directory`, copied as its Dockerfile says."""
    dockerfile = (FUNCTIONS / function / "Dockerfile").read_text()
    copies = list(_COPY.finditer(dockerfile))
    assert len(copies) == dockerfile.count("COPY ") - 1, "all but the requirements go into the task root"
    for copy in copies:
        folder = directory / copy["folder"]
        folder.mkdir(exist_ok=True)
        source = {None: FUNCTIONS, "migrations": MIGRATIONS}[copy["context"]]
        files = list(source.glob(copy["files"]))
        assert files, f"{copy['files']} is nothing"
        for file in files:
            shutil.copy(file, folder)
    return directory


def invoke_image(function: str, event: Any, variables: dict[str, str], directory: Path) -> Result:
    """Hands `event` to the function's image, which says by `CMD` what its handler is."""
    root = task_root(function, directory)
    (handler,) = re.findall(r'^CMD \["(\S+)"\]$', (FUNCTIONS / function / "Dockerfile").read_text(), re.MULTILINE)
    if (root / "migrations").exists():
        variables = {**variables, "MIGRATIONS_DIRECTORY": str(root / "migrations")}
    return invoke(handler, event, variables=variables, task_root=root)
