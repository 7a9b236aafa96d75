"""Takes the snapshots of which rooms see anything (``core.publishing`` has the rules).

Each runs within a transaction that holds its step: no answer comes or changes between
the counting and the publishing.
"""

from dd_toolkit.core.publishing import (
    Published,
    check_outcome,
    distribution,
    to_take_up,
)
from dd_toolkit.core.workshop import Plan
from dd_toolkit.storage import room_answers, workshops
from dd_toolkit.storage.database import Database


def take_snapshot(
    db: Database,
    plan: Plan,
    workshop_id: str,
    number: int,
    *,
    answered: int,
    published: int,
    still_open: bool,
) -> bool:
    """Take up waiting answers of a step, if the rules let any; did they?

    ``answered`` and ``published`` as they stand in the step that is held.
    """
    how_many = to_take_up(answered - published, still_open=still_open)
    if not how_many or plan.pairs(number):
        return False
    batch = published + how_many
    taken = room_answers.take_up(
        db, workshop_id, number, how_many=how_many, batch=batch
    )
    assert taken == how_many, "the step is held, so its answers are all there"
    shown = distribution(
        plan.steps[number].choices, room_answers.counted(db, workshop_id, number)
    )
    workshops.publish(db, workshop_id, number, Published(shown), answers=batch)
    return True


def compare_check(db: Database, plan: Plan, workshop_id: str, number: int) -> bool:
    """Compare a check before and after, once its second half is closed; is it shown?

    It is done once: the steps take no answers afterwards (``is_compared``).
    """
    pairs = plan.pairs(number)
    asked = [one for pair in pairs for one in pair]
    rows = workshops.step_rows(db, workshop_id)
    if not pairs or any(one not in rows or rows[one].state.open for one in asked):
        return False
    if is_compared(plan, number, rows):
        return False
    outcome = check_outcome(
        room_answers.people_of_check(db, workshop_id, asked),
        pairs,
        {one: plan.steps[one].right for one in asked},
        {one: plan.steps[one].choices for one in asked},
    )
    if outcome is None:
        return False
    people = outcome.gain.people
    room_answers.freeze_check(db, workshop_id, asked, batch=people)
    for one in asked:
        gain = outcome.gain if one == pairs[0][1] else None
        shown = Published(outcome.distributions[one], gain)
        workshops.publish(db, workshop_id, one, shown, answers=people)
    return True


def is_compared(plan: Plan, number: int, rows: dict[int, workshops.StepRow]) -> bool:
    """Was the check that the step belongs to shown, before and after?"""
    return any(
        rows[after].distribution is not None
        for _, after in plan.pairs(number)
        if after in rows
    )
