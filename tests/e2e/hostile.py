"""Texts that would do something where a page took them for more than text, and who hears them.

`§` stands for the number of the text: a text that is heard says which one it was.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from tests.e2e.moving import come_and_rest, come_to

# Taken for markup, each of these is heard by itself.
MARKUP = (
    "<script>canary(§)</script>",
    "<img src=/canary/§ onerror=canary(§)>",
    "<svg onload=canary(§)></svg>",
    "<svg><script>canary(§)</script></svg>",
    "<body onload=canary(§)>",
    '<iframe srcdoc="<script>parent.canary(§)</script>"></iframe>',
    "<iframe src=javascript:parent.canary(§)></iframe>",
    "<details open ontoggle=canary(§)>甲</details>",
    "<video><source onerror=canary(§)></video>",
    "<audio src=/canary/§ onerror=canary(§)></audio>",
    "<style>@import '/canary/§';</style>",
    "<link rel=stylesheet href=/canary/§>",
    '<p style="background:url(/canary/§)">乙</p>',
    "<style>*{background:url(/canary/§)}</style>",
    "<object data=/canary/§></object>",
    "<embed src=/canary/§>",
    "<meta http-equiv=refresh content=0;url=/canary/§>",
    '"><img src=/canary/§ onerror=canary(§)>',
    "'/><svg/onload=canary(§)>",
    "</textarea><script>canary(§)</script>",
    "</title><img src=/canary/§>",
    "--><img src=/canary/§><!--",
    "]]><script>canary(§)</script>",
    "<x><iMg/src=/canary/§\tOnErRoR=canary(§)>",
    "\u202e<img src=/canary/§>\u202c",
    "<style><a title='</style><img src=/canary/§>'>",
    "<input type=image src=/canary/§ onerror=canary(§)>",
    "<svg><animate onbegin=canary(§) attributeName=x dur=1s /></svg>",
)
# Wait for a template, a second decoding, an address that somebody follows, or a careless filter.
DORMANT = (
    "{{constructor.constructor('canary(§)')()}}",
    "${canary(§)}",
    "<div v-html=canary(§) @vue:mounted=canary(§)></div>",
    "javascript:canary(§)",
    "<a href=javascript:canary(§) autofocus>丁</a>",
    "data:text/html,<script>canary(§)</script>",
    "&lt;img src=/canary/§ onerror=canary(§)&gt;",
    r"\u003cimg src=/canary/§ onerror=canary(§)\u003e",
    "＜img src=/canary/§ onerror=canary(§)＞",
    "<scr\u200bipt>canary(§)</scr\u200bipt>",
)
TEXTS = tuple(text.replace("§", str(n)) for n, text in enumerate((*MARKUP, *DORMANT)))
ALL = "\n".join(TEXTS)
CONTROL = "/takes-texts-for-markup"
PATIENCE_MS, EVERY_MS = 20_000, 50
SHOWS = """() => {
  const fields = [...document.querySelectorAll('input, textarea')].map((one) => one.value)
  return [document.body.innerText, ...fields].some((words) => words.includes('canary'))
}"""
# What would do something once it is touched, or did nothing by chance.
ARMED = """() => [...document.querySelectorAll('*')].flatMap((one) => [...one.attributes])
  .filter(({ name, value }) => name.startsWith('on') || name === 'srcdoc' ||
    (name === 'style' && value.includes('canary')) ||
    (/^(href|xlink:href|src|action|formaction|data)$/.test(name) &&
      /^\\s*(javascript:|data:text|[^a-z]*canary)/i.test(value)))
  .map(({ name, value }) => `${name}=${value}`)"""


@dataclass
class Listener:
    """Hears what a text does in any page of a browser: calls of `canary` and fetches for it."""

    context: BrowserContext
    heard: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.context.expose_binding("canary", lambda _, n: self.heard.add(n))
        self.context.on("request", self._note)

    def _note(self, request: Request) -> None:
        if found := re.search(r"/canary/(\d+)", request.url):
            self.heard.add(int(found[1]))

    def waits_for(self, wanted: set[int]) -> set[int]:
        """Let the pages go on until all of these are heard; return those that are not."""
        left = PATIENCE_MS
        while wanted - self.heard and left > 0:
            self.context.pages[0].wait_for_timeout(EVERY_MS)
            left -= EVERY_MS
        return wanted - self.heard


def answer_as_markup(route: Route) -> None:
    """Be a page that takes texts for markup: each in a frame of its own."""
    _, _, n = route.request.url.partition(f"{CONTROL}/")
    frames = (f"<iframe src={CONTROL}/{n}></iframe>" for n in range(len(MARKUP)))
    body = f"<p>{TEXTS[int(n)]}" if n else "".join(frames)
    route.fulfill(content_type="text/html; charset=utf-8", body=f"<!doctype html>{body}")


@dataclass(frozen=True)
class Looker:
    """Looks at screens without loading the app anew for each; `armed` is what must not be there."""

    page: Page
    listener: Listener
    armed: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        heard = (f"heard: {TEXTS[n]}" for n in sorted(self.listener.heard))
        return [*self.armed, *heard]

    def walk(self, paths: Sequence[str]) -> None:
        for path in paths:
            self.go(path)

    def go(self, path: str, words: str = "") -> None:
        """Come to a screen by its address and wait until it shows hostile text."""
        come_to(self.page, path)
        if words:
            self.page.get_by_role("searchbox").first.fill(words)
        self.sees()

    def open(self, selector: str) -> None:
        """Open the first of a list that bears hostile text, and see more of it."""
        self.page.locator(selector).filter(has_text="canary").first.click()
        expect(self.page.locator(".side-panel, [role=dialog]").first).to_contain_text("canary")
        self.sees()

    def pass_by(self, paths: Sequence[str]) -> None:
        """Come to screens that may show hostile text, and wait until nothing more comes."""
        for path in paths:
            come_and_rest(self.page, path)
            self._look()

    def sees(self) -> None:
        self.page.wait_for_function(SHOWS)
        self._look()

    def _look(self) -> None:
        self.armed.extend(f"{self.page.url}: {one}" for one in self.page.evaluate(ARMED))
