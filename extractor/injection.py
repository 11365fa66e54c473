"""Orders to a model inside a document, found by what they say.

Each phrase alone may stand in an honest letter ("please disregard our earlier instructions"), so
phrases carry weights and those of one passage count together. Texts are expected folded: lower
case, no invisible characters, single spaces (`extractor.guard.fold`).
"""

from __future__ import annotations

import re

_ALARM = 3  # weight from which a passage is reported
_PASSAGE = 300  # characters within which phrases count together

_ORDERS = r"(?:instruct\w+|prompts?|directives?|guidelines|guardrails|programming|training)"
_EARLIER = r"(?:previous|prior|above|earlier|preceding|former|your|system)"
_MODEL = (
    r"(?:ai|a\.i\.|llm|gpt|chatgpt|claude|gemini|copilot|chatbot|(?:large )?language model"
    r"|(?:ai|virtual|digital) assistant|ai (?:model|agent|system))\b"
)
_REPLY = r"(?:answer|response|reply|output|completion)s?\b"
_NOT = r"(?<!not )(?<!n't )(?<!never )(?<!no )(?<!non )\b"  # "do not forget" is honest
_NO = r"(?!nicht|niet|pas\b)"  # and so is "vergessen Sie nicht"
_ORDERED = r"(?<!may )(?<!can )(?<!could )(?<!to )(?<!will )(?<!not )(?<!who )\b"  # imperative
_SENTENCE = r"(?:[^.!?]|[.!?](?! )){0,100}?\b"

