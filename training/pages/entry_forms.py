"""The forms of one job or one course of study: on which lines what it says stands."""

from __future__ import annotations

from collections.abc import Callable

Cells = dict[str, str]  # what one entry says, by key; "" for what it does not
Form = Callable[[Cells, str], list[str]]  # of the cells and the dates


def spread(left: str, right: str, width: int = 78) -> str:
    return f"{left}{' ' * max(3, width - len(left) - len(right))}{right}"


def some(*parts: str, joint: str = ", ") -> str:
    return joint.join(filter(None, parts))


def where(entry: Cells) -> str:
    """Whom for and where, joined as this resume joins them."""
    employer, place = entry["employer"], entry["location"]
    return entry["joined"].format(employer, place) if employer and place else employer or place


def _beside(dates: str, *lines: str) -> list[str]:
    """Lines beside the dates, which stand in a column of their own."""
    left = (dates, *[""] * (len(lines) - 1))
    return [f"{date:<{len(dates) + 3}}{line}" for date, line in zip(left, lines, strict=True)]


def _below(entry: Cells, dates: str) -> list[str]:
    """The end below the start, both left of the rest."""
    start, end = entry["start"], entry["end"]
    if not end:
        return _beside(dates, entry["job_title"], where(entry))
    width = max(len(start) + 2, len(end)) + 3
    return [f"{start + ' -':<{width}}{entry['job_title']}", f"{end:<{width}}{where(entry)}"]


