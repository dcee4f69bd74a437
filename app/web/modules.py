"""The page's modules as they are served: without comments and indentation, those of the first picture joined into one.

A browser that has to ask for sixty files before it shows anything waits for sixty answers. So the modules that the page
begins with are joined: each becomes a function in one file, called when it is first needed, and gives what it exports.
Whatever else imports one of them is told to ask that file, so every module is there once. Lines stay lines, and a
source map leads from the joined file back to the modules: what is edited is what a stack trace names.
"""

from __future__ import annotations

import json
import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_COMMENT = re.compile(r"/\*\*(?:(?!\*/).)*\*/[ \t]*|^[ \t]*//[^\n]*$", re.DOTALL | re.MULTILINE)
"""Documentation comments, and comments that have a line to themselves: the only ones the house's style has."""
_INDENTATION = re.compile(r"^[ \t]+", re.MULTILINE)
"""Of templates, too: the house's style has none of several lines."""
_IMPORT = re.compile(r"^import\s+(\{[^}]*\}|\*\s+as\s+\w+|\w+)\s+from\s+'([^']+)';", re.MULTILINE)
_SIDE_IMPORT = re.compile(r"^import\s+'([^']+)';", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async function|function\*?|const|class) (\w+))", re.MULTILINE)
_OTHER_EXPORT = re.compile(r"^export\b(?! \{\};| default \{).*", re.MULTILINE)
_DEFAULT_EXPORT = re.compile(r"^export default ", re.MULTILINE)
"""Of a feature's ``index.js``, which the page loads by itself: it cannot be joined."""
_DYNAMIC = re.compile(r"\bimport\('([^']+)'\)")
_HEAD = (
    "const at = (path) => new URL(path, import.meta.url).href; const made = {}; const make = {}; "
    "export const need = (name) => (made[name] ??= make[name]()); const soon = async (name) => need(name);"
)
"""What a joined file begins with: ``make`` has its members as functions, ``made`` what those that ran export."""
_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


@dataclass(frozen=True)
class Module:
    """One module, read.

    Attributes:
        name: its path among the static files.
        source: as it is edited.
        code: without comments and indentation; the lines are the same.
        exports: the names it exports.
        imports: what it imports statically, as it writes it.
    """

    name: str
    source: str
    code: str = field(repr=False)
    exports: tuple[str, ...]
    imports: tuple[str, ...]

    @classmethod
    def read(cls, name: str, source: str) -> Module:
        """Return a module.

        Raises:
            ValueError: if it exports in a way that cannot be joined.
        """
        code = _INDENTATION.sub("", _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), source))
        exports = tuple(_EXPORT.findall(code))
        imports = tuple(path for _, path in _IMPORT.findall(code)) + tuple(_SIDE_IMPORT.findall(code))
        if other := _OTHER_EXPORT.search(_EXPORT.sub("", code)):
            raise ValueError(f"{name}: export functions, constants and classes where they are made, not {other[0]!r}")
        return cls(name, source, code, exports, imports)

    def path_of(self, imported: str) -> str | None:
        """Return the path of a module that this one imports; None for a library."""
        return (
            posixpath.normpath(posixpath.join(posixpath.dirname(self.name), imported)) if imported[0] == "." else None
        )


def read_modules(contents: Mapping[str, bytes]) -> dict[str, Module]:
    """Return the page's own modules among some files: all but libraries and classic scripts."""
    names = (name for name in contents if name.startswith(("js/", "features/")) and name.endswith(".js"))
    return {name: Module.read(name, contents[name].decode()) for name in names}


def in_order(modules: Mapping[str, Module], entries: Iterable[str]) -> list[str]:
    """Return the modules that some import statically, directly or through others, each after those it imports.

    Raises:
        ValueError: if modules import one another in a circle.
    """
    found: list[str] = []
    open_: list[str] = []

    def visit(name: str) -> None:
        if name in found:
            return
        if name in open_:
            raise ValueError(f"these modules import one another in a circle: {open_[open_.index(name) :]}")
        open_.append(name)
        for path in map(modules[name].path_of, modules[name].imports):
            if path is not None:
                visit(path)
        found.append(open_.pop())

    for entry in entries:
        visit(entry)
    return found


