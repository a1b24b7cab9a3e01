"""What two officers do at a door, in the words of the screen."""

import re
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Locator, expect

from server.core import clock
from tests.e2e.ledger import Known, Ledger
from tests.e2e.moving import come_to
from tests.e2e.phone_pages import Phone
from tests.e2e.visit_form import VisitForm

# Of so many on, the nature of the project decides.
REPORT_BOOK_BEDS = 500


class Door:
    """An officer's phone from the enterprise's file to the receipt."""

    def __init__(self, officer: Phone) -> None:
        self.officer = officer
        self.page = officer.page

    def come_to(self, enterprise: Known) -> None:
        self.officer.go("企业")
        self.officer.find(enterprise.code[-6:])
        self.officer.found(enterprise.name).click()
        self.page.get_by_role("button", name="现场办理").click()
        expect(self.page.get_by_role("heading", name="现场办理")).to_be_visible()

    def say_trade(self, code: str) -> None:
        self.page.get_by_role("searchbox").fill(code)
        self.page.get_by_role("button", name=f"用代码 {code}").click()
        self.page.get_by_role("button", name="下一步").click()

    def none_of_these(self) -> None:
        self.page.get_by_role("button", name="以上都没有").click()

    def say(self, question: str, answer: str) -> None:
        self.page.get_by_role("group", name=question).get_by_text(answer, exact=True).click()

    def count(self, question: str, answer: int) -> None:
        self.page.get_by_label(re.compile(question)).fill(str(answer))
        self.page.get_by_role("button", name="下一步").click()

    def triage_clinic(self, beds: int) -> None:
        """A new clinic: a report book, a report form or a registration form by its beds."""
        self.say_trade("8421")
        self.none_of_these()
        self.count("新增住院床位多少", beds)
        if beds >= REPORT_BOOK_BEDS:
            self.say("建设性质是什么？", "新建")

    def may_decide_here(self) -> None:
        """Nothing speaks against deciding at the door."""
        self.say("项目在不予办理的负面清单上吗？", "否")
        self.say("项目的污染程度怎样？", "轻微污染")
        self.say("建设地点归本分局管吗？", "是")
        self.count("到场的执法人员有几名", 2)
        self.say("登记表要求的材料都齐了吗？", "是")

    def come_to_form(self, enterprise: Known) -> None:
        """From the search to the form of a small clinic that may be decided here."""
        self.come_to(enterprise)
        self.triage_clinic(5)
        self.may_decide_here()
        self.begin("填写登记表")

    def come_alone(self, clinic: Known, beds: int, button: str) -> None:
        """As far as the signature of a clinic, with no co-officer."""
        self.come_to(clinic)
        self.triage_clinic(beds)
        self.begin(button)
        self.nobody_else()
        self.go_to("亮证")
        self.show_cards()
        self.go_to("企业签字")

    def begin(self, button: str) -> None:
        self.page.get_by_role("button", name=button).click()
        expect(self.page.get_by_role("navigation", name="办理步骤")).to_be_visible()

    def fill_form(self, project: str) -> None:
        """All that the file and the answers do not tell."""
        self.write("项目名称", project)
        self.write("法定代表人", "黄一")
        self.write("联系电话", "13800000000")
        self.say("建设性质", "新建")
        self.page.get_by_label("面积（平方米）").fill("120")
        self.page.get_by_label("项目投资（万元）").fill("12.5")
        self.page.get_by_label("环保投资（万元）").fill("0.5")
        opening = clock.city_date(clock.system_clock()) + timedelta(days=60)
        self.page.get_by_label("拟投入生产运营日期").fill(opening.isoformat())
        self.page.get_by_label("建设内容及规模").fill("床位5张，设诊室3间")
        self.page.get_by_role("group", name="有哪些影响").get_by_text("废水").click()
        self.page.get_by_role("button", name="生活污水进市政管网").click()
        self.page.locator("#field-commitment").click()

    def write(self, field: str, words: str) -> None:
        self.page.get_by_role("textbox", name=re.compile(f"^{re.escape(field)}")).fill(words)

    def gaps(self) -> Locator:
        heading = re.compile("缺少或不对的内容")
        return self.page.get_by_role("region", name=heading).get_by_role("button")

    def go_to(self, step: str) -> None:
        self.page.get_by_role("button", name=f"下一步：{step}").click()

    def choose_second(self, name: str) -> None:
        self.page.get_by_role("button", name="请选择协办人").click()
        self.page.get_by_role("dialog").get_by_role("button", name=re.compile(f"^{name}")).click()

    def choose_way(self, way: str) -> None:
        self.page.get_by_role("group", name="协办人怎样确认").get_by_text(way).click()

    def second_signs_here(self, name: str) -> None:
        self.choose_second(name)
        self.page.get_by_role("group", name="协办人怎样确认").get_by_text(
            "在这台手机上签字"
        ).click()
        self.sign()
        expect(self.page.get_by_role("img", name="协办人签名")).to_be_visible()

    def nobody_else(self) -> None:
        self.choose_way("没有协办人")

    def second_scans(self, second: Phone, folder: Path) -> None:
        """His phone reads this screen, then this phone reads his; neither has a network."""
        self.choose_way("他用自己的手机扫码")
        asked = photographed(
            self.page.get_by_role("img", name="请同事扫的二维码"), folder / "a.png"
        )
        confirm_scanned(second, asked)
        answer = photographed(second.page.get_by_role("img", name="确认码"), folder / "answer.png")
        self.page.get_by_role("button", name="扫同事的确认码").click()
        show_picture(self.page.locator("main"), answer)

    def show_cards(self) -> None:
        expect(self.page.get_by_text("投诉电话：12345")).to_be_visible()
        self.page.get_by_role("button", name="已向企业出示证件").click()
        expect(self.page.get_by_text("已出示证件")).to_be_visible()

    def enterprise_signs(self, name: str) -> None:
        self.page.get_by_label("企业代表姓名").fill(name)
        self.page.get_by_role("group", name="签字情况").get_by_text("已签字", exact=True).click()
        self.sign()
        expect(self.page.get_by_role("img", name="企业代表签名")).to_be_visible()

    def dots_then_a_signature(self, name: str) -> None:
        """Touch the field twice, be told what is wanted, and sign."""
        self.page.get_by_label("企业代表姓名").fill(name)
        self.page.get_by_role("group", name="签字情况").get_by_text("已签字", exact=True).click()
        field = VisitForm(self.page).signing_field
        expect(field).to_be_visible()
        box = field.bounding_box()
        assert box is not None
        for part in (0.4, 0.6):
            self.page.mouse.click(box["x"] + part * box["width"], box["y"] + box["height"] / 2)
        self.page.get_by_role("button", name="签好了").click()
        expect(self.page.get_by_text("太短了，不像签名，请写完整姓名")).to_be_visible()
        self.sign()
        expect(self.page.get_by_role("img", name="企业代表签名")).to_be_visible()

    def nobody_signs(self, how: str, reason: str) -> None:
        self.page.get_by_role("group", name="签字情况").get_by_text(how, exact=True).click()
        self.page.get_by_role("textbox", name="原因").fill(reason)

    def show_cards_and_sign(self, name: str) -> None:
        self.go_to("亮证")
        self.show_cards()
        self.go_to("企业签字")
        self.enterprise_signs(name)

    def finish(self) -> None:
        self.page.get_by_role("button", name=re.compile("^办结：")).click()
        self.page.get_by_role("button", name="确定办结").click()
        expect(self.page.get_by_role("heading", name="办理结果")).to_be_visible()

    def sign(self) -> None:
        form = VisitForm(self.page)
        form.draw(form.signing_field)
        self.page.get_by_role("button", name="签好了").click()


def an_act(ledger: Ledger, state: str) -> str:
    """The id of the demo's decision of 陈志远 that stands so."""
    row = ledger.rows(
        "SELECT r.id FROM registration r JOIN person p ON p.id = r.lead_id"
        " WHERE p.login = 'chen' AND r.act = 'decision' AND r.state = ? ORDER BY r.decided_at",
        (state,),
    )[0]
    return str(row["id"])


def photographed(code: Locator, path: Path) -> Path:
    """A code as it stands on the screen."""
    expect(code.locator("path")).not_to_have_count(0)
    # Clear of the bar of actions, as who photographs it would have it.
    code.evaluate("(code) => code.scrollIntoView({block: 'center'})")
    code.screenshot(path=path)
    return path


def show_picture(place: Locator, picture: Path) -> None:
    place.get_by_label("选一张图片").set_input_files(picture)


def confirm_scanned(second: Phone, asked: Path) -> None:
    """The co-officer reads what is asked of him, and stands for it."""
    come_to(second.page, "/scan")
    show_picture(second.page.locator("main"), asked)
    expect(second.page.get_by_role("heading", name="主办同事请您确认")).to_be_visible()
    second.page.get_by_role("button", name="我在现场，确认").click()
