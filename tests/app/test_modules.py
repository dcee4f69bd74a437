"""The page's modules as they are served."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from app.resources import STATIC
from app.web.assets import CLASSIC, START, START_MODULES, WORKERS, Assets
from app.web.modules import Joined, Module, read_modules

ROOT = Path(__file__).resolve().parents[2]
NODE = ROOT / ".venv" / "bin" / "node"
TOKENS = """
const ts = require('typescript');
let input = '';
process.stdin.on('data', (chunk) => { input += chunk; });
process.stdin.on('end', () => {
  const tokens = (text) => {
    const found = [];
    const visit = (node) => {
      if (node.getChildCount(file) === 0 && node.kind !== ts.SyntaxKind.EndOfFileToken) {
        const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
        found.push(`${node.kind} ${node.getText(file)} ${line}`);
      }
      const { FirstJSDocNode: first, LastJSDocNode: last } = ts.SyntaxKind;
      node.getChildren(file).filter(({ kind }) => kind < first || kind > last).forEach(visit);
    };
    const file = ts.createSourceFile('x.js', text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
    visit(file);
    return found.join('\\n');
  };
  const different = Object.entries(JSON.parse(input)).filter(([, [a, b]]) => tokens(a) !== tokens(b));
  process.stdout.write(JSON.stringify(different.map(([name]) => name)));
});
"""
SOURCES = {path.relative_to(STATIC).as_posix(): path.read_bytes() for path in STATIC.rglob("*.js")}
MODULES = read_modules({name: raw for name, raw in SOURCES.items() if name not in CLASSIC})


def run(*arguments: str | Path, given: str = "") -> str:
    done = subprocess.run([NODE, *arguments], input=given, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_without_comments_every_module_says_the_same_on_the_same_lines() -> None:
    both = {name: [module.source, module.code] for name, module in MODULES.items()}
    assert json.loads(run("-e", TOKENS, given=json.dumps(both))) == []
    kept = sum(len(module.code) for module in MODULES.values()) / sum(len(m.source) for m in MODULES.values())
    assert kept < 0.8


def test_each_module_of_the_page_is_there_once_and_the_first_picture_takes_few_requests() -> None:
    assets = Assets()
    start = Joined(START, MODULES, START_MODULES)
    assert {"js/main.js", "js/page.js", "js/socket.js", "js/lib/dom.js", "js/i18n.js"} <= set(start.members)
    assert len(assets.modules) <= 6
    for name, module in MODULES.items():
        served = assets.files[name].raw.decode()
        if name in start.members:
            assert served.splitlines()[-1].endswith(f"need('{name}');"), name
            assert len(served) < 400 + 40 * len(module.exports)
        elif not name.startswith(WORKERS):
            static = [path for path in map(module.path_of, module.imports) if path in start.members]
            assert all(f"need('{path}')" in served for path in static), name
            assert served.count("\n") == module.source.count("\n"), name


def test_joined_modules_run_and_their_source_map_leads_back(tmp_path: Path) -> None:
    sources = {
        "js/a.js": "/**\n * A.\n */\n\nimport { one, two as second } from './lib/b.js';\n"
        "import {\n  max,\n} from 'libs';\n\n"
        "export const three = one + second();\nexport const later = () => import('./c.js');\n"
        "export function fail() {\n  throw new Error('here');\n}\n",
        "js/lib/b.js": "// B.\nglobalThis.runs = (globalThis.runs ?? 0) + 1;\nexport const one = 1;\n"
        "export function two() {\n  return 2;\n}\nexport const place = import.meta.url;\n",
        "js/c.js": "import { one } from './lib/b.js';\nexport const four = one + 3;\n",
    }
    modules = {name: Module.read(name, source) for name, source in sources.items()}
    joined = Joined("js/start.js", modules, ["js/a.js"])
    files = (
        joined.files() | {name: joined.facade(name) for name in joined.members} | {"js/c.js": joined.served("js/c.js")}
    )
    files["node_modules/libs/package.json"] = b'{"type": "module", "exports": "./x.js"}'
    files["node_modules/libs/x.js"] = b"export const max = Math.max;"
    files["package.json"] = b'{"type": "module"}'
    files["js/run.js"] = b"""
        import { three, later, fail } from './a.js';
        import { place } from './lib/b.js';
        const { four } = await later();
        let stack = '';
        try { fail(); } catch (error) { stack = error.stack; }
        console.log(JSON.stringify([three, four, runs, place, stack.split('\\n')[1]]));
    """
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    three, four, runs, place, top = json.loads(run("--enable-source-maps", tmp_path / "js" / "run.js"))
    assert (three, four, runs) == (3, 4, 1)
    assert place == (tmp_path / "js/lib/b.js").as_uri()
    line = sources["js/a.js"].splitlines().index("  throw new Error('here');") + 1
    assert f"a.js:{line}:" in top


def test_what_cannot_be_joined_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"js/x\.js: export functions, constants and classes where they are made"):
        Module.read("js/x.js", "const a = 1;\nexport { a };\n")
    circle = {
        name: Module.read(name, f"import {{ x }} from './{other}';\n")
        for name, other in (("a.js", "b.js"), ("b.js", "a.js"))
    }
    with pytest.raises(ValueError, match="circle"):
        Joined("start.js", circle, ["a.js"])
