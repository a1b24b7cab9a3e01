"""The progress list as a workbook, line by line as it stands on the screen."""

from collections.abc import Iterator, Sequence

from server.core.workbook import Cell, Column, write_sheet
from server.features.quotas.standings import Standing

COLUMNS = (
    Column("姓名", 12),
    Column("单位", 16),
    Column("职级", 14),
    Column("应走访企业", 12),
    Column("已走访企业", 12),
    Column("走访家次", 10),
    Column("应解决问题", 12),
    Column("已解决问题", 12),
    Column("情况", 10),
    Column("豁免原因", 24),
    Column("说明", 28),
    Column("最近同步", 18),
)
STATE_WORDS = {"done": "已完成", "waived": "已豁免", "behind": "未完成"}


def progress_sheet(title: str, lines: Sequence[Standing]) -> bytes:
    """Return the workbook of a plan's lines."""
    return write_sheet(title, COLUMNS, _rows(lines))


def _rows(lines: Sequence[Standing]) -> Iterator[Sequence[Cell]]:
    for line in lines:
        yield (
            line.name,
            line.branch_name,
            line.rank_words,
            line.target_visits,
            line.enterprises,
            line.visit_times,
            line.target_solved,
            line.solved,
            STATE_WORDS[line.state],
            line.waiver,
            note_of(line),
            line.last_sync_at,
        )


def note_of(line: Standing) -> str:
    """Return in words what a reader must know beside the figures."""
    notes = []
    if line.part_from:
        notes.append(f"自 {line.part_from} 起计入")
    if line.part_to:
        notes.append(f"计至 {line.part_to}")
    if line.waiting:
        notes.append(f"手机里还有 {line.waiting} 条未上传")
    return "；".join(notes)
