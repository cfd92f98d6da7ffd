"""An environment of the platform for one test: a database, parameters, the sessions table and the audit bucket."""

from __future__ import annotations

import json
import uuid
from functools import cache
from pathlib import Path
from typing import Any

import boto3

from shared.database import Database, DatabaseSettings
from shared.logs import logger
from tests.mariadb import MariaDb

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"
REGION = "us-east-1"
PASSWORD = "correct horse battery staple"
VALIDATOR = "validator"
VALIDATOR_PASSWORD = "wrong horse, other battery"

# What the administrator of Aurora MySQL 3 may do, but for what MariaDB does not know. It is no SUPER.
_ADMINISTRATOR = (
    "ALTER, ALTER ROUTINE, CREATE, CREATE ROUTINE, CREATE TEMPORARY TABLES, CREATE USER, CREATE VIEW, DELETE, DROP,"
    " EVENT, EXECUTE, INDEX, INSERT, LOCK TABLES, PROCESS, REFERENCES, RELOAD, REPLICATION CLIENT, REPLICATION SLAVE,"
    " SELECT, SHOW DATABASES, SHOW VIEW, TRIGGER, UPDATE"
)


@cache
def _client(service: str, endpoint: str) -> Any:
    return boto3.client(
        service,
        region_name=REGION,
        endpoint_url=endpoint,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )


class Environment:
    """Names as the templates give them, with a suffix of its own."""

    def __init__(self, server: MariaDb, endpoint: str) -> None:
        self.server = server
        self.endpoint = endpoint
        self.suffix = f"t{uuid.uuid4().hex[:12]}"
        self.database_name = f"transactions_{self.suffix}"
        self.administrator = f"u{self.suffix}"
        self.username = self.administrator
        self.table = f"sessions-{self.suffix}"
        self.bucket = f"audit-{self.suffix}-123456789012-{REGION}"
        self.endpoint_parameter = f"/tap/{self.suffix}/database/endpoint"
        self.password_parameter = f"/tap/{self.suffix}/database/password"
        self.validator_password_parameter = f"/tap/{self.suffix}/database/validator-password"
        self.ssm, self.dynamodb, self.s3 = (_client(s, endpoint) for s in ("ssm", "dynamodb", "s3"))
        self._make()
        self.shared_database = self.database()

    @property
    def variables(self) -> dict[str, str]:
        """The functions' environment variables."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "SESSIONS_TABLE": self.table,
            "AUDIT_BUCKET": self.bucket,
            "DATABASE_NAME": self.database_name,
            "DATABASE_USERNAME": self.username,
            "DATABASE_ENDPOINT_PARAMETER": self.endpoint_parameter,
            "DATABASE_PASSWORD_PARAMETER": self.password_parameter,
            "VALIDATOR_PASSWORD_PARAMETER": self.validator_password_parameter,
            "DATABASE_CA_BUNDLE": str(self.server.ca_bundle),
            "DATABASE_PORT": str(self.server.port),
            "MIGRATIONS_DIRECTORY": str(MIGRATIONS),
        }

    def settings(self, **changes: Any) -> DatabaseSettings:
        values: dict[str, Any] = {
            "endpoint_parameter": self.endpoint_parameter,
            "password_parameter": self.password_parameter,
            "name": self.database_name,
            "username": self.username,
            "ca_bundle": str(self.server.ca_bundle),
            "port": self.server.port,
        }
        return DatabaseSettings(**{**values, **changes})

    def database(self, **changes: Any) -> Database:
        """The database as a function sees it."""
        return Database(self.settings(**changes), self.ssm, logger("under-test"))

    def become_validator(self) -> None:
        """From now on the environment of the validator, which the migrator has made a user for."""
        self.username = VALIDATOR
        self.password_parameter = self.validator_password_parameter

    def put_parameter(self, name: str, value: str, secure: bool = False) -> None:
        self.ssm.put_parameter(Name=name, Value=value, Type="SecureString" if secure else "String", Overwrite=True)

    def rotate(self, password: str) -> None:
        """A new password, in the database and in Parameter Store."""
        self.server.admin_execute(f"ALTER USER `{self.username}`@'%%' IDENTIFIED BY %s", password)
        self.put_parameter(self.password_parameter, password, secure=True)

    def sql(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a statement, run by the administrator."""
        connection = self.server.admin()
        try:
            connection.select_db(self.database_name)
            with connection.cursor() as cursor:
                cursor.execute("SET time_zone = '+00:00'")
                cursor.execute(statement, values or None)
                return list(cursor.fetchall())
        finally:
            connection.close()

    def open_account(self, account_id: str, **changes: Any) -> None:
        """An account with ample limits."""
        values: dict[str, Any] = {
            "status": "active",
            "currency": "EUR",
            "balance": 10_000,
            "overdraft_limit": 0,
            "transaction_limit": 1_000_000,
            "daily_limit": 1_000_000,
            **changes,
        }
        self.sql(
            f"INSERT INTO accounts (account_id, created_at, updated_at, {', '.join(values)})"
            f" VALUES (%s, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), {', '.join(['%s'] * len(values))})",
            account_id,
            *values.values(),
        )

    def balance(self, account_id: str) -> int:
        return self.sql("SELECT balance FROM accounts WHERE account_id = %s", account_id)[0][0]

    def audit_keys(self) -> list[str]:
        """Keys of all versions in the audit bucket."""
        return [v["Key"] for v in self.s3.list_object_versions(Bucket=self.bucket).get("Versions", [])]

    def audit_object(self, key: str) -> Any:
        return json.loads(self.s3.get_object(Bucket=self.bucket, Key=key)["Body"].read())

    def sessions(self) -> list[dict[str, Any]]:
        return self.dynamodb.scan(TableName=self.table, ConsistentRead=True)["Items"]

    def empty(self) -> None:
        """An empty database again."""
        self.server.admin_execute(f"DROP DATABASE IF EXISTS `{self.database_name}`")
        self.server.admin_execute(f"CREATE DATABASE `{self.database_name}` CHARACTER SET utf8mb4")

    def remove(self) -> None:
        self.server.admin_execute(f"DROP DATABASE IF EXISTS `{self.database_name}`")
        self.server.admin_execute(f"DROP USER IF EXISTS `{self.administrator}`@'%', `{VALIDATOR}`@'%'")

    def _make(self) -> None:
        self.empty()
        self.server.admin_execute(f"CREATE USER `{self.username}`@'%%' IDENTIFIED BY %s", PASSWORD)
        self.server.admin_execute(f"GRANT {_ADMINISTRATOR} ON *.* TO `{self.username}`@'%' WITH GRANT OPTION")
        self.put_parameter(self.endpoint_parameter, "127.0.0.1")
        self.put_parameter(self.password_parameter, PASSWORD, secure=True)
        self.put_parameter(self.validator_password_parameter, VALIDATOR_PASSWORD, secure=True)
        self.dynamodb.create_table(
            TableName=self.table,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "session_id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "session_id", "KeyType": "HASH"}],
        )
        self.s3.create_bucket(Bucket=self.bucket)
        self.s3.put_bucket_versioning(Bucket=self.bucket, VersioningConfiguration={"Status": "Enabled"})
