"""Known vulnerabilities of what we stand on: ``make audit``.

Asks PyPI's advisories, then OSV's, about each pin of ``constraints.txt`` through
pip-audit, and writes what there is to ``dist/inventory.json`` (CycloneDX). pip-audit
says "No known vulnerabilities found" too when it could ask about nothing, so what was
asked is counted here. Ends with 0: all asked, none found; 1: some are known; 2: not all
could be asked, which is not the same as safe.
"""

import json
import subprocess
import sys
import tempfile
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
CONSTRAINTS = ROOT / "constraints.txt"
SERVICES = ("pypi", "osv")


def pins() -> dict[str, str]:
    """Package -> version, as constraints.txt has them."""
    lines = CONSTRAINTS.read_text(encoding="utf-8").splitlines()
    pinned = (line.partition("==") for line in lines if "==" in line)
    return {name: version for name, _, version in pinned}


def answers_of(service: str, pip_audit: str) -> list[dict[str, Any]]:
    """What that service knows of each package; nothing where it cannot be reached."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer.json"
        command = [pip_audit, "-r", str(CONSTRAINTS), "--no-deps", "--disable-pip"]
        command += ["-s", service, "-f", "json", "-o", str(answer)]
        subprocess.run(command, capture_output=True, check=False, timeout=600)
        if not answer.exists():
            return []
        found: list[dict[str, Any]] = json.loads(answer.read_text())["dependencies"]
    return [package for package in found if "skip_reason" not in package]


def inventory() -> dict[str, Any]:
    """Every pinned package with version and licence, as CycloneDX 1.6."""
    components = []
    for name, version in pins().items():
        component: dict[str, Any] = {
            "type": "library",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name.lower().replace('_', '-')}@{version}",
        }
        licence = licence_of(name)
        if licence:
            component["licenses"] = [{"license": {"name": licence}}]
        components.append(component)
    return {"bomFormat": "CycloneDX", "specVersion": "1.6", "components": components}


def licence_of(name: str) -> str:
    """As the installed package says it; "" where it is not installed or silent."""
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    text = said.get("License-Expression") or said.get("License") or ""
    return text.partition("\n")[0][:100]


def main(pip_audit: str) -> int:
    """Write the inventory, ask, tell."""
    listed = ROOT / "dist" / "inventory.json"
    listed.parent.mkdir(exist_ok=True)
    listed.write_text(json.dumps(inventory(), indent=1) + "\n", encoding="utf-8")
    wanted = pins()
    answers = next(filter(None, (answers_of(s, pip_audit) for s in SERVICES)), [])
    known = [package for package in answers if package["vulns"]]
    for package in known:
        ids = ", ".join(vulnerability["id"] for vulnerability in package["vulns"])
        sys.stdout.write(f"{package['name']} {package['version']}: {ids}\n")
    sys.stdout.write(
        f"{len(answers)} of {len(wanted)} packages asked about, {len(known)} with "
        f"known vulnerabilities; {listed.relative_to(ROOT)} lists all.\n"
    )
    if known:
        return 1
    if len(answers) < len(wanted):
        sys.stdout.write("NOT ALL CHECKED: the advisories cannot be reached here.\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
