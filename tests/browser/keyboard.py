"""Going through a page the way people do who use no pointer."""

from playwright.sync_api import Page

FOCUSED = """() => {
  const it = document.activeElement;
  if (!it || it === document.body) return "";
  const label = it.labels?.[0]?.textContent ?? "";
  return (it.getAttribute("aria-label") || label || it.textContent || it.name || "").replace(/\\s+/g, " ").trim();
}"""
MOST = 120


class NotReachedError(AssertionError):
    pass


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus is called this; it has to show that it has the focus."""
    seen = []
    for _step in range(MOST):
        page.keyboard.press("Tab")
        label = page.evaluate(FOCUSED)
        seen.append(label[:40])
        if label.startswith(name):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", (
                f"{name} shows no focus"
            )
            return
    raise NotReachedError(f"{name!r} at {page.url}; passed {list(dict.fromkeys(seen))}")


def press(page: Page, name: str) -> None:
    """Follow a link or press a button that leads to another page."""
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def fill(page: Page, name: str, text: str) -> None:
    tab_to(page, name)
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def tick(page: Page, name: str) -> None:
    tab_to(page, name)
    page.keyboard.press("Space")
