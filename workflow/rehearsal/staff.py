"""The people and feeds of the simulated breast unit; every patient meets the same few of them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from workflow.case.actor import Actor

NAVIGATORS = ("n.lee", "b.okafor", "m.hughes", "s.patel")
CONSULTANTS = ("c.osei", "j.fraser", "a.rahman")
RADIOLOGISTS = ("r.blake", "e.novak")
PATHOLOGISTS = ("p.rao", "h.quinn")
SCHEDULERS = ("k.kim", "t.evans")
TEAMS = ("north", "south")
COORDINATOR = Actor("m.grant", "mdt_coordinator")
STEWARD = Actor("d.young", "data_steward")
BOOKINGS = Actor("booking-feed", "interface")
IMAGES = Actor("imaging-feed", "interface")
LABORATORY = Actor("laboratory-feed", "interface")
DEMOGRAPHICS = Actor("demographics-feed", "interface")


@dataclass(frozen=True, slots=True)
class Staff:
    """Those who look after one patient."""

    navigator: Actor
    consultant: Actor
    radiologist: Actor
    pathologist: Actor
    scheduler: Actor
    team: str


def staff_for(dice: Random) -> Staff:
    """Choose who looks after the next patient."""
    return Staff(
        Actor(dice.choice(NAVIGATORS), "navigator"),
        Actor(dice.choice(CONSULTANTS), "consultant"),
        Actor(dice.choice(RADIOLOGISTS), "radiologist"),
        Actor(dice.choice(PATHOLOGISTS), "pathologist"),
        Actor(dice.choice(SCHEDULERS), "scheduler"),
        dice.choice(TEAMS),
    )
