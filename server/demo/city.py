"""Demo data for a whole city: everything invented, everything through the ordinary verbs."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from server.core import audit, clock
from server.core.doors import reading, writing
from server.demo import acts as demo_acts
from server.demo import cases as demo_cases
from server.demo import enterprises as demo_enterprises
from server.demo import people as demo_people
from server.demo import reviews as demo_reviews
from server.demo import visits as demo_visits
from server.features.accounts import queries as accounts
from server.features.cases import queries as cases
from server.features.devices import commands as devices
from server.features.enterprises import importing
from server.features.enterprises import queries as enterprises
from server.features.organisation import queries as organisation
from server.features.quotas import commands as quotas
from server.features.quotas import queries as quota_plans
from server.features.quotas.commands import NewPlan
from server.features.registrations import queries as registrations
from server.features.reviews import queries as reviews
from server.features.rulebook import console as rulebook
from server.features.visits import queries as visits

SEED = 20150520
DEMO, BEGUN, DONE = "demo", "demo.begun", "demo.settled"


def is_wanted() -> bool:
    """Return whether there is nobody yet, or a demo whose writing was cut short."""
    with reading() as session:
        if not accounts.people(session):
            return True
        begun, settled = (audit.is_recorded(session, deed, subject=DEMO) for deed in (BEGUN, DONE))
    return begun and not settled


def settle() -> Iterator[str]:
    """Write what is not there yet; yield in words what was done.

    Each step is one transaction and looks for itself, so a run that was cut short is finished by
    the next one.
    """
    chance = Random(SEED)  # noqa: S311 - reproducible, not secret
    with reading() as session:
        has_people = bool(accounts.people(session))
        has_enterprises = enterprises.count(session) > 0
        has_plan = bool(quota_plans.plans(session))
        has_visits = visits.count(session) > 0
        has_reviews = reviews.count(session) > 0
        towns = [town.name for town in organisation.towns(session) if town.branch_id]
    if not has_people:
        with writing() as session:
            audit.record(session, BEGUN, subject=DEMO, by=None, at=clock.now())
            # Whoever tries the demo shall not need a second person first.
            devices.require_enrolment(session, required=False, by=None, at=clock.now())
            yield f"人员：{demo_people.add_people(session, chance)} 人"
    if not has_enterprises:
        yield f"企业：{_import_enterprises(towns, chance)} 家（名称虚构）"
    if not has_plan:
        yield f"考核方案：{_open_plan()}"
    if not has_visits:
        with writing() as session:
            yield f"走访：{demo_visits.make_visits(session, chance, clock.now())} 次（虚构）"
    if not has_reviews:
        yield f"待复核：{demo_reviews.make_reviews(clock.now())} 条（虚构）"
    yield from _acts_and_cases()
    with writing() as session:
        audit.record(session, DONE, subject=DEMO, by=None, at=clock.now())
    yield "登录名 chen（审批员）、wang（分局长）、admin、security、audit（系统、安全、审计管理员）…"
    yield f"密码 {demo_people.PASSWORD}"


def _acts_and_cases() -> Iterator[str]:
    with reading() as session:
        has_acts = registrations.count(session) > 0
        has_cases = cases.count(session) > 0
    yield from rulebook.publish_for_demo()
    yield f"登记表现场批准（演示）：{demo_acts.set_regimes(clock.now())} 个分局，其余按备案协助"
    if not has_acts:
        yield f"现场办理：{demo_acts.make_acts(clock.now())} 次（虚构）"
    if not has_cases:
        with writing() as session:
            yield f"事项：{demo_cases.make_cases(session, clock.now())} 件（虚构）"


def _import_enterprises(towns: list[str], chance: Random) -> int:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "演示企业.csv"
        demo_enterprises.write_list(path, towns, chance)
        return importing.import_file(path).created


def _open_plan() -> str:
    year = clock.today().year
    plan = NewPlan(f"{year}年下访企业服务方案", date(year, 1, 1), date(year, 12, 31))
    with writing() as session:
        quotas.open_plan(session, plan, by=None, at=clock.now())
    return plan.name
