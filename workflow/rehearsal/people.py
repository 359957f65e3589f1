"""Simulated people: names, birth dates and NHS numbers of nobody, always the same ones for the same seed.

The numbers lie in the range that begins with 999, which is never issued to a patient.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from workflow.history import LOCAL_ID, NHS_NUMBER, Identifier, PatientIdentity

GIVEN_NAMES = (
    "Abena", "Aisha", "Alice", "Amara", "Ana", "Anjali", "Beth", "Bronwen", "Carys", "Catherine", "Chiara", "Chloe",
    "Daniela", "Deborah", "Eilidh", "Elif", "Emma", "Esther", "Farah", "Fatima", "Fiona", "Grace", "Hana", "Harriet",
    "Ines", "Irene", "Jasmine", "Joan", "Joyce", "Kamala", "Katarzyna", "Leila", "Linh", "Margaret", "Mei", "Miriam",
    "Nadia", "Ngozi", "Niamh", "Olga", "Parveen", "Patience", "Rachel", "Rosa", "Ruth", "Sadia", "Siobhan", "Sunita",
    "Tamar", "Teresa", "Uzma", "Valerie", "Wanjiru", "Yasmin", "Yetunde", "Zofia",
)  # fmt: skip
MEN_GIVEN_NAMES = ("Adewale", "Ali", "David", "Gareth", "Harpreet", "Ivan", "Joseph", "Kwame", "Liam", "Peter")
FAMILY_NAMES = (
    "Achieng", "Adeyemi", "Ahmed", "Ali", "Baker", "Begum", "Campbell", "Chan", "Cohen", "Davies", "Diaz", "Evans",
    "Ferrari", "Fraser", "Gallagher", "Green", "Hall", "Hughes", "Hussain", "Ivanova", "Jackson", "Jones", "Kaur",
    "Khan", "Kowalska", "Lewis", "MacDonald", "Malik", "Mensah", "Murphy", "Nguyen", "Novak", "Okafor", "Patel",
    "Pereira", "Popescu", "Quinn", "Rahman", "Roberts", "Rossi", "Sato", "Scott", "Shah", "Singh", "Taylor", "Tran",
    "Walker", "Williams", "Wood", "Yilmaz",
)  # fmt: skip

STEP = 7919
"""A prime that shares no factor with the million numbers of the range, so that the walk meets each of them once."""
RANGE = 1_000_000


@dataclass(frozen=True, slots=True)
class Person:
    """One simulated person."""

    identity: PatientIdentity
    is_male: bool


def people(dice: Random, *, today: date, men: float) -> Iterator[Person]:
    """Yield simulated people, no two with the same number.

    Args:
        men: the share of men among them, 0 to 1.
    """
    for number, nhs_number in enumerate(nhs_numbers(), start=1):
        is_male = dice.random() < men
        age = min(94, max(27, round(dice.gauss(62, 13))))
        given = dice.choice(MEN_GIVEN_NAMES if is_male else GIVEN_NAMES)
        identity = PatientIdentity(
            (Identifier(NHS_NUMBER, nhs_number), Identifier(LOCAL_ID, f"BU{number:06d}")),
            name=f"{given} {dice.choice(FAMILY_NAMES)}",
            born_on=today - timedelta(days=age * 365 + dice.randrange(365)),
            sex="male" if is_male else "female",
        )
        yield Person(identity, is_male)


def nhs_numbers() -> Iterator[str]:
    """Yield the numbers of the range 999 in a fixed mixed order, those without a check digit left out."""
    for place in range(RANGE):
        nine = f"999{place * STEP % RANGE:06d}"
        if (check := check_digit(nine)) is not None:
            yield f"{nine}{check}"


def check_digit(nine: str) -> int | None:
    """The tenth digit of an NHS number; None for the nine digits that have none.

    Source: NHS Data Model and Dictionary, NHS NUMBER: modulus 11 with weights ten down to two; eleven is written
    nought, and ten is never issued.
    """
    total = sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True))
    check = (11 - total % 11) % 11
    return None if check == 10 else check
