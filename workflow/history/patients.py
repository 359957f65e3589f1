"""Who a case is about: an opaque reference of the host, or an identity with numbers and a name.

It knows how a person is found again without their numbers standing in the database; no name is ever hashed bare.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import dataclass
from datetime import date

from workflow.case.errors import BadInput, Problem
from workflow.case.written import canonical
from workflow.history.keyring import Keyring

NHS_NUMBER = "nhs-number"
"""The system whose values are written with or without spaces: they are compared without."""
LOCAL_ID = "local-id"


@dataclass(frozen=True, slots=True)
class PatientRef:
    """The host's own opaque reference to a person, such as a database key; it must not identify anybody by itself."""

    system: str
    value: str


@dataclass(frozen=True, slots=True)
class Identifier:
    """One number a person is known by, in the system that gave it, such as `nhs-number` or `local-id`."""

    system: str
    value: str

    @property
    def system_name(self) -> str:
        """The system as it is compared: `NHS number`, `nhs_number` and `nhs-number` are one."""
        return "-".join(
            unicodedata.normalize("NFKC", self.system).casefold().replace("_", " ").replace("-", " ").split()
        )

    @property
    def normalised(self) -> str:
        """The value as it is compared: one spelling per number, never a repaired one."""
        text = " ".join(unicodedata.normalize("NFKC", self.value).upper().split())
        return text.replace(" ", "").replace("-", "") if self.system_name == NHS_NUMBER else text


@dataclass(frozen=True, slots=True)
class PatientIdentity:
    """A person's numbers, name, birth date and sex; kept encrypted, and only where keys are given."""

    identifiers: tuple[Identifier, ...]
    name: str = ""
    born_on: date | None = None
    sex: str = ""


Patient = PatientRef | PatientIdentity


def check_patient(patient: Patient, keys: Keyring | None) -> None:
    """Refuse a person who could not be found again, or could not be kept safely.

    Raises:
        BadInput: without any identifier, with an empty one, or with an identity where there are no keys.
    """
    if isinstance(patient, PatientRef):
        known: tuple[Identifier, ...] = (Identifier(patient.system, patient.value),)
    else:
        known = patient.identifiers
        if keys is None:
            raise BadInput(
                "Names and numbers are kept encrypted and there are no keys; give keys, or refer to the person by an "
                "opaque PatientRef."
            )
    _check_told(patient, known)
    empty = [each for each in known if not (each.system.strip() and each.normalised)]
    if not known or empty:
        found = Problem("patient", "no identifier", "at least one identifier with its system and its value")
        raise BadInput("The case was not opened: the person cannot be found again without an identifier.", [found])


def _check_told(patient: Patient, known: tuple[Identifier, ...]) -> None:
    """Refuse what could not be written and read again, or would make the person two.

    Raises:
        BadInput: naming the part, never its content.
    """
    texts: list[object] = [text for each in known for text in (each.system, each.value)]
    problems = []
    if isinstance(patient, PatientIdentity):
        texts += [patient.name, patient.sex]
        if patient.born_on is not None and type(patient.born_on) is not date:
            problems.append(Problem("born_on", type(patient.born_on).__name__, "a date, without a time of day"))
    if not all(_is_writable(text) for text in texts):
        problems.append(Problem("patient", "an unusable text", "texts of printable characters"))
    elif not _one_value_each(known):
        problems.append(Problem("identifiers", "two values of one system", "one value for each system"))
    if problems:
        raise BadInput("The case was not opened: the person cannot be kept as told.", problems)


def _one_value_each(known: tuple[Identifier, ...]) -> bool:
    told = {(each.system_name, each.normalised) for each in known}
    return len({system for system, _ in told}) == len(told)


def _is_writable(text: object) -> bool:
    if not isinstance(text, str):
        return False
    return text.isprintable() and not any(0xD800 <= ord(letter) <= 0xDFFF for letter in text)


def index_rows(patient: Patient, keys: Keyring | None) -> dict[str, str]:
    """Return the look-up digests of a person, each with the system its identifier comes from.

    An opaque reference is hashed without a key, because it is no secret and must be found with and without keys; a
    number is hashed with the index key, because a bare hash of an NHS number is found by trying them all.
    """
    if isinstance(patient, PatientRef):
        return {reference_digest(patient.system, patient.value): patient.system}
    if keys is None:
        return {}
    return {identifier_digest(each, keys): each.system_name for each in patient.identifiers}


def identifier_digest(identifier: Identifier, keys: Keyring) -> str:
    """Return the keyed digest an identifier is found by."""
    return keys.fingerprint(canonical(["identifier", identifier.system_name, identifier.normalised]))


def reference_digest(system: str, value: str) -> str:
    """Return the digest an opaque reference is found by."""
    return hashlib.sha256(canonical(["reference", system, value]).encode("utf-8")).hexdigest()


def patient_text(patient: Patient) -> str:
    """Write a person as canonical JSON: the text of the payload."""
    if isinstance(patient, PatientRef):
        return canonical({"reference": [patient.system, patient.value]})
    return canonical(
        {
            "identifiers": [[each.system, each.value] for each in patient.identifiers],
            "name": patient.name,
            "born_on": patient.born_on.isoformat() if patient.born_on else None,
            "sex": patient.sex,
        }
    )


def patient_from(text: str) -> Patient:
    """Read what `patient_text` wrote."""
    body = json.loads(text)
    if "reference" in body:
        return PatientRef(*body["reference"])
    born_on = body["born_on"]
    return PatientIdentity(
        tuple(Identifier(*each) for each in body["identifiers"]),
        body["name"],
        date.fromisoformat(born_on) if born_on else None,
        body["sex"],
    )
