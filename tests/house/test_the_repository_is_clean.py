"""What anyone may clone: no host of a registry, no path of a machine, reasons beside dependencies, few entries at the
root.
"""

from __future__ import annotations

import re
import subprocess
import tomllib

from tests.house.source import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-node.lock", "package-lock.json")


def _tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return listed.stdout.splitlines()


def test_lock_files_hold_hashes_and_no_host() -> None:
    for name in LOCKS:
        text = (ROOT / name).read_text()
        assert not re.search(r"(?m)^\s*(-i|--index-url|--extra-index-url|--find-links)", text), name
        assert not re.search(r'"resolved":\s*"http', text), name
        assert "sha256:" in text or '"integrity"' in text, name


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = [*project["dependencies"], *(word for group in project["optional-dependencies"].values() for word in group)]
    reasons = (ROOT / "docs/decisions/dependencies.md").read_text().lower()
    names = [re.split(r"[<>=\[;]", word)[0] for word in named]
    missing = [name for name in names if f"`{name}`" not in reasons]
    assert not missing, f"docs/decisions/dependencies.md says nothing of {missing}"


def test_no_file_names_a_path_of_one_machine() -> None:
    for name in _tracked():
        path = ROOT / name
        if path.suffix in (".py", ".md", ".toml", ".yaml", ".ts", ".html", ".sh", "") and path.is_file():
            text = path.read_text(encoding="utf-8", errors="ignore")
            assert not re.search(r"(?<![\w.])/(work|root|home/\w+)/", text), name


def test_the_root_has_about_fourteen_doors() -> None:
    entries = {name.split("/")[0] for name in _tracked()}
    files = {entry for entry in entries if not entry.startswith(".")}
    assert len(files) <= 24, sorted(files)
