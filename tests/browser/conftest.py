"""A real Chromium against the site, with what people have: a keyboard, a phone or a desk, a passkey device."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

SIZES = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1280, "height": 800}}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if not path:
        pytest.skip("no Chromium")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright's event loop lives on the thread of the test, which also asks the database.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(params=list(SIZES))
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(browser: Browser, live_server: Any, size: str) -> Iterator[Page]:
    # Colours that are still on their way to others would be measured as neither.
    still: dict[str, Any] = {"color_scheme": "dark", "reduced_motion": "reduce"}
    context = browser.new_context(base_url=live_server.url, viewport=SIZES[size], locale="en-GB", **still)
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console",
        lambda message: complaints.append(message.text) if "Content Security Policy" in message.text else None,
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


@pytest.fixture
def passkeys(page: Page) -> Page:
    """A device that holds passkeys and always recognises its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page


@pytest.fixture
def check_axe(page: Page) -> Callable[[], None]:
    def check() -> None:
        found = Axe().run(page).response["violations"]
        bad = [(one["id"], one["nodes"][0]["html"][:120]) for one in found if one["impact"] in {"serious", "critical"}]
        assert bad == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
            f"{page.url} is wider than the window"
        )

    return check
