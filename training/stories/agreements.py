"""Types of contracts by their titles, which tell what a contract is."""

from __future__ import annotations

from functools import cache

from training.data import raw


@cache
def types_by_title(language: str) -> dict[str, str]:
    """The type that each title of that language stands for; titles that name a subject are left
    out.
    """
    return {
        title: kind
        for kind, plan in raw("agreements").items()
        for title in plan["titles"][language]
        if "{" not in title
    }
