"""The keys of a deployment: master keys that wrap each person's own key, and the key of the blind index.

It knows no database and no clinic; it never writes a key anywhere but into the one file it was asked to make.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from workflow.case.errors import BadInput, Corrupt

KEY_BYTES = 32
NONCE_BYTES = 12
"""The nonce length that NIST SP 800-38D recommends for GCM."""
FORMAT = 1


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A person's key, encrypted under the master key `master`."""

    master: str
    sealed: bytes


class Keyring:
    """Wraps and unwraps the keys of persons, and makes the digests by which a person is found again.

    Args:
        masters: master keys of 32 bytes by their name; the last one wraps new keys, the others only unwrap.
        index_key: 32 bytes; must stay the same for the life of the deployment, or nobody is found again.
        random: source of random bytes; only a test gives another than the operating system's.
    """

    def __init__(
        self,
        masters: Mapping[str, bytes],
        index_key: bytes,
        *,
        random: Callable[[int], bytes] = os.urandom,
    ) -> None:
        if not masters or any(len(key) != KEY_BYTES for key in (*masters.values(), index_key)):
            raise BadInput("A keyring needs at least one master key and an index key, each of 32 bytes.")
        self._masters = dict(masters)
        self._current = list(self._masters)[-1]
        self._index_key = index_key
        self.random = random

    def __repr__(self) -> str:
        """Name the master keys and show none of them."""
        return f"Keyring({', '.join(self._masters)})"

    @classmethod
    def from_hex(cls, secret: str, *, random: Callable[[int], bytes] = os.urandom) -> Keyring:
        """Derive a keyring from one secret of 32 bytes, written as 64 hexadecimal digits."""
        try:
            root = bytes.fromhex(secret.strip())
        except ValueError:
            root = b""
        if len(root) != KEY_BYTES:
            raise BadInput("The secret of a keyring is 64 hexadecimal digits (32 bytes).")
        return cls({"derived": _derived(root, "master")}, _derived(root, "index"), random=random)

    @classmethod
    def load(cls, path: str | Path) -> Keyring:
        """Read a key file that `generate` wrote, or one that holds a single secret in hexadecimal.

        Raises:
            BadInput: when the file is not there, cannot be read or is no key file.
        """
        try:
            text = Path(path).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise BadInput(f"The key file {path} cannot be read ({type(error).__name__}).") from error
        if not text.lstrip().startswith("{"):
            return cls.from_hex(text)
        try:
            return cls._from_body(json.loads(text))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise BadInput(f"The file {path} is not a casepath key file.") from error

    @classmethod
    def generate(cls, path: str | Path) -> Keyring:
        """Make new keys and write them to a new file that only its owner may read.

        Raises:
            BadInput: when the file exists already: keys are never overwritten, what they protect would be lost.
        """
        body = {
            "format": FORMAT,
            "index": os.urandom(KEY_BYTES).hex(),
            "masters": [{"name": "first", "key": os.urandom(KEY_BYTES).hex()}],
        }
        try:
            opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError as error:
            raise BadInput(f"The key file {path} exists already and is never overwritten.") from error
        with os.fdopen(opened, "w", encoding="utf-8") as file:
            file.write(json.dumps(body, indent=2) + "\n")
        return cls._from_body(body)

    @classmethod
    def _from_body(cls, body: Mapping[str, Any]) -> Keyring:
        if body["format"] != FORMAT:
            raise ValueError
        masters = {str(each["name"]): bytes.fromhex(each["key"]) for each in body["masters"]}
        return cls(masters, bytes.fromhex(body["index"]))

    def new_person_key(self) -> bytes:
        """Return a fresh key for one person."""
        return self.random(KEY_BYTES)

    def wrap(self, person_id: str, key: bytes) -> WrappedKey:
        """Encrypt a person's key under the current master key, bound to that person."""
        nonce = self.random(NONCE_BYTES)
        sealed = AESGCM(self._masters[self._current]).encrypt(nonce, key, _wrapping_context(person_id))
        return WrappedKey(self._current, nonce + sealed)

    def unwrap(self, person_id: str, wrapped: WrappedKey) -> bytes:
        """Return a person's key.

        Raises:
            BadInput: when this keyring does not hold the master key it was wrapped under.
            Corrupt: when the wrapped key was altered or belongs to somebody else.
        """
        if wrapped.master not in self._masters:
            raise BadInput(
                f"The keys of this database were wrapped under the master key {wrapped.master!r}, which is not in the "
                "key file that was given; give the key file that belongs to this database."
            )
        nonce, sealed = wrapped.sealed[:NONCE_BYTES], wrapped.sealed[NONCE_BYTES:]
        try:
            return AESGCM(self._masters[wrapped.master]).decrypt(nonce, sealed, _wrapping_context(person_id))
        except InvalidTag as error:
            raise Corrupt(
                "A person's key cannot be unwrapped: it was altered, or the key file belongs to another database."
            ) from error

    def fingerprint(self, text: str) -> str:
        """Return a keyed digest of a text (64 hexadecimal digits): equal for equal texts, nothing to be tried out."""
        return hmac.new(self._index_key, text.encode("utf-8"), hashlib.sha256).hexdigest()


def _wrapping_context(person_id: str) -> bytes:
    return f"casepath person key|{person_id}".encode()


def _derived(root: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"casepath keyring {purpose}".encode()).derive(root)
