"""The bureau's own keys at the console."""

from pathlib import Path

import click

from server.config import from_environment
from server.core import audit, clock, key_files, rolling
from server.core.doors import reading, writing
from server.core.rolling import RECEIPT, RESCUE, Roll
from server.installation import in_use, installation

WORDS = {RECEIPT: "回执密钥", RESCUE: "救援密钥"}
ROLLED = "bureau_key.rolled"
BEGUN_ANEW = (
    "新的回执密钥没有旧密钥签名作保，手机不会自动相信它：每个人联网后会看到提示，要重新输入密码登录一次。"
    "手机上未上传的记录都在，登录后照常上传。"
)
SURE = "确定不用旧密钥签名？所有人都要重新登录。旧密钥文件还在时，请去掉 --lost。"
NEXT = "请马上重新做一次备份：doorstep backup"


@click.group(help="局里的回执密钥和救援密钥：查看、更换")
def keys() -> None:
    """Hold the two below."""


@keys.command(name="list", help="列出现在用的和用过的密钥，最新的在前")
def list_() -> None:
    with installation():
        held = key_files.read_held(_folder())
        note_rolls()
        for line in _lines(held):
            click.echo(line)


@keys.command(help="换一把新的密钥：receipt 回执密钥，rescue 救援密钥；服务不用停")
@click.argument("purpose", type=click.Choice([RECEIPT, RESCUE]))
@click.option("--lost", is_flag=True, help="密钥文件已经丢失，不能用它签名")
@click.option("--yes", is_flag=True, help="不再询问")
def roll(*, purpose: str, lost: bool, yes: bool) -> None:
    if lost and purpose == RECEIPT and not yes:
        click.confirm(SURE, abort=True)
    # Before the installation is opened, which without its keys is refused.
    with in_use():
        rolled = rolling.roll(_folder(), purpose, is_lost=lost)
    click.echo(f"{WORDS[purpose]}已换成 {rolled.kid}，原来的是 {rolled.before}")
    if not rolled.is_vouched:
        click.echo(BEGUN_ANEW)
    with installation():
        note_rolls()
    click.echo(NEXT)


def note_rolls() -> None:
    """Have every roll stand in the audit log, also one whose command was broken off."""
    rolls = rolling.rolls(key_files.read_held(_folder()).chain)
    with reading() as session:
        missing = [one for one in rolls if not audit.is_recorded(session, ROLLED, subject=one.mark)]
    if not missing:
        return
    with writing() as session:
        for one in missing:
            facts = {"purpose": one.purpose, "kid": one.kid, "before": one.before}
            audit.record(
                session,
                "bureau_key.rolled",
                subject=one.mark,
                by=None,
                at=clock.now(),
                **facts,
                vouched=one.is_vouched,
            )


def _lines(held: key_files.Held) -> list[str]:
    rolls: list[Roll] = list(reversed(rolling.rolls(held.chain)))
    public = held.public
    lines = [
        f"{WORDS[RECEIPT]} {key_files.kid(public.receipt)} 现在用",
        f"{WORDS[RESCUE]} {key_files.kid(public.rescue)} 现在用",
    ]
    for one in rolls:
        how = "" if one.is_vouched else "（换下时文件已丢失）"
        lines.append(f"{WORDS[one.purpose]} {one.before} 已换下{how}")
    return lines


def _folder() -> Path:
    return from_environment().data_dir / "keys"
