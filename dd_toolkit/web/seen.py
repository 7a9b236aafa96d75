"""What a page showed when it was opened, so that a save can say what it replaces.

One hidden field names the revision of each answer on the page:
``c181.who-pays:12 c181.debt:7``. A question that is not in it had no answer. It stands
beside the questions' boxes, not in them: boxes are kept and shared by all employers.
"""

import re
from collections.abc import Iterable, Mapping

from werkzeug.datastructures import MultiDict

FIELD = "seen"
_ONE = re.compile(r"([a-z0-9.-]{1,121}):([0-9]{1,15})", re.ASCII)


def seen_text(revisions: Mapping[str, int], question_ids: Iterable[str]) -> str:
    """The value of the hidden field for a page with these questions."""
    return " ".join(
        f"{question_id}:{revisions[question_id]}"
        for question_id in question_ids
        if revisions.get(question_id)
    )


def seen_in(sent: MultiDict[str, str]) -> dict[str, int]:
    """Full question id -> the revision that the page showed.

    What cannot be read counts as not seen: then an answer is at worst asked for twice.
    """
    words = " ".join(sent.getlist(FIELD)).split()
    found = [read for word in words if (read := _ONE.fullmatch(word))]
    return {read[1]: int(read[2]) for read in found}
