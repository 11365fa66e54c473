"""Jobs and studies one below the other, in one of the many forms that resumes have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from training.material.careers import filled, said, words
from training.material.locales import MONTHS
from training.material.values import Values
from training.tables import Row, Table

Cells = dict[str, str]  # what one entry says, by key; "" for what it does not
Form = Callable[[Cells, str], list[str]]  # of the cells and the dates

_JOINED = ("{}, {}", "{}, {}", "{} | {}", "{} - {}", "{} – {}", "{} — {}", "{} · {}", "{} ({})")
_LASTED = (" ({})", " ({})", " · {}", " [{}]", ", {}", " – {}", " | {}")  # how long a job took
_LATE = {  # words between two dates
    "en": (("", " to "), ("from ", " to "), ("From ", " until ")),
    "de": (("", " bis "), ("von ", " bis ")),
    "fr": (("", " à "), ("de ", " à ")),
    "es": (("", " a "), ("de ", " a ")),
    "it": (("", " a "), ("da ", " a ")),
    "nl": (("", " t/m "), ("van ", " tot ")),
}


def _spread(left: str, right: str, width: int = 78) -> str:
    return f"{left}{' ' * max(3, width - len(left) - len(right))}{right}"


def _some(*parts: str, joint: str = ", ") -> str:
    return joint.join(filter(None, parts))


def _where(entry: Cells) -> str:
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
        return _beside(dates, entry["job_title"], _where(entry))
    width = max(len(start) + 2, len(end)) + 3
    return [f"{start + ' -':<{width}}{entry['job_title']}", f"{end:<{width}}{_where(entry)}"]


_JOBS: tuple[Form, ...] = (
    lambda e, d: [_some(e["job_title"], e["employer"], e["location"]), d],
    lambda e, d: [_spread(e["job_title"], d), _where(e)],
    lambda e, d: [_spread(_where(e), d), e["job_title"]],
    lambda e, d: (
        [_spread(e["employer"], e["location"] or d), _spread(e["job_title"], d)]
        if e["location"]
        else [_spread(e["employer"], d), e["job_title"]]
    ),
    lambda e, d: [_some(e["employer"], e["job_title"], e["location"], d, joint=" | ")],
    lambda e, d: [" | ".join((e["job_title"], e["employer"], d))],
    lambda e, d: [_some(d, e["job_title"], e["employer"], e["location"], joint=" | ")],
    lambda e, d: _beside(d, e["job_title"], _where(e)),
    lambda e, d: _beside(d, _where(e), e["job_title"]),
    lambda e, d: _beside(d, e["job_title"], e["employer"], e["location"]),
    lambda e, d: _beside(d, f"{e['job_title']}, {_where(e)}"),
    lambda e, d: [f"{d}   {e['job_title']}, {e['employer']}"],
    lambda e, d: [f"{d}: {e['job_title']}, {_where(e)}"],
    lambda e, d: [f"{d} {e['job_title']}, {_where(e)}"],
    lambda e, d: [e["job_title"], _where(e), d],
    lambda e, d: [e["job_title"], _some(e["employer"], d, e["location"], joint=" | ")],
    lambda e, d: [e["job_title"], f"{_where(e)} ({d})"],
    lambda e, d: [e["job_title"], f"{_where(e)}, {d}"],
    lambda e, d: [e["employer"], e["job_title"], _some(d, e["location"], joint=" | ")],
    lambda e, d: [_where(e), e["job_title"], d],
    lambda e, d: [_where(e), f"{e['job_title']} ({d})"],
    lambda e, d: [f"{e['employer']} - {e['job_title']}", _spread(e["location"], d)],
    lambda e, d: [f"{e['job_title']} - {e['employer']} ({d})"],
    lambda e, d: [f"{e['job_title']} {e['at']} {e['employer']}", _some(d, e["location"])],
    lambda e, d: [f"{e['job_title']} {e['at']} {_where(e)} ({d})"],
    lambda e, d: [f"{e['job_title']} ({d}), {_where(e)}"],
    lambda e, d: [_spread(f"{e['job_title']}, {e['employer']}", d, 80)],
    lambda e, d: [d, f"{e['employer']} - {e['job_title']}"],
    lambda e, d: [d, e["job_title"], _where(e)],
    lambda e, d: [d, _where(e), e["job_title"]],
    lambda e, d: [_some(e["employer"], d and f"({d})", joint=" "), e["job_title"], e["location"]],
    lambda e, d: [_where(e), d, e["job_title"]],
    lambda e, d: [_some(_where(e), d, joint=" | "), e["job_title"]],
    lambda e, d: [_some(d, _where(e), joint=" | "), e["job_title"]],
    lambda e, d: [f"{e['job_title']}, {d}", _where(e)],
    lambda e, d: [_some(e["job_title"], d, joint=" | "), _where(e)],
    lambda e, d: [f"{d}   {_where(e)}", e["job_title"]],
    lambda e, d: (
        [_spread(e["job_title"], e["location"]), _spread(e["employer"], d)]
        if e["location"]
        else [e["job_title"], _spread(e["employer"], d)]
    ),
    lambda e, d: [f"{e['job_title']} – {e['employer']}", _some(d, e["location"], joint=" | ")],
    lambda e, d: [_some(e["location"], d, joint=", "), f"{e['job_title']}, {e['employer']}"],
    lambda e, d: [f"{_where(e)}: {e['job_title']} ({d})"],
    _below,
    _below,
)
_STUDIES: tuple[Form, ...] = (
    lambda e, d: [f"{e['degree']}, {e['institution']}, {d}"],
    lambda e, d: [f"{e['degree']}, {e['institution']} ({d})"],
    lambda e, d: [_spread(e["institution"], d), e["degree"]],
    lambda e, d: [_spread(e["degree"], d), e["institution"]],
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
    lambda e, d: [_some(e["degree"], d, joint=" | "), e["institution"]],
)
_HELD_OUT_JOBS: tuple[Form, ...] = (
    lambda e, d: [f"[{d}] {e['job_title']} @ {e['employer']}"],
    lambda e, d: [f"{e['employer']} // {d}", f"   > {e['job_title']}"],
)
_HELD_OUT_STUDIES: tuple[Form, ...] = (
    lambda e, d: [f"[{d}] {e['degree']} @ {e['institution']}"],
    lambda e, d: [f"{e['institution']} // {d}", f"   > {e['degree']}"],
)
_ROLES: tuple[Form, ...] = (  # of one employer, who is named above them
    lambda e, d: [_spread(e["job_title"], d)],
    lambda e, d: [_spread(f"  {e['job_title']}", d)],
    lambda e, d: [f"{e['job_title']}, {d}"],
    lambda e, d: [e["job_title"], d],
    lambda e, d: [f"{e['job_title']} | {d}"],
    lambda e, d: [f"• {e['job_title']}   {d}"],
    lambda e, d: [_spread(e["job_title"], d)],
    lambda e, d: [f"{e['job_title']} ({d})"],
    lambda e, d: [f"{d}   {e['job_title']}"],
    lambda e, d: [f"- {e['job_title']}, {d}"],
)


def entry_lines(values: Values, table: Table, *, held_out: bool = False) -> list[str]:
    """The entries of a table of jobs or studies; cells that their form has no place for go."""
    return list(_Entries(values, table, held_out).lines())


class _Entries:
    def __init__(self, values: Values, table: Table, held_out: bool) -> None:
        rng = values.rng
        self.values, self.table, self.rng = values, table, rng
        self.study = table.name == "education"
        if held_out:
            self.form = rng.choice(_HELD_OUT_STUDIES if self.study else _HELD_OUT_JOBS)
        elif rng.random() < 0.05:
            self.form = self._labelled()
        else:
            self.form = rng.choice(_STUDIES if self.study else _JOBS)
        self.joined = rng.choice(_JOINED)
        self.placed = rng.random() < 0.25  # schools with the towns they are in
        self.grouped = not held_out and rng.random() < 0.6
        self.dash = rng.choice((" - ", " - ", " – ", " – ", "–", " — "))
        self.late = rng.choice(_LATE[values.language]) if rng.random() < 0.15 else ("", self.dash)
        self.since = rng.random() < 0.6  # of a job that goes on: a word, or a dash and nothing
        self.lasted = rng.choice(_LASTED) if rng.random() < 0.14 else ""
        self.ranged = rng.random() < 0.5
        self.months = rng.random() < 0.25
        self.bullets = rng.choice((0, 0, 1, 2, 3)) if not self.study else rng.choice((0, 0, 0, 1))
        self.mark = rng.choice(("- ", "• ", "* ", "", "– "))
        self.gap = [""] if rng.random() < 0.5 else []

    def lines(self) -> Iterator[str]:
        for employer, rows in groupby(self.table.rows, self._employer):
            group = list(rows)
            if len(group) > 1 and employer and self.grouped:
                yield from self._roles(group)
                continue
            for row in group:
                dates = self._dates(row)
                shown = self._kept([row], self.form(self._cells(row), dates))
                indent = " " * (len(dates) + 3) if shown[-1].startswith("     ") else ""
                yield from shown
                for _ in range(self.bullets and self.rng.randint(1, self.bullets)):
                    yield indent + self.mark + self._told()
                yield from self.gap

    @staticmethod
    def _employer(row: Row) -> str:
        return row["employer"].text if "employer" in row else ""

    def _roles(self, rows: list[Row]) -> Iterator[str]:
        """Several jobs at one employer, the last one first."""
        form = self.rng.choice(_ROLES)
        lines = self._headed(rows)
        for row in rows:
            lines += form(self._cells(row), self._dates(row))
            for _ in range(self.bullets and self.rng.randint(0, self.bullets)):
                lines.append(self.mark + self._told())
        yield from self._kept(rows, lines)
        yield from self.gap

    def _headed(self, rows: list[Row]) -> list[str]:
        """The employer of several jobs with its place, at times with how long they took in all."""
        cells, rng = self._cells(rows[0]), self.rng
        both, draw = _where(cells), rng.random()
        if draw < 0.5:
            return [both]
        if draw < 0.65:
            return [cells["employer"], cells["location"]]
        if draw < 0.75:
            return [_spread(cells["employer"], cells["location"])]
        lasted = filled(self.values, said(self.values, "duration"))
        if draw < 0.85 or "end" not in rows[0]:
            return [both, lasted] if rng.random() < 0.5 else [_spread(both, lasted)]
        whole = f"{rows[-1]['start'].text}{self.dash}{rows[0]['end'].text}"
        return [_spread(both, whole)]

    def _kept(self, rows: list[Row], lines: list[str]) -> list[str]:
        """The lines; the rows lose what these do not bear."""
        printed = "\n".join(lines)
        for row in rows:
            for key, one in list(row.items()):
                if key != "year" and one.text not in printed:
                    del row[key]
        return [line.rstrip() for line in lines if line.strip()]

    def _cells(self, row: Row) -> Cells:
        cells = {column.key: "" for column in self.table.columns}
        cells |= {key: one.text for key, one in row.items()}
        if self.study and self.placed:
            town = self.values.city().text
            if town not in cells["institution"]:
                cells["institution"] = self.joined.format(cells["institution"], town)
        return cells | {"at": said(self.values, "at"), "joined": self.joined}

    def _dates(self, row: Row) -> str:
        rng, (before, joint) = self.rng, self.late
        if self.study:
            year = int(row["year"].value)
            if not self.ranged:
                months = MONTHS[self.values.language].split()
                return f"{rng.choice(months)} {year}" if self.months else str(year)
            start, end = str(year - rng.randint(2, 6)), str(year)
            if self.months:
                start, end = f"{rng.choice(('09', '10'))}/{start}", f"0{rng.randint(2, 9)}/{end}"
            return f"{before}{start}{joint}{end}"
        start = row["start"].text
        if "end" not in row:
            if self.since:
                return f"{said(self.values, 'since')} {start}"
            return f"{start}{self.dash}".rstrip()
        dates = f"{before}{start}{joint}{row['end'].text}"
        if not self.lasted:
            return dates
        return dates + self.lasted.format(filled(self.values, said(self.values, "duration")))

    def _told(self) -> str:
        return filled(self.values, said(self.values, "told_of_studies" if self.study else "told"))

    def _labelled(self) -> Form:
        """Every cell on a line behind its label, as in forms for all of Europe."""
        labels = words(self.values, "studied" if self.study else "europass")
        keys = ("degree", "institution") if self.study else ("job_title", "employer", "location")
        mark = self.rng.choice((": ", "   ", ":   "))

        def form(entry: Cells, dates: str) -> list[str]:
            cells = (dates, *(entry[key] for key in keys))
            return [
                f"{label}{mark}{cell}" for label, cell in zip(labels, cells, strict=True) if cell
            ]

        return form
