#!/usr/bin/env bash
# All checks of the workspace, in the order in which they are quickest to fail.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

step() {
    printf '\n== %s\n' "$*"
    "$@"
}

# The tests install their Python tools themselves, into a virtual environment; Debian packages that part of Python apart.
has_venv() {
    python3 -c 'import ensurepip, venv' 2>/dev/null
}
if ! has_venv && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    step apt-get update -q
    step env DEBIAN_FRONTEND=noninteractive apt-get install -q -y python3-venv
fi
if ! has_venv; then
    echo 'error: python3 with its venv module is needed (on Debian: apt-get install python3-venv)' >&2
    exit 1
fi

step cargo fmt --all --check
step cargo clippy --workspace --all-targets --locked -- -D warnings
step env RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps --locked
step cargo test --workspace --locked
