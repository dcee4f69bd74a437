"""The static files, held in memory and served at addresses that change with their content.

The page is many small files. Read and hashed once, compressed when first asked for, they cost the server a lookup each,
and a browser keeps them forever. The modules of the first picture are served as one (``modules.py``).
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import mimetypes
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import brotli
from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from app.resources import STATIC
from app.web.features import take_features
from app.web.modules import Joined, read_modules
from app.web.negotiation import ENCODINGS, best_of

if TYPE_CHECKING:
    from collections.abc import Mapping

VENDORED_MODULES = dict.fromkeys(("d3-scale", "d3-shape", "d3-axis", "d3-selection"), "d3") | {
    "uplot": "uplot",
    "papaparse": "papaparse",
    "chardet": "chardet",
    "d3-time-format": "dates",
}
"""Libraries by the name they are imported by, and the file they are in."""
STYLESHEETS = {
    "css/page.css": (
        "theme", "shell", "transport", "messages", "network", "fit", "inspector", "forced",
    ),
    "css/later.css": (
        "settings", "curve", "loss", "answer", "neurons", "trace", "functions", "paths", "notes", "hand", "guide",
        "sources", "csv", "lab", "choice", "race", "landscape", "starts", "regularization", "dropdown", "export",
        "explore", "share", "locks", "present", "keys",
    ),
}  # fmt: skip
"""The styles in the order they apply, served as two files without comments: what the first picture needs, and the
rest, which the styles of the features end."""
LATER_STYLES = "css/later.css"
LATER_STRINGS = (
    "hand", "sources", "csv", "dates", "lab",
    "fields", "losses", "losses_short", "schedules", "initializers",
    "bias_initializers", "targets", "formulas", "loss", "export", "explore", "picture", "sharing",
    "panels", "work",
)  # fmt: skip
"""The strings' parts that only views of ``later.css`` read, or what a person does once the page is there: served as a
file of their own, ``i18n/en.later.json``, with the words of the features."""
SERVER_STRINGS = ("missing", "report")
"""The strings' parts that only what the server writes needs: not served."""
START, ENTRY = "js/start.js", "js/main.js"
START_MODULES = (ENTRY, "js/page.js")
"""The page's first modules: these and what they import are joined into ``START``, what is imported on demand is not."""
WORKERS = "js/workers/"
"""Each worker is joined with what it imports."""
CLASSIC = ("js/theme.js", "js/rescue.js", "js/connect.js")
"""Scripts that are no modules: ``HEAD`` is all of them."""
HEAD = "js/head.js"
COMPRESSION = 9
"""Of gzip, for browsers that are not offered Brotli: those that come by plain HTTP."""
QUALITY, QUALITY_OF_LARGE, LARGE = 10, 5, 500_000
"""Of Brotli: 4 ms for a module; a file of this many bytes would take seconds."""

_STYLE_COMMENT = re.compile(rb"/\*.*?\*/\n?", re.DOTALL)

mimetypes.add_type("text/javascript", ".js")
router = APIRouter()


@dataclass(frozen=True)
class Asset:
    """One file: its bytes, and those it is sent as, compressed when first asked for."""

    media_type: str
    raw: bytes

    @classmethod
    def of(cls, name: str, raw: bytes) -> Asset:
        """Return the asset of a file's name and bytes."""
        return cls(mimetypes.guess_type(name)[0] or "text/plain", raw)

    def sent_as(self, accepted: str | None) -> tuple[bytes, str | None]:
        """Return the bytes and the encoding for whoever accepts these encodings; None where it does not get smaller."""
        encoding = best_of(accepted, ENCODINGS)
        compressed = self._gzip if encoding == "gzip" else self._brotli if encoding else self.raw
        return (compressed, encoding) if len(compressed) < len(self.raw) else (self.raw, None)

    @cached_property
    def _brotli(self) -> bytes:
        return bytes(brotli.compress(self.raw, quality=QUALITY if len(self.raw) < LARGE else QUALITY_OF_LARGE))

    @cached_property
    def _gzip(self) -> bytes:
        return gzip.compress(self.raw, COMPRESSION, mtime=0)


