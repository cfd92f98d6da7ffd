"""What the platform's functions work on in a simulation: a database, and AWS on 127.0.0.1, until the input ends.

Prints a line of JSON, the functions' environment variables. Then it takes a line of JSON at a time, a command and its
arguments, and answers each with a line.
"""

from __future__ import annotations

import json
import sys
from typing import Any

import boto3
from moto.server import ThreadedMotoServer

from tests.environment import Environment
from tests.mariadb import MariaDb


class World:
    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def fill(self, bucket: str, count: int) -> int:
        """A versioned bucket of that name with objects."""
        s3 = self._environment.s3
        if bucket not in [made["Name"] for made in s3.list_buckets()["Buckets"]]:
            s3.create_bucket(Bucket=bucket)
            s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
        for number in range(count):
            s3.put_object(Bucket=bucket, Key=f"audit/{number}", Body=b"x")
        return self.count(bucket)

    def count(self, bucket: str) -> int:
        """Versions in the bucket."""
        return len(self._environment.s3.list_object_versions(Bucket=bucket).get("Versions", []))

    def alarms(self, state: str, *names: str) -> None:
        """Alarms of these names in that state."""
        variables = self._environment.variables
        cloudwatch = boto3.client(
            "cloudwatch",
            endpoint_url=variables["AWS_ENDPOINT_URL"],
            region_name=variables["AWS_REGION"],
            aws_access_key_id=variables["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=variables["AWS_SECRET_ACCESS_KEY"],
        )
        for name in names:
            cloudwatch.put_metric_alarm(
                AlarmName=name,
                MetricName="Errors",
                Namespace="AWS/Lambda",
                Statistic="Sum",
                Period=60,
                EvaluationPeriods=1,
                Threshold=1,
                ComparisonOperator="GreaterThanThreshold",
            )
            cloudwatch.set_alarm_state(AlarmName=name, StateValue=state, StateReason=f"it is {state}")

    def tables(self) -> list[str]:
        """Tables of the database, sorted."""
        return sorted(row[0] for row in self._environment.sql("SHOW TABLES"))

    def apply(self, name: str) -> None:
        """A migration that the image does not know was applied, by a newer one."""
        self._environment.sql(
            "INSERT INTO schema_migrations (name, checksum, statements, position, applied, started_at, finished_at)"
            " VALUES (%s, %s, 1, 1, %s, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))",
            name,
            "0" * 64,
            "0" * 64,
        )

    def drop(self) -> None:
        """An empty database again."""
        self._environment.empty()


def main() -> None:
    def say(value: Any) -> None:
        print(json.dumps(value), flush=True)

    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    moto.start()
    database = MariaDb()
    try:
        host, port = moto.get_host_and_port()
        environment = Environment(database, f"http://{host}:{port}")
        world = World(environment)
        say(environment.variables)
        for line in sys.stdin:
            command, *arguments = json.loads(line)
            say(getattr(world, command)(*arguments))
    finally:
        database.stop()
        moto.stop()


if __name__ == "__main__":
    main()
