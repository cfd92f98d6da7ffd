"""Why a call of AWS failed, in a word."""

from __future__ import annotations


def cause_of(error: Exception) -> str:
    """The service's code, or the kind of failure on the way to it. Messages may name what should not be logged."""
    response = getattr(error, "response", None) or {}
    return response.get("Error", {}).get("Code") or type(error).__name__
