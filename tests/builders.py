"""Questionnaires to test with: small, valid and dull; a test changes what it is about.

``a_folder`` writes files as an author would; ``a_questionnaire`` makes the frozen value
without files. In the latter, an option is named after its value in per cent: ``v100``,
``v50``, ``v0``.
"""

from fractions import Fraction
from pathlib import Path

from dd_toolkit.core.answering import Answer, chosen
from dd_toolkit.core.questionnaire import (
    NOT_APPLICABLE,
    UNKNOWN,
    Action,
    Area,
    Indicator,
    Instrument,
    Option,
    Provision,
    Question,
    Questionnaire,
    Section,
)

AREAS = """\
- {id: documents, title: Documents}
- {id: wages, title: Wages, weight: 2}
"""

SCALES = """\
- id: yes-no
  options:
    - {id: yes, label: Yes, value: 1}
    - {id: no, label: No, value: 0}
"""

PROFILE = """\
- id: sector
  ask: Where do they work?
  kind: choice
  options:
    - {id: garment, label: In a factory}
    - {id: farm, label: On a farm}
- id: uses-agency
  ask: Do you use an agency?
  kind: choice
  options:
    - {id: yes, label: Yes}
    - {id: no, label: No}
"""

SETS = """\
- id: whole
  version: 1.0.0
  title: Everything
  asks: [papers]
"""

INSTRUMENTS = """\
- {id: C1, kind: convention, short: Convention 1, title: Papers, subject: Papers}
"""

PROVISIONS = """\
- {id: C1-1, instrument: C1, article: '1', title: Passports, duty: employer,
   severity: critical, verified: true}
- {id: C1-2, instrument: C1, article: '2', title: Statistics, duty: state,
   severity: minor, verified: true}
"""

INDICATORS = """\
- {id: retention, title: Retention, meaning: Papers are kept., today: [Give them back.]}
"""

PAPERS = """\
id: papers
version: 1.0.0
title: Papers
instruments: [C1]
sections:
  - id: passports
    area: documents
    title: Passports
    questions:
      - id: passport
        ask: Who keeps the passports?
        kind: choice
        severity: critical
        cites: [C1-1]
        indicators: [retention]
        step: prevent
        sectors: [garment, farm]
        when: {answer: profile.uses-agency, is: [yes, no]}
        not-applicable: true
        options:
          - {id: worker, label: The worker, value: 1}
          - {id: asked, label: We do if asked, value: 0.5}
          - {id: employer, label: We do, value: 0}
        why: It is theirs.
        evidence: [A look into the safe]
        action: {do: Give them back, steps: [Open the safe], effort: low}
      - id: lockers
        ask: How many lockers are there?
        kind: number
        when: {answer: papers.passport, is: [worker]}
  - id: slips
    area: wages
    title: Pay slips
    questions:
      - id: slip
        ask: Does each worker get a pay slip?
        kind: choice
        severity: minor
        cites: [C1-1]
        step: track
        scale: yes-no
        why: It shows what was paid.
        evidence: [Slips]
        action: {do: Write slips, steps: [Print them], effort: high}
"""

FILES = {
    "areas.yaml": AREAS,
    "scales.yaml": SCALES,
    "profile.yaml": PROFILE,
    "sets.yaml": SETS,
    "standards/instruments.yaml": INSTRUMENTS,
    "standards/provisions.yaml": PROVISIONS,
    "standards/indicators.yaml": INDICATORS,
    "papers.yaml": PAPERS,
}
"""A folder in which ``dd-toolkit check`` finds nothing to say."""


def a_folder(folder: Path, **files: str | bytes) -> Path:
    """The folder of ``FILES``; ``papers="…"`` writes another text as papers.yaml."""
    texts = {**FILES, **{f"{name}.yaml": text for name, text in files.items()}}
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def changed(text: str, old: str, new: str) -> str:
    """The text with ``old``, which stands in it once, replaced."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


def an_option(value: Fraction | int | str | None = None, name: str = "") -> Option:
    if value is None:
        return Option(name, name.title())
    exact = Fraction(value)
    name = name or f"v{int(100 * exact)}"
    return Option(name, name.title(), exact)


def a_question(name="m.q", *, values=(1, "1/2", 0), severity="minor", **fields):
    """A scored question; the weight follows the severity unless it is given."""
    weight = {"critical": 5, "major": 3, "minor": 1}[severity]
    return Question(
        id=name,
        ask="Is it so?",
        kind=fields.pop("kind", "choice"),
        severity=severity,
        weight=Fraction(fields.pop("weight", weight)),
        options=fields.pop("options", tuple(an_option(value) for value in values)),
        action=Action("Do it", ("Begin",), fields.pop("effort", "low")),
        **fields,
    )


def an_informative_question(name="m.note", **fields):
    return Question(id=name, ask="How many?", kind=fields.pop("kind", "text"), **fields)


def a_profile_question(name="profile.sector", options=("garment", "farm")):
    return Question(
        id=name,
        ask="Which?",
        kind="choice",
        options=tuple(an_option(name=option) for option in options),
    )


PROFILE_QUESTIONS = (
    a_profile_question(),
    a_profile_question("profile.uses-agency", ("yes", "no")),
)


def a_questionnaire(*questions, weights=None, profile=PROFILE_QUESTIONS, **areas):
    """A questionnaire of these questions, or of areas: ``wages=(question, …)``.

    ``weights`` gives the weight of areas by name; 1 where it is left out. Provisions
    named ``C1-…`` belong to the instrument ``C1``.
    """
    areas = areas or {"documents": questions}
    asked = [question for group in areas.values() for question in group]
    cited = sorted({name for question in asked for name in question.cites})
    raised = sorted({name for question in asked for name in question.indicators})
    instruments = sorted({name.partition("-")[0] for name in cited})
    return Questionnaire(
        id="whole",
        version="1.0.0",
        title="Everything",
        intro="",
        profile=tuple(profile),
        areas=tuple(
            Area(name, name.title(), Fraction((weights or {}).get(name, 1)))
            for name in areas
        ),
        sections=tuple(
            Section(f"m.{name}", name.title(), name, tuple(group))
            for name, group in areas.items()
        ),
        provisions=tuple(
            Provision(name, name.partition("-")[0], name, name) for name in cited
        ),
        instruments=tuple(
            Instrument(name, "convention", name, name, name) for name in instruments
        ),
        indicators=tuple(Indicator(name, name, name, (name,)) for name in raised),
    )


DOES_NOT_APPLY = Answer((NOT_APPLICABLE,), reason="We have no such thing.")
DO_NOT_KNOW = chosen(UNKNOWN)


def valued(**values):
    """Answers by value: ``valued(q1=1, q2="1/2")`` answers m.q1 and m.q2."""
    return {
        f"m.{name}": chosen(f"v{int(100 * Fraction(value))}")
        for name, value in values.items()
    }
