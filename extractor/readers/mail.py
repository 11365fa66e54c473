"""Mail: the headers that a person sees, the body, and attachments as further documents."""

from __future__ import annotations

import email
import email.policy
import mimetypes
from collections.abc import Iterator
from email.message import EmailMessage

from extractor.document import Attachment
from extractor.errors import DocumentCorrupt
from extractor.readers.assembly import Assembly
from extractor.readers.html import to_text
from extractor.readers.options import ReadOptions
from extractor.readers.text import decode

HEADERS = ("From", "To", "Cc", "Date", "Subject")


def read(data: bytes, options: ReadOptions) -> Assembly:
    """One page. Of a plain and an HTML body, the plain one is read where it says anything."""
    assembly = Assembly(page_count=1)
    message = email.message_from_bytes(data, policy=email.policy.default)
    if not isinstance(message, EmailMessage):  # the policy makes these; for the type checker
        raise DocumentCorrupt("the mail cannot be parsed")
    body, hidden = _body(message)
    headers = "\n".join(line for name in HEADERS if (line := _header(message, name)))
    if options.wants(1):
        assembly.add_text(1, f"{headers}\n\n{body}", hidden)
    assembly.attachments.extend(_attachments(message, assembly))
    return assembly


def _header(message: EmailMessage, name: str) -> str:
    """`Name: value`, or "" where the mail has none."""
    try:
        value = message[name]
        text = "" if value is None else " ".join(str(value).split())
    except Exception:  # noqa: BLE001 - the parser of the standard library fails on malformed headers
        raw = next((v for k, v in message.raw_items() if k.lower() == name.lower()), "")
        text = " ".join(str(raw).split())
    return f"{name}: {text}" if text else ""


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """The leaves of a mail; a mail inside it is one leaf."""
    if message.get_content_type() == "message/rfc822" or not message.is_multipart():
        yield message
        return
    for part in message.get_payload():
        if isinstance(part, EmailMessage):
            yield from _parts(part)


def _is_body(part: EmailMessage) -> bool:
    inline = part.get_content_disposition() != "attachment" and not part.get_filename()
    return inline and (part.get_content_type() in ("text/plain", "text/html") or _is_broken(part))


def _is_broken(part: EmailMessage) -> bool:
    """Whether a leaf claims to have parts: its boundary is missing or wrong."""
    return part.get_content_maintype() == "multipart"


def _body(message: EmailMessage) -> tuple[str, str]:
    """The text of the body and what is hidden in it."""
    parts = [part for part in _parts(message) if _is_body(part)]
    plain = [_text(part) for part in parts if part.get_content_type() != "text/html"]
    if any(text.strip() for text in plain):
        return "\n\n".join(plain), ""
    pages = [to_text(_text(part)) for part in parts if part.get_content_type() == "text/html"]
    return "\n\n".join(text for text, _ in pages), "\n".join(hidden for _, hidden in pages)


def _text(part: EmailMessage) -> str:
    data = _payload(part)
    try:
        return data.decode(part.get_content_charset("utf-8"))
    except (LookupError, UnicodeDecodeError):  # an unknown charset, or not the one it says
        return decode(data)[0]


def _payload(part: EmailMessage) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _attachments(message: EmailMessage, assembly: Assembly) -> Iterator[Attachment]:
    """Every leaf that is not the body; what decorates or signs the mail is named and left out."""
    for number, part in enumerate(_parts(message), 1):
        kind = part.get_content_type()
        if _is_body(part):
            continue
        decorates = kind.startswith("image/") and part["Content-ID"] is not None
        if kind.endswith("-signature") or (
            decorates and part.get_content_disposition() != "attachment"
        ):
            assembly.warn(f"part {number} of the mail ({kind}) was not read")
            continue
        if kind == "message/rfc822":
            inner = next(part.iter_parts(), part) if part.is_multipart() else part
            data, suffix = inner.as_bytes(policy=email.policy.compat32), ".eml"
        else:
            data, suffix = _payload(part), mimetypes.guess_extension(kind) or ""
        if data.strip():
            yield Attachment(_file_name(part) or f"part-{number}{suffix}", data)


def _file_name(part: EmailMessage) -> str:
    """The name that the mail gives a file, without any folder."""
    return (part.get_filename() or "").replace("\\", "/").rsplit("/", 1)[-1].strip()
