"""The console script `doorstep`."""

import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click
from sqlalchemy.exc import DBAPIError

from server import doctor, founding, serving
from server.app import create_app
from server.audit_cli import audit
from server.backup import making, restoring, verifying
from server.backup.refusals import Damaged
from server.config import database_url, from_environment
from server.core import clock, log, overheard
from server.core.doors import reading
from server.demo import city
from server.features.accounts import importing as people_list
from server.features.accounts import separation
from server.features.documents import console as documents
from server.features.enterprises import importing
from server.features.evidence import blob_files, upload_files
from server.features.numbering.reconciling import reconcile_at_start
from server.features.quotas import console as quotas
from server.features.receipts import console as receipts
from server.features.reports import commands as reports
from server.features.rescue import console as rescuing
from server.features.sync_api import tidying
from server.features.sync_api.requeueing import requeue_all
from server.installation import closed, in_use, in_words, installation, refuse_published_passwords
from server.keys_cli import keys, note_rolls
from server.people_cli import PEOPLE
from server.rules_cli import RULES
from sync.protocol import FOR_REVIEW

RESTORED = """恢复完成：{rows} 行数据，{photos} 张照片。接下来：
1. 启动服务：doorstep serve
2. 所有人需要重新登录；手机登录后会自动补传备份之后的记录和照片，不需要别的操作。
3. 电脑上在备份之后做的修改（人员、导入、复核）不会自己回来，请核对后补做。
4. 重新做一次备份：doorstep backup"""
UNFORESEEN = "程序出错，命令没有做完。请把下面这一行交给维护人员，里面没有姓名和密码："
MOST_OF_A_CODE = 65_536
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path, resolve_path=True)
NEW_FOLDER = click.Path(file_okay=False, path_type=Path, resolve_path=True)


def run(arguments: Sequence[str] | None = None) -> None:
    """Run a command; a fault that nobody foresaw is told in words, and in a line of the log."""
    log.install(beside=True)
    overheard.install()
    try:
        main(arguments, prog_name="doorstep")
    except Exception:
        click.echo(UNFORESEEN, err=True)
        raise


@click.group(help="上门办 Doorstep：离线优先的环保上门服务系统")
def main() -> None:
    """Hold the commands below."""


main.add_command(audit)
main.add_command(keys)
for command in (*PEOPLE, *RULES):
    main.add_command(command)


@main.command(help="启动服务")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--tls-cert", type=FILE, help="证书文件（手机访问需要 HTTPS）")
@click.option("--tls-key", type=FILE, help="证书私钥文件")
@click.option("--workers", default=2, show_default=True)
@click.option("--demo", is_flag=True, help="演示账号也可以从别的机器登录")
def serve(
    *, host: str, port: int, tls_cert: Path | None, tls_key: Path | None, workers: int, demo: bool
) -> None:
    if (tls_cert is None) != (tls_key is None):
        raise click.UsageError(
            "--tls-cert 和 --tls-key 必须一起给出；只有其中一个时不能用 HTTPS，服务没有启动。"
        )
    address = serving.Address(host, port, tls_cert, tls_key)
    with in_use():
        look_before_serving(host, is_demo=demo)
        serving.serve(address, workers=workers)


@main.command(help="把数据库升级到当前版本（SQLite 在启动时自动升级）")
def migrate() -> None:
    with in_use():
        app = create_app()
        with app.app_context(), closed():
            founding.prepare(app)
            click.echo("数据库已是当前版本")
            echo_missing_administrators()


@main.command(help="写入演示数据：33 个分局、虚构的人员和企业")
@click.option("--if-new", is_flag=True, help="只在还没有任何人员、或者上次没有写完时写入")
def demo(*, if_new: bool) -> None:
    with installation():
        if if_new and not city.is_wanted():
            return
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
    with installation():
        counts = importing.import_file(file, dry_run=dry_run, report=report)
        click.echo(json.dumps(importing.as_json(counts)))


@import_.command(name="people", help="导入人员名单（.csv、.xlsx）")
@click.argument("file", type=FILE)
def import_people(*, file: Path) -> None:
    with installation():
        for line in people_list.import_people(file):
            click.echo(line)


@main.command(help="收入手机导出的救援文件；重复收入同一份文件没有影响")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="只检查，不收入")
def rescue(*, file: Path, dry_run: bool) -> None:
    with installation():
        for line in rescuing.rescue(file, dry_run=dry_run):
            click.echo(line)


@main.command(help="收入锁定的手机（忘记口令）导出的文件；与 rescue 相同")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="只检查，不收入")
def unseal(*, file: Path, dry_run: bool) -> None:
    with installation():
        for line in rescuing.rescue(file, dry_run=dry_run):
            click.echo(line)


@main.command(
    name="verify-receipt",
    help="从标准输入读凭证二维码的文字，输出一个 JSON 对象，其中 verdict 是结论；有结论就以 0 退出",
)
def verify_receipt() -> None:
    # One code has no more than some hundred letters; the bytes of a whole film are not waited for.
    text = sys.stdin.buffer.read(MOST_OF_A_CODE).decode(errors="replace")
    with installation():
        click.echo(json.dumps(receipts.verify_receipt(text), ensure_ascii=False))


@main.group(help="考核方案")
def quota() -> None:
    """Hold the commands on quotas."""


