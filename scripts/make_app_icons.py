"""Draw the app's icons from ``static/icons/favicon.svg`` with a Chromium: ``make app-icons``.

The maskable one fills its square, with the drawing in the inner 80 % that no mask cuts off.
"""

from pathlib import Path
from typing import Final

from playwright.sync_api import Page, sync_playwright

from tests.support.browser import find_chromium, launch_arguments

ICONS: Final = Path(__file__).parent.parent / "static" / "icons"
GROUND: Final = "#241a13"
# name → (side in px, share of the side that the drawing takes, whether the ground is filled)
PICTURES: Final = {
    "app-180.png": (180, 1.0, True),
    "app-192.png": (192, 1.0, False),
    "app-512.png": (512, 1.0, False),
    "app-maskable-512.png": (512, 0.86, True),
}


def draw(page: Page, name: str) -> None:
    """Write one picture."""
    side, share, is_filled = PICTURES[name]
    drawing = (ICONS / "favicon.svg").read_text()
    ground = GROUND if is_filled else "transparent"
    page.set_viewport_size({"width": side, "height": side})
    page.set_content(
        f"<body style='margin:0;height:100vh;display:grid;place-items:center;background:{ground}'>"
        f"<div style='width:{side * share}px;height:{side * share}px'>{drawing}</div>"
    )
    page.screenshot(path=ICONS / name, omit_background=not is_filled)


def main() -> None:
    """Write all pictures."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=launch_arguments()
        )
        page = browser.new_page()
        for name in PICTURES:
            draw(page, name)
        browser.close()


if __name__ == "__main__":
    main()
