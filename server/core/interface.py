"""The REST interface of a process, described only for those who ask."""

from threading import RLock
from typing import Any

from apispec import APISpec
from flask import Flask
from flask_smorest import Api, Blueprint


class Interface(Api):  # type: ignore[misc]  # flask-smorest has no types
    """The routes of all slices, whose description (OpenAPI) is written at the first look at it.

    Writing it takes longer than the rest of an application's start, and hardly any process is ever
    asked for it.
    """

    def __init__(self, app: Flask) -> None:
        self._spec: APISpec | None = None
        self._undescribed: list[Blueprint] = []
        self._writing = RLock()
        super().__init__(app)

    def register_blueprint(
        self, blp: Blueprint, *, parameters: list[Any] | None = None, **options: Any
    ) -> None:
        """Serve a blueprint; it has no parameters and is described later."""
        assert parameters is None
        assert not options
        self._app.extensions["flask-smorest"]["blp_name_to_api"][blp.name] = self
        self._app.register_blueprint(blp)
        self._undescribed.append(blp)

    @property
    def spec(self) -> APISpec | None:
        """Return the description of everything that is registered by now."""
        with self._writing:
            while self._undescribed:
                self._describe(self._undescribed.pop(0))
            return self._spec

    @spec.setter
    def spec(self, spec: APISpec | None) -> None:
        self._spec = spec

    def _describe(self, blp: Blueprint) -> None:
        blp.register_views_in_doc(self, self._app, self._spec, name=blp.name, parameters=None)
        assert self._spec is not None
        self._spec.tag({"name": blp.name, "description": blp.description})
