"""What a mail states besides its facts: when it was sent, to whom else, who is asked by when."""

from __future__ import annotations

from training.material.lexicon import Concept, concepts
from training.material.locales import Said
from training.material.mailing import Phrases
from training.stories.story import Bullets, Story

SENT = Concept("sent_at", "datetime", {}, ("sent_at", "sent", "date"), says=("when it was sent",))
COMPANY = Concept(
    *("sender.company", "text", {}, ("sender_company", "company")),
    says=("the writer's company, as signed",),
)
_SENT_ON = Concept(
    *("sent_at", "date", {}, ("sent_date", "date", "sent_on")), says=("date it was sent",)
)
_COPIES = Concept("cc", "email", {}, ("cc", "copies"), says=("addresses in Cc",))
_DEADLINE = Concept(
    *("reply_by", "date", {}, ("reply_by", "answer_by", "wanted_by")),
    says=("date by which something is asked for",),
)


def send(story: Story) -> None:
    """When a mail was sent, who gets a copy, and the writer's company."""
    values, rng = story.values, story.values.rng
    _refer(story)
    day, time = values.near(0), values.time()
    form = rng.choice(("{day} {time}", "{day}, {time}", "{day} at {time}", "{day}"))
    text = form.format(day=day.text, time=time.text)
    if "time" in form:
        story.state(SENT, Said(f"{day.value}T{time.value}", text))
    else:
        story.state(_SENT_ON, Said(day.value, text))
    if rng.random() < 0.3:
        phrases = Phrases(values)
        addresses = tuple(phrases.address() for _ in range(rng.randint(1, 3)))
        story.bullets.append(Bullets(_COPIES, "Cc", addresses))
    for party in story.parties:
        if party.role == "sender" and rng.random() < 0.5:
            party.facts["company"] = values.company()
            story.state(COMPANY, party.facts["company"])


def _refer(story: Story) -> None:
    """What a mail is about, by whatever number; and until when something is asked for."""
    for concept, keys in (
        (concepts()["reference"], ("order_number", "invoice_number")),
        (_DEADLINE, ("due_date", "response_deadline")),
    ):
        told = [story.facts[key][1] for key in keys if key in story.facts]
        if told:
            story.state(concept, told[0])
        elif concept.key not in story.facts:
            story.absent[concept.key] = concept
