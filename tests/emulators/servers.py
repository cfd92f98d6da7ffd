"""Starts the emulators and creates, reads and deletes stacks in them."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Iterator

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

# moto answers with a page if it fails, which is no XML.
FAILURES = (ClientError, BotoCoreError, ResponseParserError)
REGION = "us-east-1"
BUCKET = "templates"
BODY_BYTES = 51_200
START_SECONDS = 60
STACK_SECONDS = 20
CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]


class Refused(Exception):
    """What an emulator said instead of making a stack."""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class Emulator:
    """One server, and what differs between the two."""

    def __init__(self, name: str, port: int) -> None:
        self.name = name
        self.url = f"http://127.0.0.1:{port}"
        # moto has no outputs of nested stacks, takes a list's default for a string, and any length of template.
        self.nests = name == "ministack"
        self.takes_list_defaults = name == "ministack"
        self.limits_bodies = name == "ministack"
        self.cloudformation = self.client("cloudformation")
        self.stored: set[str] = set()
        self.account = ""
        self.zones: list[str] = []
        self.texts: dict[str, str] = {}

    def client(self, service: str) -> Any:
        return boto3.client(
            service,
            endpoint_url=self.url,
            region_name=REGION,
            aws_access_key_id="test",
            aws_secret_access_key="test",
            config=Config(retries={"total_max_attempts": 1}, read_timeout=STACK_SECONDS, s3={"addressing_style": "path"}),
        )

    def open(self) -> None:
        self.account = self.client("sts").get_caller_identity()["Account"]
        self.s3 = self.client("s3")
        self.s3.create_bucket(Bucket=BUCKET)
        self.ssm = self.client("ssm")
        zones = {"Value": {"Fn::Join": [",", {"Fn::GetAZs": ""}]}}
        stack = self.create("zones", {"Resources": {"R": {"Type": "AWS::SNS::Topic"}}, "Outputs": {"Zones": zones}}, {})
        self.zones = str(stack["Outputs"][0]["OutputValue"]).split(",")
        self.delete("zones")

    def upload(self, key: str, template: dict[str, Any]) -> str:
        """Puts a template into the emulator's S3; the URL that a nested stack takes."""
        text = json.dumps(template)
        if self.texts.get(key) != text:
            self.s3.put_object(Bucket=BUCKET, Key=key, Body=text.encode())
            self.texts[key] = text
        return f"{self.url}/{BUCKET}/{key}"

    def store(self, values: dict[str, str]) -> None:
        """Puts parameters into the emulator's parameter store."""
        for name, value in values.items():
            try:
                if name not in self.stored:
                    self.ssm.put_parameter(Name=name, Value=value, Type="String")
                    self.stored.add(name)
            except FAILURES as error:
                raise Refused(f"parameter store: {message(error)}") from error

    def create(self, name: str, template: dict[str, Any], parameters: dict[str, str]) -> dict[str, Any]:
        """Makes a stack; its description."""
        try:
            text = json.dumps(template)
            large = self.limits_bodies and len(text) > BODY_BYTES
            self.cloudformation.create_stack(
                StackName=name,
                **({"TemplateURL": self.upload(f"{name}.json", template)} if large else {"TemplateBody": text}),
                Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()],
                Capabilities=CAPABILITIES,
                DisableRollback=True,
            )
            until = time.monotonic() + STACK_SECONDS
            while True:
                stack = self.describe(name)
                if stack["StackStatus"] == "CREATE_COMPLETE":
                    return stack
                if not stack["StackStatus"].endswith("_IN_PROGRESS"):
                    raise Refused(f"{stack['StackStatus']}: {stack.get('StackStatusReason', '')}")
                if time.monotonic() > until:
                    raise Refused("takes too long")
                time.sleep(0.003)
        except FAILURES as error:
            raise Refused(message(error)) from error

    def describe(self, name: str) -> dict[str, Any]:
        return dict(self.cloudformation.describe_stacks(StackName=name)["Stacks"][0])

    def resources(self, name: str) -> dict[str, dict[str, Any]]:
        found = self.cloudformation.describe_stack_resources(StackName=name)["StackResources"]
        # moto lists what it does not make without an id.
        return {resource["LogicalResourceId"]: resource for resource in found if "LogicalResourceId" in resource}

    def delete(self, name: str) -> None:
        """Deletes a stack if it is there, as far as the emulator can."""
        with contextlib.suppress(*FAILURES):
            self.cloudformation.delete_stack(StackName=name)
            until = time.monotonic() + STACK_SECONDS
            while time.monotonic() < until and self.describe(name)["StackStatus"] == "DELETE_IN_PROGRESS":
                time.sleep(0.003)


def message(error: Exception) -> str:
    """What an emulator said, or that it failed."""
    if isinstance(error, ClientError):
        return str(error.response["Error"].get("Message") or error.response["Error"].get("Code"))
    return "the server failed" if "500 Internal Server Error" in str(error) else type(error).__name__


@contextlib.contextmanager
def started(name: str, work: Path) -> Iterator[Emulator]:
    """The server, for as long as the block takes."""
    port = free_port()
    folder = Path(sys.executable).parent
    environment = {**os.environ, "DOCKER_HOST": "unix:///nonexistent", "HOME": str(work)}
    if name == "ministack":
        command = [str(folder / "ministack")]
        environment.update(BIND_HOST="127.0.0.1", MINISTACK_HOST="127.0.0.1", GATEWAY_PORT=str(port))
    else:
        command = [str(folder / "moto_server"), "-H", "127.0.0.1", "-p", str(port)]
    with (work / f"{name}.log").open("w") as log, subprocess.Popen(
        command, env=environment, cwd=work, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
    ) as server:
        try:
            until = time.monotonic() + START_SECONDS
            while True:
                with contextlib.suppress(OSError):
                    socket.create_connection(("127.0.0.1", port), timeout=1).close()
                    break
                if server.poll() is not None or time.monotonic() > until:
                    sys.exit(f"error: {command[0]} did not start, see {log.name}")
                time.sleep(0.05)
            emulator = Emulator(name, port)
            emulator.open()
            yield emulator
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
