"""The rulebook at the console."""

import json
import sys
from pathlib import Path

import click

from server.features.rulebook import console
from server.installation import in_words, installation

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(
    name="publish-pack", help="发布规则包 FILE（JSON）；不写 FILE 则发布程序自带的规则包"
)
@click.argument("file", type=FILE, required=False)
def publish_pack(*, file: Path | None) -> None:
    with installation():
        for line in console.publish(file):
            click.echo(line)


@click.command(
    name="publish-catalogue", help="导入分类管理名录的原文 FILE（JSON），现场办理时可以查看"
)
@click.argument("file", type=FILE)
def publish_catalogue(*, file: Path) -> None:
    with installation():
        click.echo(f"已导入名录原文 {console.publish_catalogue(file)} 项")


@click.command(
    name="publish-trades",
    help="导入行业名称 FILE（GB/T 4754，CSV，有 code 和 name 两列），现场办理时可以按名称找行业",
)
@click.argument("file", type=FILE)
def publish_trades(*, file: Path) -> None:
    with installation():
        click.echo(f"已导入行业名称 {console.publish_trades(file)} 个")


@click.command(help="从标准输入读一个 JSON 对象（事实），输出环评类别、依据和还缺的事实")
def classify() -> None:
    with in_words():
        click.echo(json.dumps(console.classify(sys.stdin.buffer.read()), ensure_ascii=False))


RULES = (publish_pack, publish_catalogue, publish_trades, classify)
