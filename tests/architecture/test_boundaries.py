"""A slice shows others its verbs and its questions, nothing else."""

import grimp

PRIVATE = ("models", "schemas", "views", "replica")
FEATURES = "server.features."
# It wires the slices together, so it is the one that may see their views and replicas.
WIRING = "server.app"


def leaks(graph: grimp.ImportGraph) -> list[str]:
    """Return every import of a slice's private module from outside the slice."""
    return sorted(
        f"{importer} -> {module}"
        for module in graph.modules
        if is_private(module)
        for importer in graph.find_modules_that_directly_import(module)
        if importer != WIRING and slice_of(importer) != slice_of(module)
    )


def is_private(module: str) -> bool:
    """Return whether a module is a slice's own: `views`, and `people_views` likewise."""
    name = module.rsplit(".", 1)[-1]
    return module.startswith(FEATURES) and name.rsplit("_", 1)[-1] in PRIVATE


def slice_of(module: str) -> str:
    inside = module.startswith(FEATURES)
    return module.removeprefix(FEATURES).split(".")[0] if inside else f"outside: {module}"


def test_a_feature_keeps_its_tables_views_and_schemas_to_itself() -> None:
    assert leaks(grimp.build_graph("server", cache_dir=None)) == []


def test_reading_another_slices_tables_is_noticed_and_asking_its_queries_is_not() -> None:
    graph = grimp.ImportGraph()
    for imported in ("server.features.visits.models", "server.features.visits.queries"):
        graph.add_import(importer="server.features.quotas.queries", imported=imported)
        graph.add_import(importer="server.features.visits.commands", imported=imported)

    assert leaks(graph) == ["server.features.quotas.queries -> server.features.visits.models"]


def test_prefixed_names_and_importers_outside_the_slices_are_seen_too() -> None:
    graph = grimp.ImportGraph()
    for importer in ("server.demo.people", "server.doctor", "server.app"):
        graph.add_import(importer=importer, imported="server.features.accounts.people_views")
    graph.add_import(
        importer="server.features.accounts.import_views",
        imported="server.features.accounts.people_views",
    )

    assert leaks(graph) == [
        "server.demo.people -> server.features.accounts.people_views",
        "server.doctor -> server.features.accounts.people_views",
    ]
