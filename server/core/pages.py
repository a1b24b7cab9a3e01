"""The PWA's files: hashed assets for ever, everything else asked for anew."""

from pathlib import Path

from flask import Flask, Response, send_from_directory

from server.core.problems import NotFound

FOR_EVER = "public, max-age=31536000, immutable"


def install(app: Flask, folder: Path) -> None:
    """Serve the built PWA; an unknown page is the application's own to answer."""

    @app.get("/")
    @app.get("/<path:name>")
    def page(name: str = "index.html") -> Response:
        if name.startswith("api/"):
            raise NotFound
        found = name if (folder / name).is_file() else "index.html"
        answer = send_from_directory(folder, found)
        answer.headers["Cache-Control"] = FOR_EVER if found.startswith("assets/") else "no-cache"
        return answer
