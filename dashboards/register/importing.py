"""Imports over HTTP: a file in, its preview, and what a person does with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from dashboards.client import NOTHING_YET, ApiClient
from dashboards.register.import_models import (
    ImportRead,
    ImportRows,
    InspectionRead,
    MappingRead,
    PublicationRead,
)

# A large workbook is read, mapped and located before the answer comes.
LONGEST_WAIT_S: Final = 600.0


class ImportApi:
    """What people of a study do with files."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    def send_file(
        self, slug: str, name: str, content: bytes, options: Mapping[str, str]
    ) -> tuple[ImportRead, str]:
        """Send a file and read its preview; nothing enters the register yet."""
        answer = self._api.send(
            "POST",
            f"/studies/{slug}/register/imports",
            body={key: value for key, value in options.items() if value},
            file=(name, content),
            timeout_s=LONGEST_WAIT_S,
        )
        return ImportRead.model_validate_json(answer.content), answer.headers.get("etag", "")

    def inspect_file(
        self, slug: str, name: str, content: bytes, options: Mapping[str, str]
    ) -> InspectionRead:
        """Have a file looked at: its columns, what they may mean, and where its places may lie."""
        answer = self._api.send(
            "POST",
            f"/studies/{slug}/register/inspections",
            body={key: value for key, value in options.items() if value},
            file=(name, content),
            timeout_s=LONGEST_WAIT_S,
        )
        return InspectionRead.model_validate_json(answer.content)

    def list_imports(self, slug: str) -> list[ImportRead]:
        """List the imports of a study, newest first."""
        return self._api.read_list(ImportRead, f"/studies/{slug}/register/imports")

    def get_import(self, import_id: str, *, language: str) -> ImportRead:
        """Read one import, with what its reading told in a language."""
        return self._api.read(ImportRead, f"/register/imports/{import_id}", language=language)

    def list_rows(
        self, import_id: str, *, outcome: str | None, cursor: str | None, limit: int, language: str
    ) -> ImportRows:
        """Read some rows of an import, of one outcome or of all."""
        path = f"/register/imports/{import_id}/rows"
        return self._api.read(
            ImportRows, path, outcome=outcome, cursor=cursor, limit=limit, language=language
        )

    def take(self, item: ImportRead, step: str) -> ImportRead:
        """Commit, undo or discard an import, if it is still as the person saw it."""
        answer = self._api.send(
            "POST",
            f"/register/imports/{item.id}/{step}",
            etag=f'"{item.version}"',
            timeout_s=LONGEST_WAIT_S,
        )
        return ImportRead.model_validate_json(answer.content)

    def publish(self, item: ImportRead, reason: str) -> PublicationRead:
        """Publish the places of an import that nobody must look at first."""
        path = f"/studies/{item.study}/register/publications"
        return self._api.write(PublicationRead, "POST", path, {"import_id": item.id, "reason": reason})

    def get_report(self, import_id: str, language: str) -> bytes:
        """Read the report of an import as a workbook."""
        path = f"/register/imports/{import_id}/report"
        return self._api.send("GET", path, params={"language": language}).content

    def save_mapping(self, slug: str, key: str, body: Mapping[str, Any]) -> MappingRead:
        """Save how a source's columns are read, in place of what was saved under the name."""
        path = f"/studies/{slug}/register/mappings/{key}"
        version = next((known.version for known in self.list_mappings(slug) if known.key == key), None)
        etag = NOTHING_YET if version is None else f'"{version}"'
        return self._api.write(MappingRead, "PUT", path, {"body": body}, etag)

    def list_mappings(self, slug: str) -> list[MappingRead]:
        """List the mappings a study may use."""
        return self._api.read_list(MappingRead, f"/studies/{slug}/register/mappings")
