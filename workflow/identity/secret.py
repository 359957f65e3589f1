"""Secrets of 256 bits, and the digest that alone is kept of them."""

from __future__ import annotations

import hashlib
import secrets

_BYTES = 32
_SHORT_BYTES = 12


def new_secret() -> str:
    """Return 256 fresh random bits as URL-safe text of 43 characters."""
    return secrets.token_urlsafe(_BYTES)


def new_id() -> str:
    """Return a fresh opaque id of 24 hexadecimal digits; it is no secret."""
    return secrets.token_hex(_SHORT_BYTES)


def digest_of(secret: str) -> str:
    """Return what is kept of a secret: its SHA-256. 256 random bits need no salt and no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
