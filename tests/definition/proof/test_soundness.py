"""Pathways that look sound and are not: each was once taken for sound, and none of them passes."""

from __future__ import annotations

from dataclasses import replace

from tests.support.bicycles import FILE
from tests.support.small_pathways import FINISH, HEAD, START
from workflow.definition.loading import load
from workflow.definition.model import Definition
from workflow.definition.proof.automatic import automatic_transitions
from workflow.definition.proof.liveness import endings
from workflow.definition.proof.nevers import never_rules
from workflow.definition.proof.suppliers import suppliers

PROPOSED = 'source = {kind = "proposal"}\n'
PLAIN = f'says = "Told."\n{PROPOSED}'
BOTH = 'states = ["on_the_stand", "waiting_for_parts"]\n'
FINISHES = f'[events.finish]\nkind = "case"\nroles = ["mechanic"]\n{PLAIN}'
CHECKS = (
    f'[collections.checks]\nsays = "Checks"\nprefix = "C"\n{PROPOSED}'
    '[collections.checks.fields.part]\ntype = "choice"\nchoices = ["chain", "brake"]\nsays = "Part"\n'
)
NAMED = '[events.finish.fields.check]\ntype = "item"\ncollection = "checks"\nsays = "Check"\n'
CHECKED = (
    f'[events.check]\nkind = "record"\nroles = ["mechanic"]\n{PLAIN}'
    'adds = [{collection = "checks", values = {part = "$part"}}]\n'
    '[events.check.fields.part]\ntype = "choice"\nchoices = ["chain", "brake"]\nsays = "Part"\n'
    '[events.check.rows.added]\nstates = "open"\nstays = true\n'
)


def shop(finish: str = FINISH, more: str = "", head: str = HEAD) -> Definition:
    """The bicycle with another end, or with more tables."""
    return load(head + START + finish + more, file="bicycle.toml")


def row(name: str, text: str) -> str:
    return f"[events.finish.rows.{name}]\n{BOTH}{text}\n"


def test_a_field_that_a_fact_demands_cannot_be_left_out_by_staff() -> None:
    why = '[events.finish.fields.why]\ntype = "choice"\nchoices = ["rust", "age"]\nsays = "Why"\n'
    left_out = row("plain", 'select = {why = ["not_given"]}\nto = "on_the_road"')
    told = row("told", 'select = {why = ["rust", "age"]}\nrefuses = "No."')
    demanded = 'required_when = {finding = ["worn"]}\n'
    assert endings(shop(FINISHES + why + left_out + told)).holds
    assert not endings(shop(FINISHES + why + demanded + left_out + told)).holds


def test_a_row_that_refuses_where_no_item_is_named_is_no_way_out() -> None:
    refuses = row("nothing_named", 'select = {"check.part" = ["not_given"]}\nrefuses = "Name a check."')
    rest = row("rest", 'otherwise = true\nto = "on_the_road"')
    assert not endings(shop(FINISHES + NAMED + refuses + rest, CHECKS)).holds


def test_items_that_need_not_exist_cannot_be_named_by_staff() -> None:
    several = NAMED.replace('type = "item"', 'type = "items"\nrequired = true')
    assert not endings(shop(FINISHES + several + row("done", 'to = "on_the_road"'), CHECKS)).holds


def test_a_version_that_no_item_has_cannot_be_equalled_by_staff() -> None:
    version = '[collections.checks.fields.version]\ntype = "integer"\nsays = "Version"\n'
    there = f'[facts.there]\nkind = "counted"\ncollection = "checks"\ncount = "any"\n{PLAIN}'
    named = NAMED + 'required = true\n[events.finish.fields.version]\ntype = "integer"\nrequired = true\nsays = "It"\n'
    rows = row("done", 'select = {there = ["yes"]}\nto = "on_the_road"')
    rows += row("none", 'select = {there = ["no"]}\nrefuses = "There is no check."')
    way = '[ways_out.{0}_{1}]\nstate = "{1}"\nevent = "{0}"\n' + PLAIN.replace("{", "{{").replace("}", "}}")
    ways = "".join(
        way.format("check", state) + 'when = {there = ["no"]}\n' + way.format("finish", state) + 'item = "there"\n'
        for state in ("on_the_stand", "waiting_for_parts")
    )
    ways += way.format("start", "brought_in")
    more = CHECKS + version + there + CHECKED + ways
    equals = named.replace('says = "It"', 'says = "It"\nmust_equal = "check.version"')
    assert endings(shop(FINISHES + named + rows, more)).holds
    assert not endings(shop(FINISHES + equals + rows, more)).holds
    written = more.replace('values = {part = "$part"}', 'values = {part = "$part", version = "@next"}')
    assert endings(shop(FINISHES + equals + rows, written)).holds