_SET_ASIDE = (
    (
        3,
        rf"{_NOT}(?:ignore|forget|bypass|disobey) (?:[\w,/]+ ){{0,4}}{_EARLIER}"
        rf" (?:[\w,/]+ ){{0,2}}{_ORDERS}",
    ),
    (3, rf"{_NOT}override (?:your|the system)(?: \w+)? {_ORDERS}"),
    (3, rf"{_NOT}ignore (?:all|any)(?: of)?(?: the| your| other)? {_ORDERS}"),
    (2, rf"\b(?:disregard|discard|(?:do not|don't|stop) follow\w*) (?:[\w,/]+ ){{0,4}}{_ORDERS}"),
    (1, rf"\b(?:all|any) (?:of )?(?:the |your )?{_EARLIER} {_ORDERS}"),
    (2, r"\b(?:ignore|forget) (?:everything|anything|all of the (?:above|text)|the above)\b"),
    (3, rf"\b(?:ignorier\w*|vergiss|vergessen sie|missachte\w*) {_NO}.{{0,40}}anweisung"),
    (
        3,
        rf"\b(?:ignore|oublie)[rz]? {_NO}.{{0,40}}\b(?:instructions|consignes)"
        r" .{0,20}pr[ée]c[ée]d",
    ),
    (3, rf"{_NOT}(?:ignor|olvid)[ae]n? .{{0,30}}\binstrucciones .{{0,12}}anterior"),
    (3, rf"{_NOT}(?:ignor[ai]|dimentica\w*) .{{0,30}}\bistruzioni .{{0,12}}precedent"),
    (3, rf"{_NOT}(?:ignor[ai]|dimentica\w*) .{{0,20}}\bprecedenti istruzioni"),
    (3, rf"\b(?:negeer|vergeet) {_NO}.{{0,30}}\b(?:instructies|aanwijzingen)"),
    (3, r"\b(?:ignore|esque[çc]a) .{0,30}\binstru[çc][õo]es .{0,12}anterior"),
    (3, r"(?:忽略|无视).{0,10}(?:指令|指示|提示)|(?:игнорируй|забудь).{0,30}(?:инструкц|указани)"),
)
_BE_SOMEONE_ELSE = (
    (
        3,
        r"\b(?:you are|you're|act as|behave as|pretend to be) (?:now |an? |the |no longer ){0,3}"
        rf"(?:\w+ )?{_MODEL}",
    ),
    (2, r"\byou are (?:now|no longer) (?:an? |in |the |bound )"),
    (2, rf"\b(?:dear|hello|hey|attention|(?:note|message|notice) to)[ :,]+(?:\w+ )?{_MODEL}"),
    (2, rf"\b(?:if|when) you are (?:an? |the )(?:\w+ )?{_MODEL}|\bas an? {_MODEL}"),
    (2, r"\b(?:system prompt|developer mode|jailbreak|prompt injection|hidden instructions?)\b"),
    (2, rf"\bnew (?:system )?{_ORDERS}(?: are| is)?:"),
    (1, r"\b(?:system|assistant|developer) ?: (?:you|ignore|from now|always|the user)"),
)
_ANSWER_LIKE_THIS = (
    (2, r"\b(?:respond|reply|answer) (?:only|solely|exclusively|just) (?:with|in|by)\b"),
    (2, r"\b(?:output|print|return|say) (?:only|exactly|nothing but|the following (?:json|text))"),
    (
        3,
        rf"{_ORDERED}(?:modify|augment|enhance|integrate|introduce|scramble|jumble|misspell"
        r"|rearrange|replace|substitute|convert|remove|combine|group|render|add|append|insert) "
        rf"{_SENTENCE}your {_REPLY}",
    ),
    (  # tenders ask for this, too
        2,
        rf"{_ORDERED}(?:include|provide|use|end|start|begin) {_SENTENCE}your {_REPLY}",
    ),
    (1, r"\b(?:from now on|no matter what|under no circumstances|at all costs)\b"),
)
_MISREAD_AND_KEEP_QUIET = (
    (
        2,
        r"(?:^|[.!?:;,] |\band |\bplease )"
        r"(?:set|change|report|record|extract|return|output|give|write|fill in) the "
        r"(?:\w+ ){0,2}(?:total|amount|price|iban|account|number|vendor|name|date|value|field)s?"
        r" (?:to|as|=|with)\b",
    ),
    (
        2,
        r"\b(?:do not|don't|never) (?:mention|reveal|tell|repeat|flag|report|show|extract"
        r"|summari[sz]e) .{0,30}\b(?:this|these|users?|instructions?|prompt|messages?)\b",
    ),
    (
        1,
        r"\b(?:when|while|if|before|instead of) (?:you )?(?:are )?"
        r"(?:extract|summari[sz]|process|pars|analy[sz])(?:ing|e)? (?:this|the|any)\b",
    ),
    (1, r"\bthe (?:user|human|reader|operator) (?:must|should|will|may) not\b"),
    (
        3,
        r"\bdecode\b.{0,80}?[a-z0-9+/]{40}"
        r"|(?<![a-z0-9+/])[a-z0-9+/]{40,400}={0,2} .{0,40}\bdecode",
    ),
)
_PHRASES = tuple(
    (weight, re.compile(pattern))
    for family in (_SET_ASIDE, _BE_SOMEONE_ELSE, _ANSWER_LIKE_THIS, _MISREAD_AND_KEEP_QUIET)
    for weight, pattern in family
)

_CONTROL_TOKEN = re.compile(
    r"<\|[a-z_▁]{2,30}\|?>"
    r"|\[/?inst\]|<</?sys>>|<(?:start|end)_of_turn>"
    r"|#{2,3} ?(?:instruction|response|system|human|assistant) ?:"
)


def find_order(folded: str) -> str | None:
    """The weightiest phrase of the worst passage, if that passage is an order to a model."""
    hits = sorted(
        (match.start(), phrase, match.group())
        for phrase, (_, pattern) in enumerate(_PHRASES)
        for match in pattern.finditer(folded)
    )
    worst, order = 0, None
    for first, (start, _, _) in enumerate(hits):
        near = [hit for hit in hits[first : first + 20] if hit[0] - start <= _PASSAGE]
        weight = sum(_PHRASES[phrase][0] for phrase in {phrase for _, phrase, _ in near})
        if weight > worst:
            worst, order = weight, max(near, key=lambda hit: _PHRASES[hit[1]][0])[2]
    return order if worst >= _ALARM else None


def find_control_token(folded: str) -> str | None:
    """The first piece of text that chat templates use to open or close a turn."""
    match = _CONTROL_TOKEN.search(folded)
    return match.group() if match else None
