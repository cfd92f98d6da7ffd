"""A MariaDB server of the tests' own: a free port, a temporary directory, TLS or nothing, stopped by its process."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pymysql

START_SECONDS = 40


class MariaDb:
    """The server, started by the constructor."""

    def __init__(self) -> None:
        install, daemon, openssl = (_program(p) for p in ("mariadb-install-db", "mariadbd", "openssl"))
        # Unix sockets have short names.
        self.directory = Path(tempfile.mkdtemp(prefix="tap-db-", dir=_memory()))
        self.socket = self.directory / "s"
        self.port = free_port()
        self.ca_bundle = self.directory / "ca.pem"
        self._process: subprocess.Popen[bytes] | None = None
        try:
            _certificates(openssl, self.directory)
            data = self.directory / "data"
            self._install(install, data)
            self._start(daemon, data)
        except BaseException:
            self.stop()
            raise

    def admin(self) -> pymysql.Connection:
        """A connection of the administrator, over the socket."""
        return pymysql.connect(unix_socket=str(self.socket), user="root", autocommit=True, ssl_disabled=True)

    def admin_execute(self, statement: str, *values: object) -> None:
        """Runs one statement as the administrator."""
        connection = self.admin()
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, values or None)
        finally:
            connection.close()

    def stop(self) -> None:
        """Ends the server and removes its files."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)

    def _install(self, install: str, data: Path) -> None:
        done = subprocess.run(
            [
                install,
                "--no-defaults",
                f"--datadir={data}",
                f"--user={getpass.getuser()}",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--skip-name-resolve",
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(f"mariadb-install-db failed:\n{done.stdout}")

    def _start(self, daemon: str, data: Path) -> None:
        log = self.directory / "log"
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                [
                    daemon,
                    "--no-defaults",
                    f"--user={getpass.getuser()}",
                    f"--datadir={data}",
                    f"--socket={self.socket}",
                    f"--port={self.port}",
                    f"--pid-file={self.directory / 'pid'}",
                    "--bind-address=127.0.0.1",
                    "--skip-name-resolve",
                    "--require-secure-transport=ON",
                    f"--ssl-ca={self.ca_bundle}",
                    f"--ssl-cert={self.directory / 'server.pem'}",
                    f"--ssl-key={self.directory / 'server.key'}",
                    # Not UTC, so that whoever leaves the zone to the server is found out.
                    "--default-time-zone=+05:00",
                    # Nothing of this outlives the tests.
                    "--innodb-flush-log-at-trx-commit=0",
                    "--innodb-buffer-pool-size=48M",
                    "--innodb-log-file-size=16M",
                    "--performance-schema=OFF",
                ],
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        end = time.monotonic() + START_SECONDS
        while True:
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"mariadbd did not start:\n{log.read_text(errors='replace')[-4000:]}")
            try:
                self.admin().close()
                return
            except pymysql.err.MySQLError:
                time.sleep(0.1)


def free_port() -> int:
    """A port that nobody has now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _memory() -> str | None:
    """A directory in memory if there is one with room. Elsewhere changes of the schema wait for the disk."""
    directory = "/dev/shm"
    try:
        roomy = shutil.disk_usage(directory).free > 512 * 2**20
    except OSError:
        return None
    return directory if roomy and os.access(directory, os.W_OK) else None


def _program(name: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if found is None:
        raise RuntimeError(
            f"{name} is not in PATH: these tests need a MariaDB server (Debian: mariadb-server) and openssl"
        )
    return found


def _certificates(openssl: str, directory: Path) -> None:
    """An authority, and a certificate of it for 127.0.0.1."""

    def run(*arguments: str) -> None:
        subprocess.run([openssl, *arguments], cwd=directory, check=True, capture_output=True)

    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes")
    for name in ("ca", "stranger"):
        run("req", "-x509", *key, "-keyout", f"{name}.key", "-out", f"{name}.pem", "-days", "2", "-subj", f"/CN={name}")
    run("req", *key, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=database")
    (directory / "names").write_text("subjectAltName = IP:127.0.0.1\n")
    run(
        *("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"),
        *("-out", "server.pem", "-days", "2", "-extfile", "names"),
    )
