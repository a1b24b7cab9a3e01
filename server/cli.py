"""The console script `doorstep`."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.exc import DBAPIError

from server import doctor, founding, serving
from server.app import create_app
from server.config import from_environment
from server.core import clock
from server.core.db import db
from server.core.problems import Problem
from server.demo import city
from server.features.accounts import commands as accounts
from server.features.accounts import importing as people_list
from server.features.enterprises import importing
from server.features.evidence import upload_files
from server.features.rescue import console as rescuing
from server.features.sync_api import tidying
from server.features.sync_api.requeueing import requeue_all
from sync.protocol import FOR_REVIEW

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)


@click.group(help="上门办 Doorstep：离线优先的环保上门服务系统")
def main() -> None:
    """Hold the commands below."""


@main.command(help="启动服务")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--tls-cert", type=FILE, help="证书文件（手机访问需要 HTTPS）")
@click.option("--tls-key", type=FILE, help="证书私钥文件")
@click.option("--workers", default=2, show_default=True)
def serve(
    *, host: str, port: int, tls_cert: Path | None, tls_key: Path | None, workers: int
) -> None:
    settings = from_environment()
    requeue_at_start()
    address = serving.Address(host, port, tls_cert, tls_key)
    serving.serve(address, workers=workers, threads=settings.threads)


@main.command(help="把数据库升级到当前版本（SQLite 在启动时自动升级）")
def migrate() -> None:
    founding.prepare(create_app())
    click.echo("数据库已是当前版本")


@main.command(help="写入演示数据：33 个分局、虚构的人员和企业")
def demo() -> None:
    with _installation():
        for line in city.settle():
            click.echo(line)


@main.group(name="import", help="导入企业或人员")
def import_() -> None:
    """Hold the imports below."""


@import_.command(name="enterprises", help="导入企业名单（.csv、.csv.gz、.xlsx）")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="只检查，不写入")
@click.option("--report", type=NEW_FILE, help="把未导入的行和原因写到这个文件（.xlsx 或 .csv）")
def import_enterprises(*, file: Path, dry_run: bool, report: Path | None) -> None:
    with _installation():
        counts = importing.import_file(file, dry_run=dry_run, report=report)
        click.echo(json.dumps(importing.as_json(counts)))


@import_.command(name="people", help="导入人员名单（.csv、.xlsx）")
@click.argument("file", type=FILE)
def import_people(*, file: Path) -> None:
    with _installation():
        for line in people_list.import_people(file):
            click.echo(line)


@main.command(help="收入手机导出的救援文件；重复收入同一份文件没有影响")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="只检查，不收入")
def rescue(*, file: Path, dry_run: bool) -> None:
    with _installation():
        for line in rescuing.rescue(file, dry_run=dry_run):
            click.echo(line)


@main.command(name="reset-password", help="给 NAME 一个新的随机密码")
@click.argument("name")
def reset_password(*, name: str) -> None:
    with _installation():
        click.echo(accounts.reset_password(name, at=clock.now()))


@main.command(help="再次处理升级前还不认识、已原样保存的手机记录（启动时也会自动做）")
def requeue() -> None:
    with _installation():
        became = requeue_all()
        _echo_requeued(became)
        if not became:
            click.echo("没有等待升级的记录")


@main.command(help="整理同步资料：清除过旧的移除记录和过期的照片上传；加 --repair 时逐条核对并修复")
@click.option("--repair", is_flag=True, help="按业务表重新核对每个范围，并修复不一致之处")
def tidy(*, repair: bool) -> None:
    with _installation():
        tidied = tidying.tidy()
        click.echo(f"整理了 {tidied.scopes} 个范围，清除 {tidied.forgotten} 条旧的移除记录")
        click.echo(f"更新了 {tidied.snapshots} 份快照，清除 {tidied.chunks_swept} 个旧的快照文件")
        click.echo(f"清除 {upload_files.tidy(clock.now())} 个过期的照片上传")
        if repair:
            click.echo(doctor.words_of(tidying.recount_and_mend(), mended=True))


@main.command(name="doctor", help="检查字体、Pango、数据库、存储、时钟，并说明怎么处理")
def run_doctor() -> None:
    findings = doctor.examine(from_environment())
    for finding in findings:
        click.echo(f"{'✓' if finding.is_well else '✗'} {finding.subject}：{finding.words}")
    sys.exit(0 if all(finding.is_well for finding in findings) else 1)


def requeue_at_start() -> None:
    """Run what waited for an upgrade; a database not ready yet must not stop the service."""
    with _installation():
        try:
            _echo_requeued(requeue_all())
        except DBAPIError:
            click.echo(
                "数据库连不上或还没有升级（doorstep migrate），等待升级的记录下次启动时再处理"
            )


def _echo_requeued(became: Counter[str]) -> None:
    if became:
        put_aside = sum(n for status, n in became.items() if status in FOR_REVIEW)
        click.echo(f"再次处理了 {became.total()} 条等待升级的记录，其中 {put_aside} 条仍需人工复核")


@contextmanager
def _installation() -> Iterator[None]:
    """Open the installation, its database upgraded where it is ours; refusals end in words."""
    app = create_app()
    if from_environment().upgrades_at_start:
        founding.prepare(app)
    with app.app_context():
        try:
            yield
        except Problem as refusal:
            raise click.ClickException(f"{refusal.title} {refusal.detail}".strip()) from refusal
        finally:
            # Workers are forked afterwards and must not share connections.
            db.session.remove()
            db.engine.dispose()
