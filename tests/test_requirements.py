"""What is installed is what was tested: constraints.txt pins all of it."""

import configparser
import re
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from docs import vulnerabilities

ROOT = Path(__file__).parent.parent
PINS = {canonicalize_name(name) for name in vulnerabilities.pins()}


def required():
    """The requirements of setup.cfg, those of the tests among them."""
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")
    written = setup["options"]["install_requires"]
    written += setup["options.extras_require"]["test"]
    return [Requirement(line) for line in written.splitlines() if line.strip()]


WITH_PYTHON = {"pip", "setuptools"}
"""They come with every virtual environment."""


def installed(requirements, extras=("",)):
    """The names of all packages that these need, in turn, on this machine."""
    found = set()
    waiting = [(each, extras) for each in requirements]
    while waiting:
        requirement, extras = waiting.pop()
        marker = requirement.marker
        if marker and not any(marker.evaluate({"extra": extra}) for extra in extras):
            continue
        name = canonicalize_name(requirement.name)
        asked = (name, frozenset(requirement.extras))
        if asked in found:
            continue
        found.add(asked)
        further = map(Requirement, metadata.requires(name) or ())
        waiting += [(each, ("", *requirement.extras)) for each in further]
    return {name for name, _ in found}


def test_every_installed_requirement_is_pinned():
    missing = installed(required()) - PINS - WITH_PYTHON

    assert missing == set()


def test_every_pin_names_one_version():
    lines = vulnerabilities.CONSTRAINTS.read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]

    wrong = [pin for pin in pins if not re.fullmatch(r"[\w.-]+==[\w.+!]+", pin)]
    assert wrong == []


def test_the_inventory_lists_every_pin_with_its_address():
    components = vulnerabilities.inventory()["components"]

    flask = next(each for each in components if each["name"] == "Flask")
    assert len(components) == len(vulnerabilities.pins())
    assert flask["purl"] == f"pkg:pypi/flask@{flask['version']}"


SAFE = {"name": "flask", "version": "1", "vulns": []}
UNSAFE = {"name": "flask", "version": "1", "vulns": [{"id": "PYSEC-1"}]}


@pytest.mark.parametrize(
    ("share", "answer", "ends_with"),
    [("all", SAFE, 0), ("one", UNSAFE, 1), ("none", SAFE, 2), ("one", SAFE, 2)],
)
def test_what_could_not_be_asked_is_never_called_safe(
    monkeypatch, tmp_path, share, answer, ends_with
):
    count = {"all": len(vulnerabilities.pins()), "one": 1, "none": 0}[share]
    monkeypatch.setattr(vulnerabilities, "ROOT", tmp_path)
    monkeypatch.setattr(vulnerabilities, "answers_of", lambda *_: [answer] * count)

    assert vulnerabilities.main("pip-audit") == ends_with
