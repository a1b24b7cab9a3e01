"""A slice shows others its verbs and its questions, nothing else."""

import grimp

PRIVATE = {"models", "schemas", "views", "replica"}
FEATURES = "server.features."


def leaks(graph: grimp.ImportGraph) -> list[str]:
    """Return every import of a slice's private module by another slice."""
    return sorted(
        f"{importer} -> {module}"
        for module in graph.modules
        if module.startswith(FEATURES) and module.rsplit(".", 1)[-1] in PRIVATE
        for importer in graph.find_modules_that_directly_import(module)
        if importer.startswith(FEATURES) and slice_of(importer) != slice_of(module)
    )


def slice_of(module: str) -> str:
    return module.removeprefix(FEATURES).split(".")[0]


def test_a_feature_keeps_its_tables_views_and_schemas_to_itself() -> None:
    assert leaks(grimp.build_graph("server", cache_dir=None)) == []


def test_reading_another_slices_tables_is_noticed_and_asking_its_queries_is_not() -> None:
    graph = grimp.ImportGraph()
    for imported in ("server.features.visits.models", "server.features.visits.queries"):
        graph.add_import(importer="server.features.quotas.queries", imported=imported)
        graph.add_import(importer="server.features.visits.commands", imported=imported)

    assert leaks(graph) == ["server.features.quotas.queries -> server.features.visits.models"]
