"""Web pages: laid out as text by inscriptis; what a browser would not show is kept apart."""

from __future__ import annotations

import re
from typing import Any

from extractor.readers.assembly import CELL_GAP, Assembly
from extractor.readers.options import ReadOptions
from extractor.readers.text import decode

_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0*)?\s*(?:;|$)"
    r"|font-size\s*:\s*[0-2](?:\.\d+)?\s*(?:px|pt)?\s*(?:;|$)",
    re.IGNORECASE,
)
_WHITE = re.compile(
    r"(?<![-\w])color\s*:\s*(?:white|#fff(?:fff)?\b|rgb\(\s*255\s*,\s*255\s*,\s*255\s*\))",
    re.IGNORECASE,
)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_PADDING = re.compile(r" {2,}")  # of the columns of a table
_NOT_TEXT = ("script", "style", "template", "noscript")


def read(data: bytes, options: ReadOptions) -> Assembly:
    """One page."""
    assembly = Assembly(page_count=1)
    if options.wants(1):
        text, hidden = to_text(_decode(data))
        assembly.add_text(1, text, hidden)
    return assembly


def to_text(markup: str) -> tuple[str, str]:
    """The text of a web page, and the text in it that a browser would not show."""
    from inscriptis.css_profiles import RELAXED_CSS_PROFILE
    from inscriptis.html_engine import Inscriptis
    from inscriptis.html_properties import Display
    from inscriptis.model.config import ParserConfig
    from inscriptis.model.html_element import HtmlElement
    from lxml import html

    # A declared encoding would contradict text that is decoded already.
    markup = re.sub(r"^\s*<\?xml[^>]*\?>", "", markup)
    if not markup.strip():
        return "", ""
    parser = html.HTMLParser(huge_tree=False, remove_comments=True, remove_pis=True)
    root = html.fromstring(markup, parser=parser)
    hidden: list[str] = []
    for element in list(root.iter()):
        if element.tag in _NOT_TEXT:
            element.drop_tree() if element.getparent() is not None else None
        elif element is not root and _is_unseen(element):
            hidden.append(" ".join(element.text_content().split()))
            element.drop_tree()
    blocks = dict.fromkeys(("dl", "dt", "dd"), HtmlElement(display=Display.block))
    text = Inscriptis(root, ParserConfig(css=RELAXED_CSS_PROFILE | blocks)).get_text()
    lines = (_PADDING.sub(CELL_GAP, line.strip()) for line in text.split("\n"))
    return "\n".join(lines), "\n".join(filter(None, hidden))


def _is_unseen(element: Any) -> bool:
    style = element.get("style", "")
    return (
        element.get("hidden") is not None
        or _UNSEEN.search(style) is not None
        or (_WHITE.search(style) is not None and not _has_background(element))
    )


def _has_background(element: Any) -> bool:
    """Whether white print may stand on something darker."""
    chain = [element, *element.iterancestors()]
    return any(
        "background" in item.get("style", "") or item.get("bgcolor") or item.get("class")
        for item in chain
    )


def _decode(data: bytes) -> str:
    """The page in the encoding that it declares, else as any text."""
    declared = _CHARSET.search(data[:2048])
    if declared is not None:
        try:
            return data.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)[0]
