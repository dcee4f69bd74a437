"""Saved runs over HTTP: the API for programs and the page for people."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import ServerSettings
from app.storage.errors import StorageFullError
from tests.storage.conftest import trained_result, url_of

if TYPE_CHECKING:
    from pathlib import Path

PROBLEM = "application/problem+json"
HOSTILE = '"><script>alert(1)</script>\u202e'


def saved(http: Any, **fields: Any) -> dict[str, Any]:
    answer = http.post("/api/runs", json={**trained_result(), **fields})
    assert answer.status_code == 201, answer.text
    receipt: dict[str, Any] = answer.json()
    return receipt


def test_a_run_is_saved_read_and_deleted(http: Any) -> None:
    result = trained_result(steps=30)
    answer = http.post("/api/runs", json={"title": " My\nrun ", **result})
    receipt = answer.json()
    assert (answer.status_code, receipt.keys()) == (201, {"id", "url", "secret", "expires"})
    assert answer.headers["location"] == f"/api/runs/{receipt['id']}"
    assert receipt["url"] == f"/r/{receipt['id']}"
    run = http.get(f"/api/runs/{receipt['id']}").json()
    assert run.keys() == {
        "id", "title", "config", "layers", "step", "losses", "stopped", "exact", "created", "expires",
    }  # fmt: skip
    assert (run["title"], run["exact"], run["stopped"], run["expires"]) == ("My run", False, None, receipt["expires"])
    assert (run["config"], run["layers"], run["step"]) == (result["config"], result["layers"], 30)
    assert run["losses"] == {"step": list(range(30)), "train": result["losses"]["train"], "validation": None}
    path = f"/api/runs/{receipt['id']}"
    assert http.delete(path).status_code == 401
    assert http.delete(path, headers={"Authorization": "Bearer wrong"}).status_code == 403
    assert http.get(path).status_code == 200
    assert http.delete(path, headers={"Authorization": f"Bearer {receipt['secret']}"}).status_code == 204
    for gone in (http.get(path), http.delete(path, headers={"Authorization": f"Bearer {receipt['secret']}"})):
        assert (gone.status_code, gone.headers["content-type"]) == (404, PROBLEM)


def test_long_losses_are_decimated_and_gaps_stay_gaps(http: Any) -> None:
    count = 3000
    losses = {"train": [1 / (i + 1) for i in range(count)], "validation": [None] * 10 + [0.5] * (count - 10)}
    receipt = saved(http, losses=losses)
    kept = http.get(f"/api/runs/{receipt['id']}").json()["losses"]
    assert 200 < len(kept["step"]) <= 500
    assert kept["step"] == sorted(kept["step"])
    assert kept["train"][0] == 1.0
    assert kept["validation"][0] is None
    assert kept["validation"][-1] == 0.5


def test_an_answer_is_asked_for_again_but_not_sent_again(http: Any) -> None:
    path = f"/api/runs/{saved(http)['id']}"
    first = http.get(path)
    assert first.headers["cache-control"] == "no-cache"
    again = http.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    etag = first.headers["etag"]
    for known in (f'"other", {etag}', etag.removeprefix("W/"), "*", f'  {etag} , "a,b"'):
        assert http.get(path, headers={"If-None-Match": known}).status_code == 304, known
    for other in ('"other"', etag[:-1] + '-later"', f'"x{etag}"', '"W/*"'):
        assert http.get(path, headers={"If-None-Match": other}).status_code == 200, other


def test_a_saved_run_is_taken_away_as_it_stands(http: Any) -> None:
    receipt = saved(http, title="Mine")
    path = f"/api/runs/{receipt['id']}/export"
    taken = http.get(path, params={"format": "json"})
    assert (taken.status_code, taken.headers["content-disposition"][:10]) == (200, "attachment")
    assert taken.json()["layers"] == trained_result()["layers"]
    assert http.get(path, params={"format": "numpy"}).text.startswith(('"""', "#"))
    for query in ({"format": "exe"}, {}):
        assert (http.get(path, params=query).status_code, http.get(path).headers["content-type"]) == (422, PROBLEM)
    assert http.get("/api/runs/xxxxxxxxxxxxxxxx/export?format=json").status_code == 404


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": 3}, "title"),
        ({"title": "x" * 121}, "title"),
        ({"layers": []}, "layers"),
        ({"layers": [{"weights": [[1]], "biases": [1]}]}, "layers"),
        ({"layers": [{"weights": [[1]], "biases": [1], "bias": [1]}]}, "layers"),
        ({"config": None}, "config"),
        ({"config": "{}"}, "config"),
        ({"config": {"seed": -1}}, "config.seed"),
        ({"config": {"network": {"hiden": [3]}}}, "config.network.hiden"),
        ({"surprise": 1}, "surprise"),
        ({"step": -1}, "step"),
        ({"step": 2**53}, "step"),
        ({"stopped": "tired"}, "stopped"),
        ({"losses": {"train": "many"}}, "losses.train"),
        ({"losses": {"train": [1, 2], "step": [0]}}, "losses"),
        ({"losses": {"train": [1, 2], "step": [5, 4]}}, "losses"),
        ({"losses": {"train": [1], "step": [1e999]}}, "losses"),
        ({"losses": {"train": [1, 2], "validation": [1]}}, "losses"),
    ],
)
def test_a_bad_field_is_named(http: Any, change: dict[str, Any], field: str) -> None:
    body = json.dumps({**trained_result(), **change})
    answer = http.post("/api/runs", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("body", [b"", b"nonsense", b"[]", b"3", b"\xff", b"[" * 50_000, b'{"a": 1'])
def test_what_is_no_run_is_told(http: Any, body: bytes) -> None:
    answer = http.post("/api/runs", content=body)
    assert (answer.status_code, answer.headers["content-type"]) == (422, PROBLEM)


def test_numbers_that_are_not_finite_become_gaps(http: Any) -> None:
    receipt = saved(http)
    body = json.dumps({**trained_result(), "losses": {"train": [1.0, float("nan"), float("inf")]}})
    receipt = http.post("/api/runs", content=body).json()
    assert http.get(f"/api/runs/{receipt['id']}").json()["losses"]["train"] == [1.0, None, None]


def test_a_body_that_is_too_long_is_refused(http: Any) -> None:
    answer = http.post("/api/runs", content=b" " * 100_001)
    assert (answer.status_code, answer.headers["content-type"]) == (413, PROBLEM)


def test_pages_of_other_origins_cannot_save_here(http: Any) -> None:
    answer = http.post("/api/runs", json=trained_result(), headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 403
    assert http.post("/api/runs", json=trained_result(), headers={"Origin": "http://testserver"}).status_code == 201


def test_the_page_of_a_run_names_it_escaped(http: Any) -> None:
    receipt = saved(http, title=HOSTILE)
    page = http.get(receipt["url"], headers={"Accept-Language": "zh"})
    assert f'data-run="{receipt["id"]}"' in page.text
    assert '<html lang="zh-CN"' in page.text
    title = re.search("<title>(.*?)</title>", page.text)
    assert title
    assert title[1] == "&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt; · Piecewise"
    assert "unsafe" not in page.headers["content-security-policy"]
    assert page.headers["x-robots-tag"] == "noindex"
    assert http.get(f"/api/runs/{receipt['id']}").json()["title"] == '"><script>alert(1)</script>'
    assert "data-run" not in http.get("/").text
    untitled = http.get(saved(http)["url"] + "?lang=en").text
    assert "<title>Piecewise: see" in untitled


@pytest.mark.parametrize("run_id", ["x", "x" * 16, "%3Cscript%3E", "x%00y", "é"])
def test_an_unknown_run_has_a_page_that_leads_on(http: Any, run_id: str) -> None:
    english, chinese = http.get(f"/r/{run_id}?lang=en"), http.get(f"/r/{run_id}?lang=zh")
    assert english.status_code == chinese.status_code == 404
    assert "This saved run cannot be found" in english.text
    assert "找不到这份存档" in chinese.text
    assert 'href="/?lang=en"' in english.text
    assert "script>alert" not in english.text
    assert http.get(f"/api/runs/{run_id}").status_code == 404


def test_without_its_database_the_server_lives_and_says_so(tmp_path: Path) -> None:
    settings = ServerSettings(database_url=url_of(tmp_path / "later" / "runs.db"))
    with TestClient(create_app(settings)) as http:
        assert http.get("/").status_code == 200
        assert http.get("/api/schema").json()["limits"]["saving"] is True
        for answer in (http.post("/api/runs", json=trained_result()), http.get("/api/runs/" + "x" * 16)):
            assert (answer.status_code, answer.headers["content-type"]) == (503, PROBLEM)
        page = http.get("/r/" + "x" * 16 + "?lang=en")
        assert page.status_code == 503
        assert "cannot be reached right now" in page.text
        (tmp_path / "later").mkdir()
        assert http.get(saved(http)["url"]).status_code == 200


def test_a_server_that_keeps_no_runs_says_so() -> None:
    with TestClient(create_app(ServerSettings(database_url=""))) as http:
        assert http.get("/api/schema").json()["limits"]["saving"] is False
        answer = http.post("/api/runs", json=trained_result())
        assert (answer.status_code, answer.json()["detail"]) == (503, "this server keeps no runs")


def test_a_quota_that_is_reached_says_when_to_try_again(tmp_path: Path) -> None:
    settings = ServerSettings(database_url=url_of(tmp_path / "runs.db"), saves_per_hour=1)
    with TestClient(create_app(settings)) as http:
        saved(http)
        answer = http.post("/api/runs", json=trained_result())
        assert (answer.status_code, answer.headers["content-type"]) == (429, PROBLEM)
        assert 0 < int(answer.headers["retry-after"]) <= 3600


def test_a_full_disk_is_told(http: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def full(*_arguments: Any) -> None:
        raise StorageFullError

    monkeypatch.setattr(http.app.state.runs, "save", full)
    answer = http.post("/api/runs", json=trained_result())
    assert (answer.status_code, answer.headers["content-type"]) == (507, PROBLEM)
    assert "disk is full" in answer.json()["detail"]


def test_the_openapi_document_describes_it(http: Any) -> None:
    paths = http.get("/openapi.json").json()["paths"]
    assert {"post"} == paths["/api/runs"].keys()
    assert "get" in paths["/api/runs/{run_id}/export"]
    assert {"get", "delete"} == paths["/api/runs/{run_id}"].keys()
    assert {"429", "503", "507"} <= paths["/api/runs"]["post"]["responses"].keys()
