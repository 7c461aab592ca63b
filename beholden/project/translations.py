"""English for every Chinese sentence: what pages and code say, what the catalogue knows, and the compiled catalogue.

Chinese is the source and needs no catalogue. A room's English lies in its own `locale/en/LC_MESSAGES/django.po`, what
has none there in `web/locale`; they are written by hand. Beside each stands the compiled `.mo`, in the repository
because a fresh machine may have no `msgfmt`. After a change to either side:

  python -m beholden.project.translations          compiles, and lists sentences without English
  python -m beholden.project.translations --add    also appends those to their room's .po, English to be filled in
"""

from __future__ import annotations

import ast
import json
import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
PLACE: Final = Path("locale", "en", "LC_MESSAGES", "django.po")
CATALOGUE: Final = ROOT / "web" / PLACE
FUNCTIONS: Final = frozenset({"_", "_t", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"})
_LINE: Final = re.compile(r'^(msgid_plural|msgid|msgstr(?:\[(\d)\])?)?\s*"(.*)"$')
_CHINESE: Final = re.compile(r"[\u3400-\u9fff]")

Catalogue = dict[str, list[str]]


class CatalogueError(ValueError):
    """The catalogue cannot be read; says the line."""


def read(text: str) -> Catalogue:
    """The entries of a .po: message id (with its plural after a NUL) to its translations, the header under "".

    Raises CatalogueError naming the line.
    """
    entries: Catalogue = {}
    ids: list[str] = []
    strings: list[str] = []
    into: list[str] | None = None

    def close() -> None:
        if ids:
            entries["\0".join(ids)] = list(strings)
        ids.clear()
        strings.clear()

    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        found = _LINE.match(line)
        if found is None:
            raise CatalogueError(f"{CATALOGUE.name}:{number}: not a line of a catalogue: {line}")
        word, value = found.group(1), ast.literal_eval(f'"{found.group(3)}"')
        if word == "msgid" and strings:
            close()
        if word is not None:
            into = strings if word.startswith("msgstr") else ids
            into.append(value)
        elif into:
            into[-1] += value
        else:
            raise CatalogueError(f"{CATALOGUE.name}:{number}: a text without its word: {line}")
    close()
    return entries


def compiled(entries: Catalogue) -> bytes:
    """The bytes of a .mo (GNU gettext, little-endian, sorted, no hash table)."""
    pairs = sorted((key.encode(), "\0".join(values).encode()) for key, values in entries.items() if any(values))
    head = 7 * 4
    at = head + len(pairs) * 16
    tables: list[bytes] = []
    texts = b""
    for side in (0, 1):
        table = b""
        for pair in pairs:
            table += struct.pack("<II", len(pair[side]), at + len(texts))
            texts += pair[side] + b"\0"
        tables.append(table)
    start = struct.pack("<7I", 0x950412DE, 0, len(pairs), head, head + len(pairs) * 8, 0, head + len(pairs) * 16)
    return start + tables[0] + tables[1] + texts


def sentences(root: Path = ROOT) -> dict[str, str]:
    """Every Chinese sentence that templates and code mark for translation, and one place where it stands."""
    found: dict[str, str] = {}
    for path in sorted(
        [*(root / "web" / "templates").rglob("*.html"), *(root / "beholden").rglob("web/templates/**/*.html")]
    ):
        for message in of_template(path.read_text(encoding="utf-8")):
            found.setdefault(message, str(path.relative_to(root)))
    for path in sorted((root / "beholden").rglob("*.py")):
        if "tests" not in path.parts and "migrations" not in path.parts:
            for message in of_code(path.read_text(encoding="utf-8")):
                found.setdefault(message, str(path.relative_to(root)))
    return {message: where for message, where in found.items() if _CHINESE.search(message)}


def of_template(text: str) -> Iterator[str]:
    """Messages of `{% trans %}` and `{% blocktrans %}`, as Django itself would look them up."""
    from django.utils.translation.template import templatize

    try:
        tree = ast.parse(_calls_only(templatize(text)))
    except SyntaxError:
        return
    yield from _of_tree(tree)


def _calls_only(code: str) -> str:
    """Templatize leaves letters where the page was; only its calls are Python."""
    calls = re.findall(r"(?:(?:np|n|p)?gettext|_)\((?:u?'(?:\\.|[^'\\])*'|u?\"(?:\\.|[^\"\\])*\"|[\s,]|count)+\)", code)
    return "\n".join(" ".join(call.split("\n")) if "'''" not in call else call for call in calls)


def of_code(text: str) -> Iterator[str]:
    """Messages of `_("…")` and its kin; a plural comes with its singular, after a NUL."""
    yield from _of_tree(ast.parse(text))


def _of_tree(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in FUNCTIONS:
            continue
        texts = [arg.value for arg in node.args[:2] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if name.startswith("ngettext") and len(texts) == 2:
            yield "\0".join(texts)
        elif texts:
            yield texts[0]


def catalogues(root: Path = ROOT) -> list[Path]:
    """Every written catalogue: the rooms' own, then the one for everything else."""
    return [*sorted((root / "beholden").glob(f"*/*/{PLACE}")), root / "web" / PLACE]


def catalogue_of(where: str, root: Path = ROOT) -> Path:
    """The catalogue for a sentence that stands in this file."""
    own = root.joinpath(*Path(where).parts[:3], PLACE)
    return own if own.is_file() else root / "web" / PLACE


def known(root: Path = ROOT) -> Catalogue:
    """All catalogues as one, as Django reads them. Raises CatalogueError."""
    entries: Catalogue = {}
    for path in catalogues(root):
        entries |= read(path.read_text(encoding="utf-8"))
    return entries


def missing(root: Path = ROOT, marked: dict[str, str] | None = None) -> dict[str, str]:
    """Sentences without English, and where they stand. ``marked`` saves reading the source again."""
    all_known = known(root)
    marked = sentences(root) if marked is None else marked
    return {message: where for message, where in marked.items() if not all(all_known.get(message) or [""])}


def stubs(lacking: dict[str, str]) -> str:
    """Entries without English for the end of the .po, each with the place where the sentence stands."""
    made = []
    for message, where in lacking.items():
        one, *plural = (json.dumps(part, ensure_ascii=False) for part in message.split("\0"))
        english = 'msgstr[0] ""\nmsgstr[1] ""' if plural else 'msgstr ""'
        made.append(
            "\n".join([f"\n#. {where}", f"msgid {one}", *(f"msgid_plural {more}" for more in plural), english, ""])
        )
    return "".join(made)


def main(words: list[str]) -> int:
    """Compile; 1 when a sentence has no English yet."""
    for path in catalogues():
        path.with_suffix(".mo").write_bytes(compiled(read(path.read_text(encoding="utf-8"))))
    lacking = missing()
    for message, where in lacking.items():
        sys.stderr.write(f"{where}: {message!r} has no English\n")
    if "--add" in words:
        written = known()
        for message, where in lacking.items():
            if message not in written:
                with catalogue_of(where).open("a", encoding="utf-8") as catalogue:
                    catalogue.write(stubs({message: where}))
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
