"""What the README promises is there, and what is there stands in the README."""

import re
from pathlib import Path

import pytest

from dd_toolkit import settings
from dd_toolkit.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_is_in_the_readme(command):
    assert f"dd-toolkit {command}" in README


def test_every_setting_is_in_the_readme():
    read = set(re.findall(r"DD_[A-Z_]+", Path(settings.__file__).read_text()))

    assert all(f"| `{name}` |" in README for name in read)


def test_every_link_of_the_readme_leads_to_a_file():
    links = re.findall(r"\]\(([^)]+)\)", README)

    missing = [link for link in links if not (ROOT / link).exists()]

    assert missing == []


@pytest.mark.parametrize("target", ["demo", "test", "wheel", "bench"])
def test_the_make_commands_of_the_readme_exist(target):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert f"make {target}" in README
    assert re.search(rf"^{target}:", makefile, re.MULTILINE)
