"""A small agenda, a practice case and an evaluation, to stand beside ``FILES``."""

AGENDA = """\
id: papers-day
version: 1.0.0
title: A day on papers
audience: Office staff
set: whole
minutes: 60
aims:
  - See whose passports they are.
materials:
  - A projector.
knowledge:
  - id: whose
    ask: Whose passport is it?
    options:
      - {id: worker, label: The worker's}
      - {id: employer, label: The employer's}
      - {id: agency, label: The agency's}
    right: worker
    reason: It belongs to the person.
    cites: [C1-1]
steps:
  - {id: hello, kind: welcome, minutes: 5, title: Hello, notes: [Smile.]}
  - {id: first, kind: check, when: before, minutes: 5, title: First, notes: [Wait.]}
  - {id: tale, kind: story, minutes: 5, title: A tale, text: [Once.], notes: [Read.]}
  - id: asked
    kind: question
    minutes: 10
    title: Papers
    asks: [papers.passport, papers.slips]
    prompts: ["Who has the key?"]
    notes: [Wait.]
  - {id: talk, kind: discussion, minutes: 5, title: Ask, prompts: ["Why?"], notes: [Do]}
  - {id: practice, kind: case, case: a-safe, minutes: 10, title: A safe, notes: [Read.]}
  - {id: pause, kind: break, minutes: 5, title: Tea, notes: [Tea.]}
  - {id: last, kind: check, when: after, minutes: 5, title: Last, notes: [Wait.]}
  - {id: day, kind: evaluation, minutes: 5, title: The day, notes: [Leave.]}
  - {id: bye, kind: closing, minutes: 5, title: Goodbye, notes: [Thank them.]}
"""

CASE = """\
id: a-safe
version: 1.0.0
title: A safe
sector: garment
story:
  - The passports lie in a safe.
facts:
  - Nobody but the office has the key.
today:
  - Open the safe.
answers:
  - question: papers.passport
    right: employer
    reason: The safe is the employer's.
    cites: [C1-1]
  - question: papers.slip
    right: no
    reason: No slip is spoken of.
    cites: [C1-1]
prompts:
  - Who has the key?
"""

EVALUATION = """\
- id: useful
  ask: How useful was it?
  options:
    - {id: very, label: Very}
    - {id: some, label: Somewhat}
    - {id: not, label: Not at all}
"""

WORKSHOP_FILES = {
    "workshops/papers-day": AGENDA,
    "cases/a-safe": CASE,
    "workshops/evaluation": EVALUATION,
}