def test_a_value_read_from_an_item_that_lacks_it_is_not_set() -> None:
    spot = f'[attributes.spot]\ntype = "choice"\nchoices = ["chain", "brake"]\ninitial = "unknown"\n{PLAIN}'
    spot += f'[facts.spot]\nkind = "recorded"\nattribute = "spot"\n{PLAIN}'
    mark = f'[events.mark]\nkind = "case"\nroles = ["mechanic"]\n{PLAIN}'
    mark += 'sets = [{attribute = "spot", value = "$check.part"}]\n'
    mark += NAMED.replace("events.finish", "events.mark").replace("says =", "required = true\nsays =")
    mark += '[events.mark.rows.marked]\nstates = ["on_the_stand"]\nto = "waiting_for_parts"\n'
    never = f'[nevers.unmarked]\n{PLAIN}states = ["waiting_for_parts"]\nwhen = {{spot = ["unknown"]}}\n'
    head = HEAD.replace(
        'states = ["on_the_stand"]\nto = "waiting_for_parts"', 'states = ["on_the_stand"]\nstays = true'
    )
    failure = never_rules(shop(more=CHECKS + CHECKED + spot + mark + never, head=head)).failures[0]
    assert [step.partition(" ")[0].rstrip(":") for step in failure.steps][-2:] == ["check", "mark"]


def workshop_with(never: str, *changes: tuple[str, str]) -> Definition:
    """The workshop where nothing is measured, scrapped or amended once the checks are in, with other places changed."""
    text = FILE.read_text(encoding="utf-8")
    text = text[: text.index("[events.amend]")] + text[text.index("[recommendations.tools]") :]
    first, last = text.index("[events.measure]"), text.index("[events.read]")
    measured = text[first:last].replace('states = "open"', 'states = ["checking"]')
    text = text[:first] + measured + text[last:]
    text = text.replace('rows.scrapped = { states = "open"', 'rows.scrapped = { states = ["checking"]')
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    when = 'when = {evidence = ["changed"]}\n'
    return load(f'{text}[nevers.outdated]\n{PLAIN}states = ["{never}"]\n{when}', file="workshop.toml")


def test_a_verdict_given_on_a_report_that_is_withdrawn_is_outdated_at_once() -> None:
    measured = 'where = { state = ["measured", "read"] }\nsays = "The measurements'
    every = 'where = { part = ["brake", "chain", "frame"] }\nsays = "The measurements'
    assert never_rules(workshop_with("judging")).holds
    assert not never_rules(workshop_with("judging", (measured, every))).holds


def test_evidence_that_an_event_ends_is_outdated() -> None:
    measured = 'where = { state = ["measured", "read"] }\nsays = "The measurements'
    ordered = 'void_states = ["dropped"]\nwhere = { state = ["ordered", "read"] }\nsays = "The measurements'
    later = ('states = ["waiting", "checking"]', 'states = ["waiting", "checking", "judging"]')
    kept = ('event = "drop_check", field', 'event = "keep_check", field')
    fields = 'fields.check = { type = "item", collection = "checks", says = "Check", required = true }\n'
    fields += 'fields.excuse = { type = "choice", choices = ["given_up"], says = "Why" }\n'
    rows = 'rows.kept = { states = "any", stays = true }\n'
    keep = f'[events.keep_check]\nkind = "ending"\n{PLAIN}{fields}{rows}[events.scrap]'
    assert not never_rules(workshop_with("gone", (measured, ordered), later)).holds
    assert never_rules(workshop_with("gone", (measured, ordered), later, kept, ("[events.scrap]", keep))).holds


def test_automatic_transitions_that_change_facts_do_not_go_round_for_ever() -> None:
    def swing(name: str, here: str, there: str, *, parts: str, then: str) -> str:
        return (
            f'[events.{name}]\nkind = "automatic"\n{PLAIN}sets = [{{attribute = "parts", value = "{then}"}}]\n'
            f'[events.{name}.rows.on]\nstates = ["{here}"]\nselect = {{parts = ["{parts}"]}}\nto = "{there}"\n'
        )

    calm = HEAD.replace('select = {parts = ["arrived"]}', 'select = {parts = ["none"]}')
    there = swing("there", "on_the_stand", "waiting_for_parts", parts="ordered", then="arrived")
    back = swing("back", "waiting_for_parts", "on_the_stand", parts="arrived", then="ordered")
    failure = automatic_transitions(shop(more=there + back, head=calm)).failures[0]
    assert failure.says.startswith("Automatic transitions may never come to rest")
    once = swing("back", "waiting_for_parts", "on_the_stand", parts="arrived", then="arrived")
    assert automatic_transitions(shop(more=there + once, head=calm)).holds


def test_advice_does_not_hold_back_what_happens_by_itself() -> None:
    advice = f'[requirements.worn]\nfact = "finding"\nallows = ["worn"]\nclass = "advice"\n{PLAIN}'
    sold = f'[events.sold]\nkind = "automatic"\n{PLAIN}[events.sold.rows.sold]\nstates = ["waiting_for_parts"]\n'
    sold += 'select = {work = ["none"]}\nrequires = ["worn"]\nto = "on_the_road"\n'
    assert not automatic_transitions(shop(more=advice + sold)).holds
    assert automatic_transitions(shop(more=advice.replace('"advice"', '"rule"') + sold)).holds


def test_an_override_of_somebody_who_may_not_report_it_meets_nothing() -> None:
    whole = shop()
    events = {name: event for name, event in whole.events.items() if name != "look_over"}
    need = whole.requirements["looked_over"]
    assert need.override is not None
    lifted = replace(whole, events=events, requirements={need.name: replace(need, supplied_by=())})
    assert suppliers(lifted).holds
    others = replace(need, supplied_by=(), override=replace(need.override, roles=("owner",)))
    assert not suppliers(replace(lifted, requirements={need.name: others})).holds