class Joined:
    """Some modules as one file.

    Attributes:
        name: the file's path.
        members: the modules in it, each after those it imports.
    """

    def __init__(
        self, name: str, modules: Mapping[str, Module], entries: Iterable[str], run: str | None = None
    ) -> None:
        self.name = name
        self.members = in_order(modules, entries)
        self._modules = modules
        self._run = run
        self._libraries: dict[str, str] = {}
        if default := next((name for name in self.members if _DEFAULT_EXPORT.search(modules[name].code)), None):
            raise ValueError(f"{default}: a module with a default export is loaded by itself, not joined")

    def files(self) -> dict[str, bytes]:
        """Return the joined file and its source map."""
        bodies = [self._function(self._modules[name]) for name in self.members]
        libraries = "".join(f"import * as {alias} from '{path}'; " for path, alias in self._libraries.items())
        head = f"{libraries}{_HEAD}"
        run = f"need('{self._run}');\n" if self._run else ""
        end = f"{run}//# sourceMappingURL={posixpath.basename(self.name)}.map\n"
        return {
            self.name: "\n".join([head, *bodies, end]).encode(),
            f"{self.name}.map": self._source_map().encode(),
        }

    def facade(self, name: str) -> bytes:
        """Return what is served at a member's own address: its exports, from the joined file."""
        exports = ", ".join(self._modules[name].exports)
        taken = f"export const {{ {exports} }} = need('{name}');" if exports else f"need('{name}');"
        return f"import {{ need }} from '{_relative(self.name, name)}';\n{taken}\n".encode()

    def served(self, name: str) -> bytes:
        """Return a module that is no member, as it is served: what it imports of the members comes from their file."""
        module = self._modules[name]
        code = self._with_needs(module)
        return (f"import {{ need }} from '{_relative(self.name, name)}'; " * (code != module.code) + code).encode()

    def _with_needs(self, module: Module) -> str:
        """Return a module's code with the members taken out of its imports."""

        def replace(found: re.Match[str]) -> str:
            names, path = found[1], module.path_of(found[2])
            if path not in self.members:
                return found[0]
            return f"const {_pattern(names)} = need('{path}');" + "\n" * (found[0].count("\n") - names.count("\n"))

        return _IMPORT.sub(replace, module.code)

    def _function(self, module: Module) -> str:
        """Return a module as a function that gives what it exports."""
        code = _IMPORT.sub(lambda found: self._library(found, module), self._with_needs(module))
        code = _SIDE_IMPORT.sub(lambda found: f"need('{module.path_of(found[1])}');", code)
        code = _DYNAMIC.sub(lambda found: self._dynamic(found[1], module), _EXPORT.sub("", code)).replace(
            "export {};", ""
        )
        code = code.replace("import.meta.url", f"at('{_relative(module.name, self.name)}')")
        return f"make['{module.name}'] = () => {{ {code}\nreturn {{ {', '.join(module.exports)} }}; }};"

    def _library(self, found: re.Match[str], module: Module) -> str:
        if module.path_of(found[2]) is not None:
            return found[0]
        alias = self._libraries.setdefault(found[2], f"library{len(self._libraries)}")
        default = re.fullmatch(r"\w+", found[1])
        taken = f"{found[1]} = {alias}.default" if default else f"{_pattern(found[1])} = {alias}"
        return f"const {taken};" + "\n" * (found[0].count("\n") - taken.count("\n"))

    def _dynamic(self, imported: str, module: Module) -> str:
        path = module.path_of(imported)
        if path is None:
            return f"import('{imported}')"
        return f"soon('{path}')" if path in self.members else f"import('{_relative(path, self.name)}')"

    def _source_map(self) -> str:
        """Return the map (https://tc39.es/ecma426/): a line of ours, then each module's lines and one that ends it."""
        lines, before = [""], (0, 0)
        for i, name in enumerate(self.members):
            for line in range(self._modules[name].source.count("\n") + 1):
                lines.append("".join(map(_vlq, (0, i - before[0], line - before[1], 0))))
                before = (i, line)
            lines.append("")
        sources = [_relative(name, self.name).removeprefix("./") for name in self.members]
        contents = [self._modules[name].source for name in self.members]
        parts = {"version": 3, "sources": sources, "sourcesContent": contents, "names": [], "mappings": ";".join(lines)}
        return json.dumps(parts, ensure_ascii=False)


def _pattern(names: str) -> str:
    """Return what an import names as what a declaration destructures."""
    return re.sub(r"\s+as\s+", ": ", names) if names.startswith("{") else names.removeprefix("* as ")


def _relative(path: str, importer: str) -> str:
    """Return a module's path as an importer writes it."""
    found = posixpath.relpath(path, posixpath.dirname(importer))
    return found if found.startswith(".") else f"./{found}"


def _vlq(value: int) -> str:
    """Return an integer in base 64, five bits a digit, the sign in the lowest."""
    rest = (abs(value) << 1) | (value < 0)
    digits = ""
    while True:
        rest, digit = rest >> 5, rest & 31
        digits += _DIGITS[digit | (32 if rest else 0)]
        if not rest:
            return digits
