"""A small pathway about mending bicycles, written as TOML text, with places where a test can put a fault."""

from __future__ import annotations

from workflow.definition.loading import load
from workflow.definition.model import Definition

PROPOSED = 'source = {kind = "proposal"}'

HEAD = f"""
format = 1
[pathway]
name = "bicycle-repair"
variant = "corner-shop"
released_on = 2026-01-05
title = "Mending a bicycle"
says = "From the counter to the road."
{PROPOSED}
[calendar]
time_zone = "Europe/London"
weekend = ["saturday", "sunday"]
{PROPOSED}
[roles.mechanic]
kind = "person"
says = "Mends bicycles."
{PROPOSED}
[roles.owner]
kind = "person"
says = "Owns the bicycle."
{PROPOSED}
[roles.system]
kind = "system"
says = "What happens by itself."
{PROPOSED}
[states.brought_in]
says = "The bicycle stands in the shop."
owner = ["mechanic"]
next = "Look it over."
main = true
{PROPOSED}
[states.on_the_stand]
says = "It is being mended."
owner = ["mechanic"]
main = true
{PROPOSED}
[states.waiting_for_parts]
says = "Parts are on order."
owner = ["mechanic"]
{PROPOSED}
[states.on_the_road]
says = "It is ridden again."
final = true
main = true
{PROPOSED}
[vocabularies.verdict]
says = "What the mechanic found."
{PROPOSED}
[vocabularies.verdict.terms]
worn = "A part is worn."
broken = "A part is broken."
sound = "Nothing has to be done."
[attributes.verdict]
type = "choice"
vocabulary = "verdict"
initial = "unknown"
says = "The mechanic's verdict"
{PROPOSED}
[attributes.parts]
type = "choice"
choices = ["ordered", "arrived"]
initial = "none"
says = "Where the parts are"
{PROPOSED}
[facts.finding]
kind = "recorded"
attribute = "verdict"
says = "What the mechanic found"
{PROPOSED}
[facts.parts]
kind = "recorded"
attribute = "parts"
says = "Where the parts are"
{PROPOSED}
[facts.work]
kind = "derived"
values = ["unknown", "needed", "none"]
says = "Whether there is something to mend"
rows = [
    {{when = {{finding = ["worn", "broken"]}}, is = "needed"}},
    {{when = {{finding = ["sound"]}}, is = "none"}},
    {{is = "unknown"}},
]
{PROPOSED}
[requirements.looked_over]
fact = "work"
allows = ["needed", "none"]
class = "default"
says = "The bicycle has been looked over."
override = {{roles = ["mechanic"], reasons = ["in_a_hurry"]}}
supplied_by = ["look_over"]
{PROPOSED}
[events.bring_in]
kind = "opening"
roles = ["owner"]
says = "A bicycle is brought in."
{PROPOSED}
[events.bring_in.rows.taken_in]
to = "brought_in"
[events.look_over]
kind = "record"
roles = ["mechanic"]
says = "The bicycle is looked over."
{PROPOSED}
sets = [{{attribute = "verdict", value = "$verdict"}}]
[events.look_over.fields.verdict]
type = "choice"
vocabulary = "verdict"
required = true
says = "The verdict"
[events.look_over.rows.noted]
states = "open"
stays = true
[events.order_parts]
kind = "case"
roles = ["mechanic"]
says = "Parts are ordered."
requires = ["looked_over"]
{PROPOSED}
sets = [{{attribute = "parts", value = "ordered"}}]
[events.order_parts.rows.parts_are_ordered]
states = ["on_the_stand"]
to = "waiting_for_parts"
[events.parts_arrive]
kind = "automatic"
says = "The parts have arrived."
{PROPOSED}
[events.parts_arrive.rows.back_on_the_stand]
states = ["waiting_for_parts"]
select = {{parts = ["arrived"]}}
to = "on_the_stand"
[events.start]
kind = "case"
roles = ["mechanic"]
says = "Work starts."
requires = ["looked_over"]
{PROPOSED}
"""

START = """
[events.start.rows.mend]
states = ["brought_in"]
select = {work = ["needed"]}
to = "on_the_stand"
[events.start.rows.ride_on]
states = ["brought_in"]
select = {work = ["none"]}
to = "on_the_road"
[events.start.rows.not_looked_at]
states = ["brought_in"]
otherwise = true
refuses = "Nobody has looked at the bicycle yet."
"""

FINISH = f"""
[events.finish]
kind = "case"
roles = ["mechanic", "owner"]
says = "The bicycle is handed over."
{PROPOSED}
[events.finish.rows.handed_over]
states = ["on_the_stand", "waiting_for_parts"]
to = "on_the_road"
"""


def bicycle_repair(start: str = START, more: str = "") -> Definition:
    """The pathway, with other rows for `start` or with more tables at its end."""
    return load(HEAD + start + FINISH + more, file="bicycle.toml")
