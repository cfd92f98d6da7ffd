"""Makes calls to AWS as botocore does, and prints the answers: `wire.py URL CALLS`, the calls as JSON.

A call is `[service, region, method of boto3's client, arguments]`. Each gives a line: `{"answer": …}` or `{"code": …, "message": …}`. Credentials
and retries are those of the environment.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError
from botocore.parsers import ResponseParserError


def plain(value: Any) -> Any:
    """What JSON has no form of: streams as their text, times as they are printed."""
    return value.read().decode() if hasattr(value, "read") else str(value)


def main(url: str, calls: list[tuple[str, str, str, dict[str, Any]]]) -> None:
    clients: dict[tuple[str, str], Any] = {}
    for service, region, method, arguments in calls:
        if (service, region) not in clients:
            config = Config(region_name=region, s3={"addressing_style": "path"})
            clients[service, region] = boto3.client(service, endpoint_url=url, config=config)
        try:
            answer = getattr(clients[service, region], method)(**arguments)
            answer.pop("ResponseMetadata", None)
            said = {"answer": answer}
        except ClientError as error:
            said = {"code": error.response["Error"]["Code"], "message": error.response["Error"]["Message"]}
        except (HTTPClientError, ResponseParserError) as error:
            # No answer, or none that is one: moto answers with a page if it fails.
            said = {"code": type(error).__name__, "message": str(error)}
        print(json.dumps(said, default=plain), flush=True)


main(sys.argv[1], json.loads(sys.argv[2]))
