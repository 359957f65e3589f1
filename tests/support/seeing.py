"""A real case as the proof sees it through its glass."""

from __future__ import annotations

from workflow.case.file import Case
from workflow.definition.proof.lens import Glass, Node
from workflow.definition.proof.lens.attributes import UNSET, AttributeView
from workflow.definition.proof.lens.items import ItemsView
from workflow.engine.facts import Situation, item_value, shown


def seen(glass: Glass, case: Case) -> Node:
    """The one node of a glass that a case stands at."""
    situation = Situation(glass.definition, case)
    world = (
        _attribute(view, case, situation) if isinstance(view, AttributeView) else _items(view, case, situation)
        for view in glass.views
    )
    return Node(case.state, tuple(frozenset({value}) for value in world))  # type: ignore[misc]


def _attribute(view: AttributeView, case: Case, situation: Situation) -> object:
    setting = case.setting(view.name)
    if setting is None:
        return UNSET
    return view.set_to(shown(view.attribute.field, setting.value), fresh=situation.stands(setting))


def _items(view: ItemsView, case: Case, situation: Situation) -> object:
    mask = 0
    for item in case.standing(view.name):
        values = (item_value(view.collection.fields, item, field) for field in view.fields)
        kind = tuple(view.stand_in(field, value) for field, value in zip(view.fields, values, strict=True))
        mask |= view.answers(kind)
    return mask, tuple(situation.fact(fact.name) for fact in view.latest)
