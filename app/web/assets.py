"""The static files, held in memory and served at addresses that change with their content.

The page is some eighty small files. Read, hashed and compressed once, a visit costs the server a lookup for each, and a
browser keeps them forever.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import mimetypes
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

STATIC = Path(__file__).resolve().parents[2] / "static"
VENDORED_MODULES = ("d3-scale", "d3-shape", "d3-axis", "d3-selection", "uplot")
STYLESHEETS = (
    "theme", "shell", "transport", "settings", "curve", "messages", "network", "fit", "loss", "inspector", "answer",
    "neurons", "trace", "functions", "paths", "notes", "hand", "guide",
)  # fmt: skip
"""The page's styles in the order they apply, served as one file: ``css/page.css``."""
LAZY_MODULES = (
    "theme.js", "types.js", "workers", "loss/chart.js", "loss/marks.js", "views/answer.js", "answer",
    "views/neurons.js", "neurons", "views/trace.js", "trace", "views/functions.js", "functions", "lib/activations.js",
    "lib/typed.js", "views/notes.js", "notes", "views/guide.js", "guide", "paths",
)  # fmt: skip
"""Modules (or folders of them) the page does not import at its start: these are not preloaded."""
COMPRESSION = 9

mimetypes.add_type("text/javascript", ".js")
router = APIRouter()


@dataclass(frozen=True)
class Asset:
    """One file: its bytes, compressed where that makes it smaller."""

    media_type: str
    raw: bytes
    compressed: bytes | None

    @classmethod
    def of(cls, name: str, raw: bytes) -> Asset:
        """Return the asset of a file's name and bytes."""
        compressed = gzip.compress(raw, COMPRESSION, mtime=0)
        media_type = mimetypes.guess_type(name)[0] or "text/plain"
        return cls(media_type, raw, compressed if len(compressed) < len(raw) else None)


class Assets:
    """All static files by path, their version (a hash of all of them), the import map and the strings."""

    def __init__(self, directory: Path = STATIC) -> None:
        paths = sorted(path for path in directory.rglob("*") if path.is_file())
        contents = {path.relative_to(directory).as_posix(): path.read_bytes() for path in paths}
        contents["css/page.css"] = b"\n".join(contents.pop(f"css/{name}.css") for name in STYLESHEETS)
        self.files = {name: Asset.of(name, raw) for name, raw in contents.items()}
        digest = hashlib.sha256()
        for name, asset in self.files.items():
            digest.update(name.encode() + b"\0" + asset.raw)
        self.version = digest.hexdigest()[:12]
        self.modules = [name for name in self.files if _is_imported_at_start(name)]
        self.import_map = json.dumps({"imports": {name: self.url(f"vendor/{name}.js") for name in VENDORED_MODULES}})
        self.import_map_hash = base64.b64encode(hashlib.sha256(self.import_map.encode()).digest()).decode()
        self.strings = {
            PurePosixPath(name).stem: json.loads(asset.raw)
            for name, asset in self.files.items()
            if name.startswith("i18n/")
        }

    def url(self, path: str) -> str:
        """Return the address of a static file."""
        return f"/static/{self.version}/{path}"

    def text(self, language: str, key: str) -> str:
        """Return the string at a dotted key in a language.

        Raises:
            KeyError: for a key the language does not have.
        """
        value: Any = self.strings[language]
        for part in key.split("."):
            value = value[part]
        return str(value)


def _is_imported_at_start(name: str) -> bool:
    parts = PurePosixPath(name)
    lazy = any(name.endswith(f"/{module}") or module in parts.parts for module in LAZY_MODULES)
    return name.startswith("js/") and not lazy


@router.get("/static/{version}/{path:path}", include_in_schema=False)
async def static_file(request: Request, version: str, path: str) -> Response:
    """One static file, to be kept forever; an old version's address gives the present file, not to be kept."""
    assets: Assets = request.app.state.assets
    asset = assets.files.get(path)
    if asset is None:
        raise HTTPException(404, "no such file")
    kept = "public, max-age=31536000, immutable" if version == assets.version else "no-cache"
    headers = {"Cache-Control": kept, "Vary": "Accept-Encoding"}
    if asset.compressed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        return Response(asset.compressed, media_type=asset.media_type, headers={**headers, "Content-Encoding": "gzip"})
    return Response(asset.raw, media_type=asset.media_type, headers=headers)
