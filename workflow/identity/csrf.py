"""The secret by which a form proves that it came from the session's own page.

It follows from the session's token, so that it changes with it and is kept nowhere. Each page gets it under another
mask: a compressed page that repeats a secret gives it away bit by bit.

Source: OWASP Cross-Site Request Forgery Prevention Cheat Sheet; the BREACH attack (2013).
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets

_PURPOSE = b"casepath csrf 1"
_LENGTH = 32


def csrf_text(session_token: str) -> str:
    """Return the secret of a session, masked anew, as URL-safe text for one page's forms."""
    mask = secrets.token_bytes(_LENGTH)
    return base64.urlsafe_b64encode(mask + _mixed(_secret(session_token), mask)).decode("ascii")


def csrf_holds(session_token: str, told: str) -> bool:
    """Tell whether a form brought the secret of this session; takes equally long for every wrong one."""
    try:
        raw = base64.b64decode(told.encode("ascii"), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        return False
    found = _mixed(raw[_LENGTH:], raw[:_LENGTH]) if len(raw) == 2 * _LENGTH else b""
    return hmac.compare_digest(found, _secret(session_token))


def _secret(session_token: str) -> bytes:
    return hmac.digest(session_token.encode("utf-8", "surrogatepass"), _PURPOSE, "sha256")


def _mixed(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
