"""Wait for what a page can only find out step by step: Playwright takes a promise for a yes."""

from typing import Any

from playwright.sync_api import Page

PATIENCE_MS = 60_000
EVERY_MS = 100


def wait_until(page: Page, question: str, arg: Any = None) -> None:
    """Ask an asynchronous question in the page until its answer is yes."""
    page.evaluate(
        f"""async (arg) => {{
          const until = performance.now() + {PATIENCE_MS}
          while (!(await ({question})(arg))) {{
            if (performance.now() > until) throw new Error('the answer stayed no')
            await new Promise((go) => setTimeout(go, {EVERY_MS}))
          }}
        }}""",
        arg,
    )
