"""The words of careers: skills, languages, what resumes and job postings say, by language."""

from __future__ import annotations

import re
from typing import Any

from training.data import pools, raw
from training.material.values import Values

_LISTS = {  # pools with words of each language, and how many of them make a list
    **{"skill": (1, 12), "language": (1, 5)},
    **{"requirement": (1, 8), "benefit": (1, 6)},
}


def said(values: Values, part: str, key: str = "") -> str:
    """One of the words of `careers.yaml` in the document's language."""
    return str(values.rng.choice(words(values, part, key)))


def words(values: Values, part: str, key: str = "") -> list[str]:
    """All of them."""
    entry: Any = raw("careers")[part]
    found: list[str] = (entry[key] if key else entry)[values.language]
    return found


def filled(values: Values, text: str) -> str:
    """A text of `careers.yaml` with made-up names and numbers in it."""
    rng = values.rng

    def word(match: re.Match[str]) -> str:
        match match[1]:
            case "tool":
                return str(rng.choice(raw("careers")["tool"]))
            case "skill" | "field":
                return said(values, match[1])
            case "trade":
                return str(rng.choice(pools()["trade"][values.language]))
            case "company":
                return values.company().text
            case "city":
                return values.city().text
            case "money":
                return values.money().text
            case "name":
                return values.pseudo()
            case "year":
                return str(rng.randint(2001, 2025))
        return str(rng.randint(2, 9))

    return re.sub(r"\{(\w+)\}", word, text)


def listed(values: Values, pool: str) -> tuple[str, ...]:
    """Items of a list: as resumes and job postings have them, else those of a pool."""
    rng = values.rng
    if pool == "people":
        return tuple(dict.fromkeys(_somebody(values) for _ in range(rng.randint(2, 7))))
    if pool not in _LISTS:
        return tuple(rng.sample(pools()[pool], rng.randint(1, 6)))
    least, most = _LISTS[pool]
    count = rng.randint(least, rng.choice((most // 2, most)))
    if pool in ("requirement", "benefit"):
        options = raw("postings")[pool][values.language]
        some = rng.sample(options, min(count, len(options)))
        return tuple(dict.fromkeys(filled(values, one) for one in some))
    if pool == "language":
        spoken = words(values, "spoken")
        first = rng.randrange(2)  # the country's own and its neighbours' are the likeliest
        some = rng.sample(spoken[1:], min(len(spoken) - 1, count))
        return tuple([spoken[0], *some][first : first + count])
    tools, trained = raw("careers")["tool"], words(values, "skill")
    plain = pools()["skill"] if values.language == "en" else trained
    mixed = rng.choice((tools, [*tools, *trained], trained, plain))
    return tuple(dict.fromkeys(rng.sample(mixed, min(count, len(mixed)))))


def _somebody(values: Values) -> str:
    """A person's name without a comma in it, as lists have them; first names are short at times."""
    rng = values.rng
    if rng.random() < 0.25:
        form = rng.choice(raw("people")["short"][values.language])
        first, last = values.given().text[0], values.surname().text
        return str(form.format(first=f"{first}.", family=last))
    return next(name for name in iter(lambda: values.person().text, "") if "," not in name)
