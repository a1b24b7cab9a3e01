"""The console's side of papers: what was not made, why, and once more."""

from collections.abc import Iterator

from server.core import clock
from server.core.doors import reading, writing
from server.features.documents import queries
from server.features.documents.commands import try_again


def failed_papers(*, again: bool) -> Iterator[str]:
    """Yield a line for each paper that was not made; with `again`, have the server make them."""
    with reading() as session:
        failed = queries.failed(session)
    if not failed:
        yield "没有生成失败的文书"
        return
    yield from (f"{paper.title} {paper.number}：{order.trouble}" for paper, order in failed)
    if again:
        with writing() as session:
            yield f"{try_again(session, at=clock.now())} 份已重新排队，服务运行时会自动生成"
