"""Validates transactions and records what was decided on them."""
