"""What the documents name is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
LINK = re.compile(r"\]\(([^)#\s]*)(?:#([^)\s]+))?\)")
VERB = re.compile(r"^([a-z-]+):.*## ", re.MULTILINE)


def documents() -> list[Path]:
    return [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "bench" / "RESULTS.md"]


def anchors(document: Path) -> set[str]:
    """Return the names that GitHub gives to headings."""
    heads = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_every_link_of_a_document_leads_somewhere():
    checked = 0
    for document in documents():
        for path, anchor in LINK.findall(document.read_text(encoding="utf-8")):
            if path.startswith(("http:", "https:")):
                continue
            target = document.parent / path if path else document
            assert target.exists(), (document.name, path)
            assert not anchor or anchor in anchors(target), (document.name, path, anchor)
            checked += 1

    assert checked > 50


def test_every_verb_of_the_makefile_is_explained():
    verbs = set(VERB.findall((ROOT / "Makefile").read_text(encoding="utf-8"))) - {"help"}
    explained = set(
        re.findall(r"^\| `make ([a-z-]+)` \|", (ROOT / "CONTRIBUTING.md").read_text(), re.MULTILINE)
    )

    assert len(verbs) > 10
    assert explained == verbs