class Assets:
    """All static files by path, their version (a hash of all of them), the features, the import map and the strings."""

    def __init__(self, directory: Path = STATIC) -> None:
        paths = sorted(path for path in directory.rglob("*") if path.is_file())
        contents = {path.relative_to(directory).as_posix(): path.read_bytes() for path in paths}
        self.features, feature_styles, feature_strings = take_features(contents)
        for bundle, names in STYLESHEETS.items():
            styles = b"\n".join(contents.pop(f"css/{name}.css") for name in names)
            styles += feature_styles * (bundle == LATER_STYLES)
            contents[bundle] = _STYLE_COMMENT.sub(b"", styles)
        self.strings = {
            PurePosixPath(name).stem: json.loads(raw) for name, raw in contents.items() if name.startswith("i18n/")
        }
        later = {*LATER_STRINGS, *(feature.id for feature in self.features)}
        for language, strings in self.strings.items():
            strings.update(feature_strings.get(language, {}))
            parts: dict[str, dict[str, Any]] = {"": {}, ".later": {}}
            for name, part in strings.items():
                if name in SERVER_STRINGS:
                    continue
                parts[".later" if name in later else ""][name] = part
            for suffix, part in parts.items():
                contents[f"i18n/{language}{suffix}.json"] = json.dumps(part, ensure_ascii=False).encode()
        contents |= _served_modules(contents)
        contents[HEAD] = b"".join(contents[name] for name in CLASSIC)
        self.files = {name: Asset.of(name, raw) for name, raw in contents.items()}
        digest = hashlib.sha256()
        for name, asset in self.files.items():
            digest.update(name.encode() + b"\0" + asset.raw)
        self.version = digest.hexdigest()[:12]
        workers = (name for name in contents if name.startswith(WORKERS) and name.endswith(".js"))
        self.modules = [ENTRY, START, "vendor/d3.js", *workers]
        # What every visit begins with is compressed before the first one waits for it.
        for name in (*self.modules, "css/page.css", *(f"i18n/{language}.json" for language in self.strings)):
            self.files[name].sent_as("br")
        imports = {name: self.url(f"vendor/{file}.js") for name, file in VENDORED_MODULES.items()}
        self.import_map = json.dumps({"imports": imports})
        self.import_map_hash = base64.b64encode(hashlib.sha256(self.import_map.encode()).digest()).decode()

    def url(self, path: str) -> str:
        """Return the address of a static file."""
        return f"/static/{self.version}/{path}"

    @cached_property
    def listed_features(self) -> str:
        """What the page is told of the features, as JSON."""
        return json.dumps([feature.listed() for feature in self.features])

    @property
    def tab_panels(self) -> list[str]:
        """The names of the inspector's tabs in links and frames."""
        return [feature.hidden_by for feature in self.features if feature.slot == "tab"]

    def tabs(self, language: str) -> list[dict[str, str]]:
        """Return what the page shows of the inspector's tabs before their code is loaded."""
        return [
            {
                "id": feature.id,
                "hidden_by": feature.hidden_by,
                "name": self.text(language, f"{feature.id}.tab"),
                "long_name": self.strings[language][feature.id].get("tab_long", ""),
            }
            for feature in self.features
            if feature.slot == "tab"
        ]

    def text(self, language: str, key: str) -> str:
        """Return the string at a dotted key in a language.

        Raises:
            KeyError: for a key the language does not have.
        """
        value: Any = self.strings[language]
        for part in key.split("."):
            value = value[part]
        return str(value)


def _served_modules(contents: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the modules as they are served, and the source maps of those that are joined."""
    modules = read_modules({name: raw for name, raw in contents.items() if name not in CLASSIC})
    start = Joined(START, modules, START_MODULES)
    served = start.files()
    for name in modules:
        if name in start.members:
            served[name] = start.facade(name)
        elif name.startswith(WORKERS):
            served |= Joined(name, modules, [name], run=name).files()
        else:
            served[name] = start.served(name)
    return served


@router.get("/static/{version}/{path:path}", include_in_schema=False)
async def static_file(request: Request, version: str, path: str) -> Response:
    """One static file, to be kept forever; an old version's address gives the present file, not to be kept."""
    assets: Assets = request.app.state.assets
    asset = assets.files.get(path)
    if asset is None:
        raise HTTPException(404, "no such file")
    return answer_with(asset, request, forever=version == assets.version)


def answer_with(asset: Asset, request: Request, *, forever: bool) -> Response:
    """Return the response with an asset, compressed where the browser takes that; ``forever`` it may be kept."""
    kept = "public, max-age=31536000, immutable" if forever else "no-cache"
    # A frame that is sandboxed has no origin: modules, and what is preloaded, come to it across origins.
    headers = {"Cache-Control": kept, "Vary": "Accept-Encoding", "Access-Control-Allow-Origin": "*"}
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    content, encoding = asset.sent_as(request.headers.get("accept-encoding"))
    return Response(
        content, media_type=asset.media_type, headers=headers | ({"Content-Encoding": encoding} if encoding else {})
    )
