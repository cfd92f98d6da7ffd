#!/usr/bin/env bash
# All checks of the workspace, in the order in which they are quickest to fail.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

step() {
    printf '\n== %s\n' "$*"
    "$@"
}

# The tests install their Python tools themselves, into a virtual environment; Debian packages that part of Python apart. With
# pip and npm they fetch what the facts are made from, the templates they are compared on, and CDK. The tests of the platform's
# functions start a MariaDB server of their own, those of the pages a browser.
has_venv() {
    python3 -c 'import ensurepip, venv' 2>/dev/null
}
has_pip() {
    python3 -m pip --version >/dev/null 2>&1
}
has_npm() {
    node --version >/dev/null 2>&1 && npm --version >/dev/null 2>&1
}
has_mariadb() {
    command -v mariadbd >/dev/null 2>&1 || [ -x /usr/sbin/mariadbd ]
}
has_chromium() {
    command -v chromium >/dev/null 2>&1
}
has_openssl() {
    command -v openssl >/dev/null 2>&1
}
missing=()
has_mariadb || missing+=(mariadb-server)
has_chromium || missing+=(chromium)
has_openssl || missing+=(openssl)
has_venv || missing+=(python3-venv)
has_pip || missing+=(python3-pip)
has_npm || missing+=(nodejs npm)
if [ "${#missing[@]}" -gt 0 ] && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    step apt-get update -q
    step env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
fi
if ! has_venv || ! has_pip || ! has_npm || ! has_mariadb || ! has_chromium || ! has_openssl; then
    echo 'error: python3 with its venv module and pip, node with npm, a MariaDB server, Chromium and openssl are needed' >&2
    echo 'help: on Debian: apt-get install python3-venv python3-pip nodejs npm mariadb-server chromium openssl' >&2
    exit 1
fi

# Nobody debugs or builds again what one whole run leaves behind: without either kind of help it needs a third of the disk.
export CARGO_INCREMENTAL=0 CARGO_PROFILE_DEV_DEBUG=0

step cargo fmt --all --check
step cargo clippy --workspace --all-targets --locked -- -D warnings
step cargo clippy --package tap-cli --package tap-examples --features aws --all-targets --locked -- -D warnings
step env RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps --locked
step env RUSTDOCFLAGS='-D warnings' cargo doc --package tap-cli --features aws --no-deps --locked
# The committed facts are what the pinned packages give.
step cargo run --locked -p tap-schema --example refresh -- --check
step cargo test --package tap-cli --features aws --locked
step cargo test --workspace --locked
