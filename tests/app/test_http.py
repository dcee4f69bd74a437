"""HTTP: health, the schema, the page's headers and languages, errors as problem documents."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError
from starlette.testclient import TestClient

from app.engine.activations import ACTIVATIONS
from app.engine.targets import TARGETS
from app.main import create_app
from app.sessions.registry import SessionRegistry
from app.sessions.scheduler import Scheduler
from app.settings import ServerSettings
from app.tasks.curve import CurveExperiment
from app.validation import parse_config
from app.web.assets import Assets
from app.web.pages import PANELS, choose_language


@pytest.fixture(scope="module")
def http() -> Any:
    with TestClient(create_app(ServerSettings())) as client:
        yield client


def test_health_and_readiness(http: Any) -> None:
    assert http.get("/healthz").text == "ok"
    assert http.get("/readyz").status_code == 200
    http.app.state.draining = True
    assert http.get("/readyz").status_code == 503
    http.app.state.draining = False


@pytest.mark.parametrize(("owner", "loop"), [(SessionRegistry, "keep"), (Scheduler, "run")])
def test_a_process_that_serves_nobody_any_more_is_not_healthy(
    monkeypatch: pytest.MonkeyPatch, owner: type, loop: str
) -> None:
    async def fail(_self: object) -> None:
        raise RuntimeError("nobody had foreseen this")

    monkeypatch.setattr(owner, loop, fail)
    with TestClient(create_app(ServerSettings())) as client:
        assert [client.get(path).status_code for path in ("/healthz", "/readyz")] == [503, 503]


def test_the_schema_describes_every_field(http: Any) -> None:
    schema = http.get("/api/schema").json()
    assert schema["default"] == CurveExperiment().model_dump()
    assert [a["name"] for a in schema["registries"]["activations"]] == list(ACTIVATIONS)
    assert [t["name"] for t in schema["registries"]["targets"]] == list(TARGETS)
    assert schema["limits"]["neurons"] == 64
    source = schema["$defs"]["NetworkConfig"]["properties"]["activation"]["anyOf"][0]
    assert source["enum"] == list(ACTIVATIONS)


def test_every_field_says_how_it_is_shown(http: Any) -> None:
    schema = http.get("/api/schema").json()
    links = []
    for definition in [schema, *schema["$defs"].values()]:
        for name, field in definition["properties"].items():
            if name in {"kind", "name", "data", "network", "training"} and "ui" not in field:
                continue
            assert {"control", "link", "touches", "group"} <= field["ui"].keys(), name
            links.append(field["ui"]["link"])
    shared = {"rate", *(p for p in links if links.count(p) > 1)}
    assert {"target", "hidden", "activation", "rate", "seed"} <= set(links)
    assert all(re.fullmatch(r"[a-z0-9_]+", link) for link in links if link), shared


def test_the_page_comes_in_both_languages_with_a_strict_policy(http: Any) -> None:
    english = http.get("/?lang=en")
    chinese = http.get("/", headers={"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.8"})
    assert '<html lang="en"' in english.text
    assert '<html lang="zh-CN"' in chinese.text
    assert 'data-state="connecting"' in english.text
    assert 'data-step="0"' in english.text
    policy = english.headers["content-security-policy"]
    assert "unsafe" not in policy
    inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", english.text, re.DOTALL)
    hashes = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in inline]
    assert hashes
    assert all(f"'sha256-{digest}'" in policy for digest in hashes)
    assert english.headers["x-content-type-options"] == "nosniff"


def test_every_address_in_the_page_is_ours_and_kept_forever(http: Any) -> None:
    page = http.get("/").text
    addresses = re.findall(r'(?:src|href)="([^"#?][^"]*)"', page) + re.findall(r'": "(/static[^"]+)"', page)
    assert len(addresses) > 10
    for address in addresses:
        if address.startswith("/static/"):
            answer = http.get(address)
            assert answer.status_code == 200, address
            assert "immutable" in answer.headers["cache-control"]
        else:
            assert address.startswith("/"), address


def directives(policy: str) -> dict[str, str]:
    return {name: values for name, _, values in (part.strip().partition(" ") for part in policy.split(";"))}


def test_the_page_stays_strict_and_frames_only_its_own(http: Any) -> None:
    policy = directives(http.get("/").headers["content-security-policy"])
    scripts = policy.pop("script-src").split()
    assert scripts[0] == "'self'"
    assert all(source.startswith("'sha256-") for source in scripts[1:])
    assert policy == {
        "default-src": "'none'",
        "style-src": "'self'",
        "img-src": "'self' data: blob:",
        "font-src": "'self'",
        "connect-src": "'self'",
        "worker-src": "'self'",
        "manifest-src": "'self'",
        "frame-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }


def test_plots_may_style_themselves_and_nothing_more(http: Any) -> None:
    answer = http.get("/plot")
    policy = directives(answer.headers["content-security-policy"])
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "data: blob:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'self'",
    }
    addresses = re.findall(r'(?:src|href)="([^"]*)"', answer.text)
    assert len(addresses) == 3
    for address in addresses:
        assert address.startswith("/"), address
        assert "immutable" in http.get(address).headers["cache-control"], address
    assert not re.findall(r"<script(?![^>]*src=)|<style|\bstyle=|\bon\w+=", answer.text)


def test_plotly_comes_from_its_wheel_compressed_and_only_its_version_is_kept(http: Any) -> None:
    address = re.search(r'src="(/plot/[^"]+)"', http.get("/plot").text)
    assert address
    for accepted in ("gzip", "br"):
        answer = http.get(address[1], headers={"Accept-Encoding": accepted})
        assert answer.headers["content-encoding"] == accepted
        assert answer.headers["content-type"].startswith("text/javascript")
        assert "plotly.js v" in answer.text[:200]
        assert int(answer.headers["content-length"]) < 2_000_000
    assert http.get("/plot/0.0.0/plotly.min.js").headers["cache-control"] == "no-cache"


def test_errors_are_problem_documents(http: Any) -> None:
    missing = http.get("/nowhere")
    assert missing.status_code == 404
    assert missing.headers["content-type"] == "application/problem+json"
    assert missing.json()["status"] == 404
    assert http.get("/static/x/../../pyproject.toml").status_code == 404
    assert http.get("/static/x/%2e%2e/pyproject.toml").status_code == 404


@pytest.mark.parametrize(
    ("asked", "accepted", "expected"),
    [
        ("zh", None, "zh"),
        ("xx", "zh", "zh"),
        (None, None, "en"),
        (None, "fr, zh-Hant;q=0.5, en;q=0.4", "zh"),
        (None, "en-US,en;q=0.9,zh;q=0.1", "en"),
        (None, ";;;q=,=;q=x", "en"),
        (None, "zh; q=0.9, en;q=0.1", "zh"),
        (None, "en ; q = 0.3 ,\tzh-TW ; Q=0.8", "zh"),
        (None, "ZH-hans-CN", "zh"),
        (None, "fr, *;q=0.5, en;q=0.1", "zh"),
        (None, "fr, *", "en"),
        (None, "zh;q=0, *", "en"),
        (None, "zh;q=0", "en"),
        (None, "zh;q=0.5, en;q=0.5", "zh"),
        (None, "en;q=0.2, zh;q=1.5", "en"),
        (None, "zh-TW;q=0, zh;q=0.7, en;q=0.5", "zh"),
        (None, "zh;level=1;q=0.7, en;q=0.5", "zh"),
        (None, "zh;q=inf, en;q=0.1", "en"),
    ],
)
def test_the_language_is_the_one_asked_for_or_preferred(asked: str | None, accepted: str | None, expected: str) -> None:
    assert choose_language(asked, accepted, ["en", "zh"]) == expected


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("deflate", None),
        ("br;q=0, gzip", "gzip"),
        ("br; q=0.0, gzip; q=0", None),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("BR", "br"),
        ("*", "br"),
        ("*;q=0.5, br;q=0", "gzip"),
        ("identity", None),
        ("x-gzip-like, brotli", None),
        ("", None),
    ],
)
def test_files_are_sent_in_an_encoding_that_is_taken(http: Any, accepted: str, expected: str | None) -> None:
    path = re.findall(r'"(/static/[^"]+/js/start\.js)"', http.get("/").text)[0]
    answer = http.get(path, headers={"Accept-Encoding": accepted})
    assert answer.headers.get("content-encoding") == expected


@pytest.mark.parametrize(("accepted", "expected"), [("br, gzip;q=0.1", "gzip"), ("gzip;q=0", None), ("br", None)])
def test_answers_are_compressed_for_those_who_take_it(http: Any, accepted: str, expected: str | None) -> None:
    answer = http.get("/api/schema", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("content-encoding") == expected
    assert "activations" in answer.json()["registries"]


def test_the_tables_of_the_activations_hold_their_values_and_derivatives(http: Any) -> None:
    tables = http.get("/api/activations").json()
    assert list(tables["activations"]) == list(ACTIVATIONS)
    z = np.linspace(tables["from"], tables["to"], tables["count"])
    assert {-1.0, 0.0, 2.0} <= set(z.tolist())

    def at(name: str, kind: str, place: float) -> float:
        return float(tables["activations"][name][kind][int(np.argmin(abs(z - place)))])

    hand_worked = {
        "linear": ((-1, -1, 1), (2, 2, 1)),
        "relu": ((-1, 0, 0), (2, 2, 1)),
        "leaky_relu": ((-1, -0.01, 0.01), (2, 2, 1)),
        "elu": ((-1, -0.63212, 0.36788), (2, 2, 1)),
        "sigmoid": ((0, 0.5, 0.25), (2, 0.8808, 0.10499)),
        "tanh": ((0, 0, 1), (2, 0.96403, 0.07065)),
        "swish": ((0, 0, 0.5), (2, 1.76159, 1.09078)),
        "gelu": ((0, 0, 0.5), (2, 1.9545, 1.08523)),
        "softplus": ((0, 0.69315, 0.5), (2, 2.12693, 0.8808)),
        "sine": ((0, 0, 1), (2, 0.9093, -0.41615)),
    }
    assert set(hand_worked) == set(ACTIVATIONS)
    for name, places in hand_worked.items():
        for place, value, derivative in places:
            assert at(name, "values", place) == pytest.approx(value, abs=1e-5), name
            assert at(name, "derivatives", place) == pytest.approx(derivative, abs=1e-5), name
        assert len(tables["activations"][name]["values"]) == tables["count"]


def test_the_split_that_is_told_is_the_one_that_trains(http: Any) -> None:
    x = [i / 10 for i in range(41)]
    config = parse_config(
        {
            "data": {"source": {"kind": "points", "x": x, "y": x}, "validation_fraction": 0.3, "shuffle": 4},
            "seed": 7,
        }
    )
    wanted = {"count": 41, "validation_fraction": 0.3, "seed": 7, "shuffle": 4}
    validation = http.get("/api/split", params=wanted).json()["validation"]
    assert [x[i] for i in validation] == config.dataset(np.float64).x_validation[0].tolist()
    assert http.get("/api/split", params=wanted | {"count": 0}).status_code == 422


def test_embed_may_be_framed_where_the_settings_say_and_no_other_page(http: Any) -> None:
    usual = http.get("/embed")
    assert directives(usual.headers["content-security-policy"])["frame-ancestors"] == "*"
    assert usual.headers["cross-origin-resource-policy"] == "cross-origin"
    assert usual.headers["cross-origin-opener-policy"] == "unsafe-none"
    assert "x-frame-options" not in usual.headers
    for origins, expected in (([], "'none'"), (["https://a.example", "https://*.b.example:8443"],) * 2):
        with TestClient(create_app(ServerSettings(embed_origins=origins, database_url=""))) as client:
            policy = directives(client.get("/embed").headers["content-security-policy"])
            assert policy["frame-ancestors"] == (expected if isinstance(expected, str) else " ".join(expected))
            assert directives(client.get("/").headers["content-security-policy"])["frame-ancestors"] == "'none'"


@pytest.mark.parametrize("origin", ["", "a.example", "https://a.example/path", "https://a; script-src *", "'self'"])
def test_an_origin_that_is_none_is_refused(origin: str) -> None:
    with pytest.raises(ValidationError):
        ServerSettings(embed_origins=[origin])


def test_embed_hides_what_was_not_asked_for(http: Any) -> None:
    page = http.get("/embed?panels=fit,trace,%3Cnose%3E&theme=dark&lang=zh").text
    named = set(re.findall(r'data-panel="(\w+)"', page))
    hidden = set(re.findall(r'data-panel="(\w+)" data-hidden', page))
    assert named == {*PANELS, *Assets().tab_panels}
    assert named - hidden == {"fit", "inspector", "trace"}
    assert 'data-choice="dark"' in page
    assert "&lt;nose&gt;" in page
    assert "<nose>" not in page
    assert 'lang="zh-CN"' in page
    assert "data-hidden" not in http.get("/").text


def test_links_damaged_on_their_way_lead_where_they_were_meant_to(http: Any) -> None:
    ways = {
        "/%23config=1&expression=x%2B1": "/#config=1&expression=x%2B1",
        "/%23config%3D1%26hidden%3D8": "/#config%3D1%26hidden%3D8",
        "/%23config=1?fbclid=abc": "/#config=1&fbclid=abc",
        "/?lang=zh%23config=1%26hidden=8,8": "/?lang=zh#config=1&hidden=8,8",
        "/r/AbC-_9%29.": "/r/AbC-_9",
        "/r/AbC-_9%3E": "/r/AbC-_9",
        "/r/AbC-_9%29?lang=zh": "/r/AbC-_9?lang=zh",
        "/r/AbC-_9%23lock=all": "/r/AbC-_9#lock=all",
    }
    for link, meant in ways.items():
        answer = http.get(link, follow_redirects=False)
        assert (answer.status_code, answer.headers.get("location")) == (307, meant), link


def test_a_link_to_the_whole_page_becomes_the_page_for_frames_in_a_frame(http: Any) -> None:
    ways = {
        "/": "/embed?panels=network,fit,loss,transport",
        "/r/abc?lang=zh": "/embed?panels=network,fit,loss,transport&run=abc&lang=zh",
    }
    for link, meant in ways.items():
        answer = http.get(link, headers={"Sec-Fetch-Dest": "iframe"}, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (307, meant)
        assert "Sec-Fetch-Dest" in answer.headers["vary"]
    assert "Sec-Fetch-Dest" in http.get("/").headers["vary"]
