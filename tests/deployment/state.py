"""Reads everything that an account in an emulator has: `state.py EMULATOR URL`, then a line on standard input for each time it is wanted.

Each time a line is printed: `{"state": {what: how it is}, "secrets": {name: value}}`, with the secure parameters as they are decrypted. What
AWS makes up at random is named by its kind, so that two accounts in which the same was done are the same.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from typing import Any, Callable, Iterator

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

HOME, OTHER = "us-east-1", "eu-west-1"
REGIONS = (HOME, OTHER)
RANDOM = [
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"), "UUID"),
    # Nested stacks, then what EC2 makes, then names that MiniStack makes up.
    (re.compile(r"-[0-9a-f]{8}-[0-9a-f]{3}\b"), "-ID"),
    (re.compile(r"-[0-9a-f]{17}\b"), "-ID"),
    (re.compile(r"-[0-9a-f]{8}\b"), "-ID"),
    # Names that moto makes up.
    (re.compile(r"-[0-9A-Z]{12}\b"), "-ID"),
]
# What a stack has when it was only looked at what it would be.
OPEN = "AVAILABLE"
DONE = ("CREATE_COMPLETE", "UPDATE_COMPLETE")


def settled(text: Any) -> str:
    """Without what is made up at random."""
    said = text if isinstance(text, str) else json.dumps(text, sort_keys=True, default=str)
    for pattern, name in RANDOM:
        said = pattern.sub(name, said)
    return said


def text(template: Any) -> str:
    """A template as it was sent, or at least always the same: boto3 reads JSON."""
    return template if isinstance(template, str) else json.dumps(template)


class Account:
    """The account in an emulator behind an address."""

    def __init__(self, emulator: str, url: str) -> None:
        self.keeps_retention = emulator == "ministack"
        self.url = url
        self.clients: dict[tuple[str, str], Any] = {}

    def client(self, service: str, region: str = HOME) -> Any:
        if (service, region) not in self.clients:
            config = Config(region_name=region, s3={"addressing_style": "path"}, retries={"total_max_attempts": 1})
            self.clients[service, region] = boto3.client(service, endpoint_url=self.url, config=config)
        return self.clients[service, region]

    def all(self, service: str, region: str, operation: str, member: str, **arguments: Any) -> Iterator[Any]:
        """What all pages have."""
        client = self.client(service, region)
        if client.can_paginate(operation):
            for page in client.get_paginator(operation).paginate(**arguments):
                yield from page.get(member, [])
        else:
            yield from getattr(client, operation)(**arguments).get(member, [])

    def stacks(self, region: str) -> Iterator[tuple[str, Any]]:
        cloudformation = self.client("cloudformation", region)
        for stack in self.all("cloudformation", region, "describe_stacks", "Stacks"):
            name, what = stack["StackId"], f"{region} stack {settled(stack['StackName'])}"
            yield f"{what} status", stack["StackStatus"]
            for one in stack.get("Parameters", []):
                yield f"{what} parameter {one['ParameterKey']}", one["ParameterValue"]
            for one in stack.get("Outputs", []):
                yield f"{what} output {one['OutputKey']}", [one["OutputValue"], one.get("ExportName")]
            for one in stack.get("Tags", []):
                yield f"{what} tag {one['Key']}", one["Value"]
            template = cloudformation.get_template(StackName=name)["TemplateBody"]
            yield f"{what} template", hashlib.sha256(text(template).encode()).hexdigest()
            for one in cloudformation.describe_stack_resources(StackName=name)["StackResources"]:
                if "LogicalResourceId" not in one:
                    # moto lists what it does not know, too.
                    continue
                said = [one["ResourceType"], one["ResourceStatus"], one.get("PhysicalResourceId")]
                yield f"{what} resource {one['LogicalResourceId']}", said
            for one in self.all("cloudformation", region, "list_change_sets", "Summaries", StackName=name):
                # Emulators keep those that are executed.
                if one["ExecutionStatus"] == OPEN or one["Status"] not in DONE:
                    yield f"{what} change set {one['ChangeSetName']}", [one["Status"], one["ExecutionStatus"]]

    def stack_sets(self) -> Iterator[tuple[str, Any]]:
        """Stack sets with their instances. What operations did is in the stacks, and how often in the calls; here is what did not end well."""
        cloudformation = self.client("cloudformation")
        try:
            summaries = list(self.all("cloudformation", HOME, "list_stack_sets", "Summaries"))
        except ClientError as error:
            if error.response["Error"]["Code"] != "InvalidAction":
                raise
            return
        # A deleted one is still listed.
        for name in (one["StackSetName"] for one in summaries if one["Status"] != "DELETED"):
            what, found = f"stack set {name}", cloudformation.describe_stack_set(StackSetName=name)["StackSet"]
            yield f"{what} status", found["Status"]
            yield f"{what} template", hashlib.sha256(text(found["TemplateBody"]).encode()).hexdigest()
            yield f"{what} roles", [found.get("AdministrationRoleARN"), found.get("ExecutionRoleName")]
            for one in found.get("Parameters", []):
                yield f"{what} parameter {one['ParameterKey']}", one["ParameterValue"]
            for one in found.get("Tags", []):
                yield f"{what} tag {one['Key']}", one["Value"]
            for one in self.all("cloudformation", HOME, "list_stack_instances", "Summaries", StackSetName=name):
                instance = cloudformation.describe_stack_instance(
                    StackSetName=name, StackInstanceAccount=one["Account"], StackInstanceRegion=one["Region"]
                )["StackInstance"]
                where = f"{what} in {one['Region']} of {one['Account']}"
                yield where, [instance["Status"], instance.get("StackId")]
                for override in instance.get("ParameterOverrides", []):
                    yield f"{where} override {override['ParameterKey']}", override["ParameterValue"]
            for one in self.all("cloudformation", HOME, "list_stack_set_operations", "Summaries", StackSetName=name):
                if one["Status"] != "SUCCEEDED":
                    yield f"{what} operation {one['OperationId']}", [one["Action"], one["Status"]]

    def parameters(self, region: str) -> Iterator[tuple[str, Any]]:
        for one in self.all("ssm", region, "describe_parameters", "Parameters"):
            yield f"{region} parameter {one['Name']}", [one["Type"], one["Version"]]

    def secrets(self) -> dict[str, str]:
        """Values of the secure parameters."""
        values = {}
        for region in REGIONS:
            for one in self.all("ssm", region, "describe_parameters", "Parameters"):
                if one["Type"] == "SecureString":
                    found = self.client("ssm", region).get_parameter(Name=one["Name"], WithDecryption=True)
                    values[f"{region} {one['Name']}"] = found["Parameter"]["Value"]
        return values

    def objects(self) -> Iterator[tuple[str, Any]]:
        s3 = self.client("s3")
        for bucket in (one["Name"] for one in s3.list_buckets()["Buckets"]):
            yield f"bucket {bucket}", ""
            for kind in ("Versions", "DeleteMarkers"):
                for one in self.all("s3", HOME, "list_object_versions", kind, Bucket=bucket):
                    yield f"{kind} of {bucket}/{one['Key']}", [one["IsLatest"], one.get("Size"), one.get("ETag")]

    def images(self, region: str) -> Iterator[tuple[str, Any]]:
        for repository in self.all("ecr", region, "describe_repositories", "repositories"):
            name = repository["repositoryName"]
            yield f"{region} repository {name}", ""
            for one in self.all("ecr", region, "describe_images", "imageDetails", repositoryName=name):
                yield f"{region} image {name}@{one['imageDigest']}", sorted(one.get("imageTags", []))

    def resources(self, region: str) -> Iterator[tuple[str, Any]]:
        """What stacks make, also if no stack knows of it any more."""
        named: list[tuple[str, str, str, Callable[[Any], Any]]] = [
            ("cloudwatch", "describe_alarms", "MetricAlarms", lambda one: one["AlarmName"]),
            ("dynamodb", "list_tables", "TableNames", str),
            ("ec2", "describe_security_groups", "SecurityGroups", lambda one: one["GroupName"]),
            ("ec2", "describe_subnets", "Subnets", lambda one: one["CidrBlock"]),
            ("ec2", "describe_vpc_endpoints", "VpcEndpoints", lambda one: one["ServiceName"]),
            ("ec2", "describe_vpcs", "Vpcs", lambda one: one["CidrBlock"]),
            ("events", "list_rules", "Rules", lambda one: one["Name"]),
            ("iam", "list_roles", "Roles", lambda one: one["RoleName"]),
            ("kms", "list_aliases", "Aliases", lambda one: one["AliasName"]),
            ("lambda", "list_functions", "Functions", lambda one: one["FunctionName"]),
            ("rds", "describe_db_clusters", "DBClusters", lambda one: one["DBClusterIdentifier"]),
            ("rds", "describe_db_instances", "DBInstances", lambda one: one["DBInstanceIdentifier"]),
            ("sqs", "list_queues", "QueueUrls", str),
        ]
        for service, operation, member, name in named:
            for one in self.all(service, region, operation, member):
                yield f"{region} {service} {member} {settled(name(one))}", ""
        for one in self.all("logs", region, "describe_log_groups", "logGroups"):
            # A function that has answered goes on until its group may be gone, and MiniStack makes the group again for what it then says. On
            # AWS the functions' roles don't allow that. All groups of the stacks have a retention.
            if "retentionInDays" in one or not self.keeps_retention:
                yield f"{region} logs logGroups {settled(one['logGroupName'])}", one.get("retentionInDays", "")
        for one in self.all("kms", region, "list_keys", "Keys"):
            state = self.client("kms", region).describe_key(KeyId=one["KeyId"])["KeyMetadata"]["KeyState"]
            yield f"{region} kms key, {state}", ""

    def state(self) -> dict[str, str]:
        """Everything, each under a name of its own."""
        found: dict[str, str] = {}
        of_regions = (self.stacks, self.parameters, self.images, self.resources)
        for part in (self.stack_sets(), self.objects(), *(of(region) for region in REGIONS for of in of_regions)):
            for what, how in part:
                number, name = 1, what
                while name in found:
                    number += 1
                    name = f"{what} ({number})"
                found[name] = settled(how)
        return found


def main(emulator: str, url: str) -> None:
    account = Account(emulator, url)
    for _ in sys.stdin:
        print(json.dumps({"state": account.state(), "secrets": account.secrets()}), flush=True)


main(sys.argv[1], sys.argv[2])
