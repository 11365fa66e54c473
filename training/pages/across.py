"""Net, tax and gross in columns of one line, under a head or none: `Total 25.00 5.00 30.00`."""

from __future__ import annotations

from decimal import Decimal

from training.data import raw
from training.material.lexicon import concepts
from training.material.locales import Said
from training.pages.lines import columns
from training.pages.taxes import Rated, at_two_rates
from training.stories.story import Story, forget

_SHARE = 0.25  # of documents whose amounts may stand so
_KEYS = ("subtotal", "tax", "total")  # in the order of the line
_BETWEEN = ("discount", "shipping", "tip", "rounding")  # amounts with which net is no plain word
_ORDERS = (*((0, 1, 2),) * 6, (2, 1, 0), (2, 0, 1))  # under a head; without one it is the first


def across(story: Story) -> list[str]:
    """The line that states net, tax and gross, with its head; nothing if they do not fit, or if
    this document has a line for each.
    """
    rng, values = story.values.rng, story.values
    if not _fits(story) or rng.random() >= _SHARE:
        return []
    tax, total = (Decimal(story.facts[key][1].value) for key in ("tax", "total"))
    words = raw("billing")["across"]
    whole = rng.choice(words["whole"][values.language])
    head, rate_head = rng.choice(words["heads"][values.language])
    bare = rng.random() < 0.6
    if bare:  # something has to tell the currency
        whole += rng.choice((" {}", " ({})", " in {}")).format(values.locale.currency)
    sums = (total - tax, tax, total)
    said = [Said(one, values.amount(one, bare=bare).text) for one in sums]
    headed = rng.random() < 0.65
    rate = _rate(story) if rng.random() < 0.6 else ""
    parts: list[Rated] = []
    if headed and tax > 1 and "tax_rate" not in story.facts and rng.random() < 0.3:
        parts = [*at_two_rates(values, tax, total)]
        story.hush("tax_rate")  # there are two
    for key, one in zip(_KEYS, said, strict=True):
        forget(story, key)
        story.state(concepts()[key], one)
    order = rng.choice(_ORDERS) if headed else _ORDERS[0]
    first = ["", *(label for label, *_ in parts), whole]
    blocks = [[head[at], *_digits(story, parts, at), said[at].text] for at in order]
    if rate:
        blocks.insert(0, [rate_head, rate])
    blocks = [first, *blocks]
    flush = [rng.random() < 0.1, *[True] * (len(blocks) - 1)]
    lines = columns(blocks, rng.choice((2, 2, 3, 5)), least=rng.choice((0, 0, 9)), right=flush)
    return lines if headed else lines[1:]


def _fits(story: Story) -> bool:
    """Whether net and tax are all that makes the total, each with a label of its own."""
    said = {one.concept.key: one.said.value for one in story.money}
    if any(said.get(key) is None for key in ("tax", "total")) or not said["tax"]:
        return False
    if any(one.concept.key in _KEYS for one in story.head):  # a label with nothing behind it
        return False
    net = said["total"] - said["tax"]
    told = "subtotal" in story.facts and story.facts["subtotal"][1].value != net
    return not told and not story.facts.keys() & {*_BETWEEN}


def _rate(story: Story) -> str:
    """The rate, which then stands in the line alone; "" where none is stated with a label."""
    told = next((one for one in story.money if one.concept.key == "tax_rate"), None)
    if told is None or told.said.value is None:
        return ""
    story.money.remove(told)
    return told.said.text


def _digits(story: Story, parts: list[Rated], at: int) -> list[str]:
    """That column of the parts."""
    return [story.values.digits(sums[at]) for _, *sums in parts]
