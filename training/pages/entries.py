"""Jobs and studies one below the other, in one of the many forms that resumes have."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from training.material.careers import filled, said, words
from training.material.locales import MONTHS
from training.material.values import Values
from training.pages.entry_forms import (
    HELD_OUT_JOBS,
    HELD_OUT_STUDIES,
    JOBS,
    ROLES,
    STUDIES,
    Cells,
    Form,
    spread,
    where,
)
from training.pages.lines import glued, wrapped
from training.tables import Row, Table

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


def entry_lines(values: Values, table: Table, *, held_out: bool = False) -> list[str]:
    """The entries of a table of jobs or studies; cells that their form has no place for go."""
    return list(_Entries(values, table, held_out).lines())


class _Entries:
    def __init__(self, values: Values, table: Table, held_out: bool) -> None:
        rng = values.rng
        self.values, self.table, self.rng = values, table, rng
        self.study = table.name == "education"
        if held_out:
            self.form = rng.choice(HELD_OUT_STUDIES if self.study else HELD_OUT_JOBS)
        elif rng.random() < 0.05:
            self.form = self._labelled()
        elif not self.study and rng.random() < 0.06:
            self.form = self._in_a_sentence
        else:
            self.form = rng.choice(STUDIES if self.study else JOBS)
        self.joined = rng.choice(_JOINED)
        self.placed = rng.random() < 0.25  # schools with the towns they are in
        self.grouped = not held_out and rng.random() < 0.6
        self.dash = rng.choice((" - ", " - ", " – ", " – ", "–", " — "))
        self.late = rng.choice(_LATE[values.language]) if rng.random() < 0.15 else ("", self.dash)
        self.since = rng.random() < 0.6  # of a job that goes on: a word, or a dash and nothing
        self.lasted = rng.choice(_LASTED) if rng.random() < 0.14 else ""
        self.ranged = rng.random() < 0.5
        self.months = rng.random() < 0.25
        self.bullets = (
            rng.choice((0, 0, 1, 2, 3, 6)) if not self.study else rng.choice((0, 0, 0, 1))
        )
        self.mark = rng.choice(("- ", "• ", "* ", "", "– "))
        self.width = rng.choice((44, 60, 76, 90, 10_000, 10_000))  # of what is told of an entry
        self.about = not self.study and rng.random() < 0.1  # whether it says what employers are
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
                if self.about:
                    yield indent + filled(self.values, said(self.values, "firm"))
                for _ in range(self.bullets and self.rng.randint(1, self.bullets)):
                    yield from self._told(indent)
                yield from self.gap

    @staticmethod
    def _employer(row: Row) -> str:
        return row["employer"].text if "employer" in row else ""

    def _roles(self, rows: list[Row]) -> Iterator[str]:
        """Several jobs at one employer, the last one first."""
        form = self.rng.choice(ROLES)
        lines = self._headed(rows)
        for row in rows:
            lines += form(self._cells(row), self._dates(row))
            for _ in range(self.bullets and self.rng.randint(0, self.bullets)):
                lines += self._told()
        yield from self._kept(rows, lines)
        yield from self.gap

    def _headed(self, rows: list[Row]) -> list[str]:
        """The employer of several jobs with its place, at times with how long they took in all."""
        cells, rng = self._cells(rows[0]), self.rng
        both, draw = where(cells), rng.random()
        if draw < 0.5:
            return [both]
        if draw < 0.65:
            return [cells["employer"], cells["location"]]
        if draw < 0.75:
            return [spread(cells["employer"], cells["location"])]
        lasted = filled(self.values, said(self.values, "duration"))
        if draw < 0.85 or "end" not in rows[0]:
            return [both, lasted] if rng.random() < 0.5 else [spread(both, lasted)]
        whole = f"{rows[-1]['start'].text}{self.dash}{rows[0]['end'].text}"
        return [spread(both, whole)]

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

    def _told(self, indent: str = "") -> list[str]:
        """What somebody did there, which may go on below its own beginning."""
        part = "told_of_studies" if self.study else "told"
        first, *more = wrapped(filled(self.values, said(self.values, part)), self.width)
        inset = indent + " " * len(self.mark)
        return [indent + self.mark + first, *(inset + line for line in more)]

    def _in_a_sentence(self, entry: Cells, dates: str) -> list[str]:
        """A job as somebody tells it; of one that goes on, since when."""
        now = {"", *(word.casefold() for word in words(self.values, "until_now"))}
        goes_on = entry["end"].casefold() in now
        text = said(self.values, "working" if goes_on else "worked").format(
            title=glued(entry["job_title"]),
            place=", ".join(glued(entry[key]) for key in ("employer", "location") if entry[key]),
            start=glued(entry["start"]),
            end=glued(entry["end"]),
        )
        return wrapped(text, self.width)

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
