"""The audit log at the console."""

from pathlib import Path

import click

from server.features.audit import console
from server.installation import installation

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
NEW_FOLDER = click.Path(file_okay=False, path_type=Path, resolve_path=True)


@click.group(help="审计日志：核对，或者把检查点交给局外的见证人")
def audit() -> None:
    """Hold the two below."""


@audit.command(help="逐条核对整个审计日志，说出第一条被改动的记录")
@click.option("--against", type=FILE, multiple=True, help="另外保存在别处的检查点文件")
def verify(*, against: tuple[Path, ...]) -> None:
    with installation():
        click.echo(console.check(against))


@audit.command(help="签发一个检查点并显示；公钥在第一行")
@click.option("--to", "folder", type=NEW_FOLDER, help="存到这个文件夹，连同前后一致的证明")
def checkpoint(*, folder: Path | None) -> None:
    with installation():
        click.echo(console.hand_out(folder), nl=False)
