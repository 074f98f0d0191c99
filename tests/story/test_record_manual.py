"""The record's manual tells the truth: every line of its shell blocks runs, and its tables are current."""

from __future__ import annotations

import io
import json
import re
import shlex
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.story.telling import StoryClock
from tracker.cli import main
from tracker.services.record.manual import api_page
from tracker.settings import DatabaseSettings

PAGES = Path("docs", "record")
PASSWORD = "a long pass phrase"


class Shell:
    """Runs what the manual writes: `tracker`, `curl` with few options, and variables."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.variables = {"API": "/api/v1"}
        self.client.cookies.clear()  # curl keeps none
        self.expected = range(200, 300)
        self.calls_count = 0

    def run(self, line: str) -> None:
        """Run one line."""
        refusal = re.fullmatch(r"# refused: (\d+)", line)
        kept = re.fullmatch(r"""(\w+)="?(.*?)\$\((curl .*) \| jq -r (.+)\)"?""", line)
        if refusal:
            self.expected = range(int(refusal[1]), int(refusal[1]) + 1)
        elif kept:
            found = pick(self.curl(kept[3]), kept[4].strip("'"))
            self.variables[kept[1]] = kept[2] + found
        elif line.startswith("curl "):
            self.curl(line)
        elif line.startswith("tracker "):
            assert main(shlex.split(line)[1:]) == 0, line
        else:
            assert line.startswith("API="), f"the test knows no such line: {line}"

    def curl(self, line: str) -> object:
        """Send a request, and see that it is answered as the page says."""
        for name, value in self.variables.items():
            line = re.sub(rf"\${name}\b", lambda _, value=value: value, line)  # type: ignore[misc]
        words = [word for word in shlex.split(line)[1:] if word != "-s"]
        url, headers, method, body = words.pop(0), {}, None, None
        while words:
            option, value = words.pop(0), words.pop(0)
            if option == "-H":
                headers[value.partition(": ")[0]] = value.partition(": ")[2]
            elif option == "-X":
                method = value
            else:
                assert option == "--json", option
                body = json.loads(value)
        answer = self.client.request(
            method or ("GET" if body is None else "POST"), url, headers=headers, json=body
        )
        assert answer.status_code in self.expected, f"{line}\n{answer.text}"
        self.client.cookies.clear()  # curl keeps none
        self.expected = range(200, 300)
        self.calls_count += 1
        return answer.json()


def pick(answer: object, query: str) -> str:
    """Pick out what the manual's two queries of jq pick out."""
    assert isinstance(answer, dict)
    if query == ".token":
        return str(answer["token"])
    wanted = re.fullmatch(r'\.items\[\] \| select\(\.key == "(\w+)"\) \| \.id', query)
    assert wanted, query
    (found,) = (item["id"] for item in answer["items"] if item["key"] == wanted[1])
    return str(found)


def test_every_line_of_the_manual_does_what_the_manual_says(
    app: FastAPI,
    clock: StoryClock,
    database_settings: DatabaseSettings,
    repository: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock.turn_to("2025-07-01")
    monkeypatch.setenv("TRACKER_DATABASE_URL", database_settings.url.get_secret_value())
    text = (repository / PAGES / "README.md").read_text()
    lines = [
        line
        for block in re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        for line in block.splitlines()
    ]
    shell = Shell(TestClient(app, raise_server_exceptions=False))
    for line in lines:
        monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))
        shell.run(line)
    assert shell.calls_count == sum("curl " in line for line in lines) > 50
    line = shell.client.get(
        "/api/v1/engagements/lima/lineage",
        headers={"Authorization": shell.variables["MANAGER"].partition(": ")[2]},
    ).json()
    assert [pilot["state"] for pilot in line["pilots"]] == ["running"]


def test_the_page_of_the_api_is_current(repository: Path) -> None:
    assert (repository / PAGES / "api.md").read_text() == api_page()
