"""Sign-ins at the console: the administrators, and forgotten passwords."""

import click

from server.core import clock
from server.core.auth import APPOINTED, Role
from server.features.accounts import commands as accounts
from server.features.accounts import console
from server.installation import installation

ROLE = click.Choice([role.value for role in Role if role in APPOINTED])


@click.group(
    invoke_without_command=True,
    help="列出系统管理员、安全管理员、安全审计员和监察人员；只有在这里才能任命",
)
@click.pass_context
def administrators(context: click.Context) -> None:
    if context.invoked_subcommand is None:
        with installation():
            for line in console.lines():
                click.echo(line)


@administrators.command(
    help="任命 LOGIN：administrator 系统管理员，security 安全管理员，auditor 安全审计员，"
    "supervisor 监察人员；显示新的随机密码，此人已有的登录全部退出"
)
@click.argument("role", type=ROLE)
@click.argument("login")
@click.option("--name", default="", help="姓名；LOGIN 还没有账号时新建")
def appoint(*, role: str, login: str, name: str) -> None:
    with installation():
        click.echo(console.appoint(Role(role), login, name, at=clock.now()))


@click.command(name="reset-password", help="给 NAME 一个新的随机密码")
@click.argument("name")
@click.option("--without-code", is_flag=True, help="同时取消登录的动态验证码")
def reset_password(*, name: str, without_code: bool) -> None:
    with installation():
        click.echo(accounts.reset_password(name, at=clock.now(), drops_code=without_code))


PEOPLE = (administrators, reset_password)
