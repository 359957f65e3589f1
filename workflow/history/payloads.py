"""Protected texts: encrypted under a person's own key, with a commitment that goes into the entry's hashed bytes.

The commitment is a hash over a random value and the text. The random value is encrypted together with the text, so
that whoever holds the key can show that this and no other text was recorded, under whatever key it is opened
(AES-GCM alone does not promise that), while after erasure nothing is left to try texts against.
It knows no database.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from workflow.case.errors import Corrupt
from workflow.history.keyring import NONCE_BYTES, Keyring

PATIENT = "patient"
"""The payload that says whom an opening entry is about; the pathway has no such field."""
ENCRYPTED = "aes-256-gcm"
OPEN = "plain"
"""The scheme of an opaque reference, which is no secret."""
BLINDING_BYTES = 32
_COMMITMENT = b"\x03"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a payload belongs: nothing encrypted for one place opens at another."""

    case_id: str
    seq: int
    field: str

    @property
    def context(self) -> bytes:
        """The associated data of the encryption."""
        return f"{self.case_id}|{self.seq}|{self.field}".encode()


@dataclass(frozen=True, slots=True)
class Payload:
    """One protected text as it is stored.

    Args:
        scheme: `aes-256-gcm` or `plain`.
        nonce: the nonce, or for `plain` the blinding value.
        sealed: the ciphertext, or for `plain` the text in UTF-8.
    """

    scheme: str
    nonce: bytes
    sealed: bytes

    @property
    def is_encrypted(self) -> bool:
        """Whether a key is needed to read it."""
        return self.scheme != OPEN

    @property
    def seal(self) -> str:
        """The digest of what is stored: shows without any key whether it was altered."""
        return hashlib.sha256(self.nonce + self.sealed).hexdigest()


def encrypt(place: Place, text: str, *, key: bytes, keys: Keyring) -> tuple[Payload, str]:
    """Encrypt a text for its place; returns the payload and the commitment for the entry."""
    blinding, nonce = keys.random(BLINDING_BYTES), keys.random(NONCE_BYTES)
    plain = text.encode("utf-8")
    sealed = AESGCM(key).encrypt(nonce, blinding + plain, place.context)
    return Payload(ENCRYPTED, nonce, sealed), _commitment(place, blinding, plain)


def keep_open(place: Place, text: str, *, blinding: bytes) -> tuple[Payload, str]:
    """Keep a text as it is, with its commitment; only for what is no secret."""
    plain = text.encode("utf-8")
    return Payload(OPEN, blinding, plain), _commitment(place, blinding, plain)


def reveal(place: Place, payload: Payload, *, key: bytes | None) -> tuple[str, str]:
    """Return a payload's text and the commitment that follows from it.

    Raises:
        Corrupt: when it cannot be opened: altered, moved from another place, or encrypted for somebody else.
    """
    if payload.scheme == OPEN:
        return payload.sealed.decode("utf-8"), _commitment(place, payload.nonce, payload.sealed)
    try:
        opened = AESGCM(key or b"").decrypt(payload.nonce, payload.sealed, place.context)
    except (InvalidTag, ValueError) as error:
        raise Corrupt(
            f"The protected field {place.field!r} of entry {place.seq} of case {place.case_id} cannot be opened: it "
            "was altered, or the person's key is not the one it was encrypted under."
        ) from error
    blinding, plain = opened[:BLINDING_BYTES], opened[BLINDING_BYTES:]
    return plain.decode("utf-8"), _commitment(place, blinding, plain)


def _commitment(place: Place, blinding: bytes, plain: bytes) -> str:
    context = place.context
    length = len(context).to_bytes(4, "big")
    return hashlib.sha256(_COMMITMENT + length + context + blinding + plain).hexdigest()
