"""What the tests of several functions stand on: a MariaDB server, AWS on 127.0.0.1, and an environment made of both."""