JOBS: tuple[Form, ...] = (
    lambda e, d: [some(e["job_title"], e["employer"], e["location"]), d],
    lambda e, d: [spread(e["job_title"], d), where(e)],
    lambda e, d: [spread(where(e), d), e["job_title"]],
    lambda e, d: (
        [spread(e["employer"], e["location"] or d), spread(e["job_title"], d)]
        if e["location"]
        else [spread(e["employer"], d), e["job_title"]]
    ),
    lambda e, d: [some(e["employer"], e["job_title"], e["location"], d, joint=" | ")],
    lambda e, d: [" | ".join((e["job_title"], e["employer"], d))],
    lambda e, d: [some(d, e["job_title"], e["employer"], e["location"], joint=" | ")],
    lambda e, d: _beside(d, e["job_title"], where(e)),
    lambda e, d: _beside(d, where(e), e["job_title"]),
    lambda e, d: _beside(d, e["job_title"], e["employer"], e["location"]),
    lambda e, d: _beside(d, f"{e['job_title']}, {where(e)}"),
    lambda e, d: [f"{d}   {e['job_title']}, {e['employer']}"],
    lambda e, d: [f"{d}: {e['job_title']}, {where(e)}"],
    lambda e, d: [f"{d} {e['job_title']}, {where(e)}"],
    lambda e, d: [e["job_title"], where(e), d],
    lambda e, d: [e["job_title"], some(e["employer"], d, e["location"], joint=" | ")],
    lambda e, d: [e["job_title"], f"{where(e)} ({d})"],
    lambda e, d: [e["job_title"], f"{where(e)}, {d}"],
    lambda e, d: [e["employer"], e["job_title"], some(d, e["location"], joint=" | ")],
    lambda e, d: [where(e), e["job_title"], d],
    lambda e, d: [where(e), f"{e['job_title']} ({d})"],
    lambda e, d: [f"{e['employer']} - {e['job_title']}", spread(e["location"], d)],
    lambda e, d: [f"{e['job_title']} - {e['employer']} ({d})"],
    lambda e, d: [f"{e['job_title']} {e['at']} {e['employer']}", some(d, e["location"])],
    lambda e, d: [f"{e['job_title']} {e['at']} {where(e)} ({d})"],
    lambda e, d: [f"{e['job_title']} ({d}), {where(e)}"],
    lambda e, d: [spread(f"{e['job_title']}, {e['employer']}", d, 80)],
    lambda e, d: [d, f"{e['employer']} - {e['job_title']}"],
    lambda e, d: [d, e["job_title"], where(e)],
    lambda e, d: [d, where(e), e["job_title"]],
    lambda e, d: [some(e["employer"], d and f"({d})", joint=" "), e["job_title"], e["location"]],
    lambda e, d: [where(e), d, e["job_title"]],
    lambda e, d: [some(where(e), d, joint=" | "), e["job_title"]],
    lambda e, d: [some(d, where(e), joint=" | "), e["job_title"]],
    lambda e, d: [f"{e['job_title']}, {d}", where(e)],
    lambda e, d: [some(e["job_title"], d, joint=" | "), where(e)],
    lambda e, d: [f"{d}   {where(e)}", e["job_title"]],
    lambda e, d: (
        [spread(e["job_title"], e["location"]), spread(e["employer"], d)]
        if e["location"]
        else [e["job_title"], spread(e["employer"], d)]
    ),
    lambda e, d: [f"{e['job_title']} – {e['employer']}", some(d, e["location"], joint=" | ")],
    lambda e, d: [some(e["location"], d, joint=", "), f"{e['job_title']}, {e['employer']}"],
    lambda e, d: [f"{where(e)}: {e['job_title']} ({d})"],
    lambda e, d: [f"{e['job_title']}, {where(e)} — {d}"],
    lambda e, d: [f"{e['job_title']}, {where(e)}   {d}"],
    lambda e, d: [f"{e['job_title']}, {where(e)}, {d}"],
    lambda e, d: [f"{where(e)} ({d}) – {e['job_title']}"],
    lambda e, d: [f"{where(e)}, {d}: {e['job_title']}"],
    lambda e, d: [some(e["job_title"], e["employer"], e["location"], d, joint=" · ")],
    lambda e, d: [some(e["employer"], e["location"], joint=" · "), f"{e['job_title']} · {d}"],
    lambda e, d: [spread(e["employer"], e["location"]), some(e["job_title"], d, joint=" | ")],
    lambda e, d: [f"{e['job_title']}: {e['employer']}", some(e["location"], d, joint=" – ")],
    lambda e, d: [f"**{e['job_title']}**, {where(e)}", f"*{d}*"],
    lambda e, d: [f"### {e['job_title']} — {e['employer']}", f"_{some(d, e['location'])}_"],
    lambda e, d: [spread(f"**{e['employer']}**", e["location"]), spread(f"*{e['job_title']}*", d)],
    _below,
    _below,
)
STUDIES: tuple[Form, ...] = (
    lambda e, d: [f"{e['degree']}, {e['institution']}, {d}"],
    lambda e, d: [f"{e['degree']}, {e['institution']} ({d})"],
    lambda e, d: [spread(e["institution"], d), e["degree"]],
    lambda e, d: [spread(e["degree"], d), e["institution"]],
    lambda e, d: _beside(d, e["degree"], e["institution"]),
    lambda e, d: _beside(d, e["institution"], e["degree"]),
    lambda e, d: _beside(d, f"{e['degree']}, {e['institution']}"),
    lambda e, d: [f"{d}: {e['degree']}, {e['institution']}"],
    lambda e, d: [" | ".join((e["institution"], e["degree"], d))],
    lambda e, d: [" | ".join((d, e["degree"], e["institution"]))],
    lambda e, d: [e["degree"], f"{e['institution']}, {d}"],
    lambda e, d: [e["degree"], f"{e['institution']} ({d})"],
    lambda e, d: [e["degree"], f"{e['institution']} | {d}"],
    lambda e, d: [f"{e['institution']} - {e['degree']} ({d})"],
    lambda e, d: [e["institution"], e["degree"], d],
    lambda e, d: [e["institution"], f"{e['degree']}, {d}"],
    lambda e, d: [d, e["degree"], e["institution"]],
    lambda e, d: [d, f"{e['institution']}, {e['degree']}"],
    lambda e, d: [f"{e['degree']} ({d})", e["institution"]],
    lambda e, d: [f"{d} {e['degree']}, {e['institution']}"],
    lambda e, d: [e["institution"], d, e["degree"]],
    lambda e, d: [f"{e['degree']} - {e['institution']}, {d}"],
    lambda e, d: [some(e["degree"], d, joint=" | "), e["institution"]],
    lambda e, d: [f"{e['degree']}, {e['institution']} — {d}"],
    lambda e, d: [f"{e['institution']}, {d}: {e['degree']}"],
    lambda e, d: [f"{e['degree']} {e['at']} {e['institution']} ({d})"],
    lambda e, d: [some(e["degree"], e["institution"], d, joint=" · ")],
    lambda e, d: [f"**{e['degree']}**, {e['institution']}", f"*{d}*"],
    lambda e, d: [f"{e['degree']}: {e['institution']}", d],
)
HELD_OUT_JOBS: tuple[Form, ...] = (
    lambda e, d: [f"[{d}] {e['job_title']} @ {e['employer']}"],
    lambda e, d: [f"{e['employer']} // {d}", f"   > {e['job_title']}"],
)
HELD_OUT_STUDIES: tuple[Form, ...] = (
    lambda e, d: [f"[{d}] {e['degree']} @ {e['institution']}"],
    lambda e, d: [f"{e['institution']} // {d}", f"   > {e['degree']}"],
)
ROLES: tuple[Form, ...] = (  # of one employer, who is named above them
    lambda e, d: [spread(e["job_title"], d)],
    lambda e, d: [spread(f"  {e['job_title']}", d)],
    lambda e, d: [f"{e['job_title']}, {d}"],
    lambda e, d: [e["job_title"], d],
    lambda e, d: [f"{e['job_title']} | {d}"],
    lambda e, d: [f"• {e['job_title']}   {d}"],
    lambda e, d: [spread(e["job_title"], d)],
    lambda e, d: [f"{e['job_title']} ({d})"],
    lambda e, d: [f"{d}   {e['job_title']}"],
    lambda e, d: [f"- {e['job_title']}, {d}"],
)