@quota.command(
    name="verify",
    help="核对方案 PLAN（名称或编号）最近一次结账：签名、哈希、重新计算，并列出结账后的变化",
)
@click.argument("plan")
def verify_quota(*, plan: str) -> None:
    with installation():
        for line in quotas.verify(plan):
            click.echo(line)


@main.command(help="再次处理升级前还不认识、已原样保存的手机记录（启动时也会自动做）")
def requeue() -> None:
    with installation():
        became = requeue_all()
        _echo_requeued(became)
        if not became:
            click.echo("没有等待升级的记录")


@main.command(help="整理同步资料：清除过旧的移除记录和过期的照片上传；加 --repair 时逐条核对并修复")
@click.option("--repair", is_flag=True, help="按业务表重新核对每个范围，并修复不一致之处")
def tidy(*, repair: bool) -> None:
    with installation():
        tidied = tidying.tidy()
        click.echo(f"整理了 {tidied.scopes} 个范围，清除 {tidied.forgotten} 条旧的移除记录")
        click.echo(f"更新了 {tidied.snapshots} 份快照，清除 {tidied.chunks_swept} 个旧的快照文件")
        click.echo(f"清除 {upload_files.tidy(clock.now())} 个过期的照片上传")
        click.echo(f"清除 {blob_files.tidy(clock.now())} 个没有写完的照片文件")
        if repair:
            click.echo(doctor.words_of(tidying.recount_and_mend(), mended=True))


@main.command(help="按走访记录重新清点统计数字，逐格核对；加 --repair 时改正不一致之处")
@click.option("--repair", is_flag=True)
def recount(*, repair: bool) -> None:
    with installation():
        click.echo(doctor.words_of_tallies(reports.recount(mends=repair), mended=repair))


@main.command(help="列出没有生成的文书和原因；加 --retry 时重新排队")
@click.option("--retry", is_flag=True, help="让服务重新生成这些文书")
def papers(*, retry: bool) -> None:
    with installation():
        for line in documents.failed_papers(again=retry):
            click.echo(line)


@main.command(name="doctor", help="检查字体、Pango、数据库、存储、时钟，并说明怎么处理")
def run_doctor() -> None:
    findings = doctor.examine(from_environment())
    for finding in findings:
        click.echo(f"{'✓' if finding.is_well else '✗'} {finding.subject}：{finding.words}")
    sys.exit(0 if all(finding.is_well for finding in findings) else 1)


@main.command(help="备份到 TARGET_DIR（服务可以照常运行），并核对写下的内容")
@click.argument("target_dir", type=NEW_FOLDER)
def backup(*, target_dir: Path) -> None:
    with installation():
        made = making.make(target_dir, click.echo)
        rows, photos = sum(made.manifest.counts.values()), made.manifest.blobs
        click.echo(f"备份完成并已核对：{made.folder}")
        click.echo(f"{rows} 行数据，{photos} 张照片（新增 {made.fresh_blobs} 张）")


@main.command(name="verify-backup", help="重新核对 FOLDER 里的备份，包括每一张照片")
@click.argument("folder", type=FOLDER)
def verify_backup(*, folder: Path) -> None:
    with in_words():
        faults = verifying.verify(folder)
        if faults:
            raise Damaged("\n".join(faults))
        click.echo("备份完好")


@main.command(help="把 FOLDER 里的备份恢复到空的数据库和数据目录（先停止服务）")
@click.argument("folder", type=FOLDER)
@click.option("--into-url", help="目标数据库地址（默认是 DOORSTEP_DATABASE_URL）")
@click.option("--yes", is_flag=True, help="不再询问")
def restore(*, folder: Path, into_url: str | None, yes: bool) -> None:
    settings = from_environment()
    into = replace(settings, database_url=database_url(into_url)) if into_url else settings
    with in_words():
        told = restoring.checked(folder, click.echo)
        click.echo(f"备份时间 {told.made_at:%Y-%m-%d %H:%M:%S} UTC，照片 {told.blobs} 张")
        if not yes:
            click.confirm(f"恢复到数据目录 {into.data_dir}？", abort=True)
        restoring.restore(folder, told, into, click.echo)
    click.echo(RESTORED.format(rows=sum(told.counts.values()), photos=told.blobs))


def look_before_serving(host: str, *, is_demo: bool) -> None:
    """Refuse what is not safe to open, and run what waited for an upgrade.

    A database that is not ready yet must not stop the service.
    """
    with installation():
        try:
            if not is_demo:
                refuse_published_passwords(host)
            note_rolls()
            echo_missing_administrators()
            _echo_reconciled(reconcile_at_start())
            _echo_requeued(requeue_all())
        except DBAPIError:
            click.echo(
                "数据库连不上或还没有升级（doorstep migrate），等待升级的记录下次启动时再处理"
            )


def echo_missing_administrators() -> None:
    """Say which of the three administrators nobody is; without them the desk cannot do all."""
    with reading() as session:
        lacking = separation.missing(session)
    if lacking:
        click.echo(separation.missing_words(lacking))


def _echo_reconciled(blocks: int) -> None:
    if blocks:
        click.echo(f"数据库里缺少日志记载的 {blocks} 个号段，已按可能已发出处理，不再领用")


def _echo_requeued(became: Counter[str]) -> None:
    if became:
        put_aside = sum(n for status, n in became.items() if status in FOR_REVIEW)
        click.echo(f"再次处理了 {became.total()} 条等待升级的记录，其中 {put_aside} 条仍需人工复核")
