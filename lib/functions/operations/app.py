"""The commands, named as handlers in the configuration of the image: `app.empty_bucket`, `app.gate`, `app.sweep`."""

from __future__ import annotations

import os
from typing import Any

from operations import aws
from operations.emptier import Emptier
from operations.gate import Gate
from operations.settings import SweepSettings
from operations.sweeper import Sweeper
from shared.custom_resource import handle
from shared.logs import logger


def empty_bucket(event: Any, context: Any) -> dict[str, Any]:
    """Custom resource: empties a bucket before its stack deletes it."""
    emptier = Emptier(aws.client, logger("empty-bucket", context))
    return handle(event, context, emptier.create, emptier.update, emptier.delete)


def gate(event: Any, context: Any) -> dict[str, Any]:
    """Custom resource: fails a deployment after which transactions or alarms fail."""
    watch = Gate(aws.client, logger("gate", context))
    return handle(event, context, watch.create, watch.update, watch.delete)


def sweep(event: Any, context: Any) -> dict[str, Any]:
    """Scheduled: deletes final snapshots that are past their time."""
    settings = SweepSettings.read(os.environ)
    return Sweeper(aws.client("rds"), settings, logger("sweep", context)).run(event, context)
