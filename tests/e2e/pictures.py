"""Every state of a page: looked at by axe-core, and kept as a picture, in three sizes.

Pictures go to build/pictures; with ``PICTURES=1`` (``make pictures``) to docs/pictures.
"""

import os
from collections.abc import Iterable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.states import STATES

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
SIZES = {"desktop": (1280, 800), "phone": (390, 844), "landscape": (844, 390)}
# What is seen must not depend on how far an animation has come.
STILL = {"reduced_motion": "reduce"}
JPEG_QUALITY = 82
LARGEST_BYTES = 200_000

RUN_AXE = """async () => {
  const {violations} = await axe.run(document, {resultTypes: ["violations"]});
  return violations.flatMap(({id, nodes}) =>
    nodes.map(({target, failureSummary}) => `${id}: ${target} ${failureSummary}`));
}"""
# A page can be read before the last of its style has come.
STYLED = """() => [...document.querySelectorAll("link[rel=stylesheet]")]
  .every(({sheet}) => sheet !== null)"""
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def folder() -> Path:
    """Return where pictures are kept, made if need be."""
    kept = os.environ.get("PICTURES") == "1"
    path = ROOT / ("docs" if kept else "build") / "pictures"
    path.mkdir(parents=True, exist_ok=True)
    return path


def complaints(page: Page) -> list[str]:
    """Return what axe-core finds wrong with the page as it is now."""
    if not page.evaluate("typeof axe === 'object'"):
        # Handed over by the browser's own door: the page's policy forbids scripts from elsewhere.
        page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(RUN_AXE)
    return found


def shoot(
    page: Page, name: str, sizes: Iterable[str] | None = None, known: tuple[str, ...] = ()
) -> None:
    """Check and keep the state ``name`` of the list in each of its sizes, or in some of them.

    ``known`` are rules that a page which is not ours breaks. The page has its own size back then.
    """
    state, own = STATES[name], page.viewport_size
    page.wait_for_function(STYLED)
    for size in state.sizes if sizes is None else sizes:
        assert size in state.sizes, f"{name} is not listed in the size {size}"
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        for part in state.shows:
            expect(page.locator(part).first).to_be_visible()
        page.evaluate(DRAWN)
        _keep(page, f"{name}-{size}", known)
    if own is not None:
        page.set_viewport_size(own)


def _keep(page: Page, name: str, known: tuple[str, ...]) -> None:
    path = folder() / f"{name}.jpg"
    page.screenshot(path=path, type="jpeg", quality=JPEG_QUALITY)
    assert path.stat().st_size < LARGEST_BYTES, f"{path.name} is too heavy for the repository"
    found = [said for said in complaints(page) if said.split(":")[0] not in known]
    assert found == [], f"{name}: {found}"
