"""The form of a visit, in the words of the screen."""

import re
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import FloatRect, Locator, Page, expect

# The strokes of 黄 over the signing field, as parts of its width and height.
SIGNATURE = (
    ((0.33, 0.31), (0.67, 0.29)),
    ((0.43, 0.24), (0.43, 0.37)),
    ((0.57, 0.24), (0.57, 0.36)),
    ((0.24, 0.40), (0.76, 0.37)),
    ((0.38, 0.44), (0.38, 0.57)),
    ((0.38, 0.44), (0.62, 0.43), (0.62, 0.57)),
    ((0.38, 0.50), (0.62, 0.50)),
    ((0.50, 0.38), (0.50, 0.56)),
    ((0.38, 0.57), (0.62, 0.56)),
    ((0.43, 0.60), (0.38, 0.64), (0.30, 0.67)),
    ((0.56, 0.60), (0.62, 0.63), (0.69, 0.68)),
)


class VisitForm:
    """A visit being written; every field saves itself."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def check_in_by_gps(self) -> None:
        self.page.get_by_role("button", name="定位签到").click()
        expect(self.page.get_by_text(re.compile("手机定位，误差约"))).to_be_visible()

    def check_in_by_town(self, town: str) -> None:
        self.page.get_by_role("button", name="选择镇街").click()
        self.page.get_by_role("button", name=town, exact=True).click()
        expect(self.page.get_by_text(f"选择镇街：{town}")).to_be_visible()

    def check_in_by_pin(self) -> None:
        """Tap the middle of the sketch and take that place."""
        self.page.get_by_role("button", name="示意图选点").click()
        self.page.get_by_role("dialog").locator("svg.pin-sketch").click()
        self.page.get_by_role("button", name="就在这里").click()
        expect(self.page.get_by_text(re.compile("示意图选点，误差约"))).to_be_visible()

    def add_companion(self, words: str, name: str) -> None:
        self.page.get_by_role("button", name="添加同行人员").click()
        self.page.get_by_role("searchbox").fill(words)
        self.page.get_by_role("button", name=re.compile(f"^{name}")).click()
        expect(self.page.get_by_role("listitem").filter(has_text=name)).to_be_visible()

    def write_guidance(self, words: str) -> None:
        self.guidance.fill(words)

    @property
    def guidance(self) -> Locator:
        return self.page.get_by_label("指导内容")

    def add_finding(self, category: str, words: str) -> None:
        self.page.get_by_role("button", name="添加问题").click()
        newest = self.page.get_by_role("region", name=re.compile("^问题")).last
        newest.get_by_role("group", name="类别").get_by_text(category, exact=True).click()
        newest.get_by_label("问题描述").fill(words)

    def finding(self, n: int) -> Locator:
        return self.page.get_by_role("region", name=f"问题 {n}")

    def take_photos(self, files: Sequence[Path]) -> None:
        expected = self.photos.count() + len(files)
        self.page.get_by_label("从相册选").set_input_files(files)
        expect(self.photos).to_have_count(expected)

    @property
    def photos(self) -> Locator:
        return self.page.locator(".photo-line img")

    def name_representative(self, name: str, title: str) -> None:
        self.page.get_by_label("企业代表姓名").fill(name)
        self.page.get_by_label("职务").fill(title)

    def open_signing(self) -> Locator:
        """Choose 已签字, which asks for the representative's hand; return the field."""
        self.page.get_by_role("group", name="签字情况").get_by_text("已签字", exact=True).click()
        return self.signing_field

    def go_on_signing(self) -> Locator:
        self.page.get_by_role("button", name="请企业代表签字").click()
        return self.signing_field

    @property
    def signing_field(self) -> Locator:
        return self.page.get_by_role("dialog").locator("canvas")

    def draw(self, field: Locator) -> None:
        expect(field).to_be_visible()
        box = field.bounding_box()
        assert box is not None
        mouse = self.page.mouse
        for stroke in SIGNATURE:
            points = [
                (box["x"] + u * box["width"], box["y"] + v * box["height"]) for u, v in stroke
            ]
            mouse.move(*points[0])
            mouse.down()
            for point in points[1:]:
                mouse.move(*point, steps=6)
            mouse.up()

    def sign(self) -> None:
        self.draw(self.open_signing())
        self.page.get_by_role("button", name="签好了").click()
        expect(self.page.get_by_role("img", name="企业代表签名")).to_be_visible()

    def refuse_signature(self, reason: str) -> None:
        self._leave_unsigned("拒签", reason)

    def nobody_may_sign(self, reason: str) -> None:
        self._leave_unsigned("无授权人员在场", reason)

    def _leave_unsigned(self, why: str, reason: str) -> None:
        self.page.get_by_role("group", name="签字情况").get_by_text(why, exact=True).click()
        self.page.get_by_role("textbox", name="原因").fill(reason)

    def ask_to_close(self) -> None:
        self.page.get_by_role("button", name="完成走访").click()
        expect(self.page.get_by_role("heading", name="完成前检查")).to_be_visible()

    def confirm_closing(self) -> None:
        self.page.get_by_role("dialog").get_by_role("button", name="完成走访").click()

    def close(self) -> None:
        """Complete the visit; wait for the page that says where it stands."""
        self.ask_to_close()
        self.confirm_closing()
        expect(self.page.get_by_role("heading", name="走访已完成")).to_be_visible()


def _within(box: FloatRect, u: float, v: float) -> tuple[float, float]:
    return box["x"] + u * box["width"], box["y"] + v * box["height"]
