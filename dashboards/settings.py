"""Settings of the window: where the API is and where the window listens."""

from __future__ import annotations

import json

from pydantic import AnyHttpUrl, Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class DashboardSettings(BaseSettings):
    """Read from environment variables that start with DASHBOARD_."""

    model_config = SettingsConfigDict(env_prefix="DASHBOARD_", frozen=True)

    api_url: AnyHttpUrl = Field(
        default=AnyHttpUrl("http://127.0.0.1:8000"), description="Address of the tracker's API"
    )
    host: str = Field(default="127.0.0.1", description="Address the window listens on")
    port: int = Field(default=8501, ge=1, le=65535, description="Port the window listens on")
    api_timeout_s: float = Field(default=20.0, gt=0, description="Longest wait for one answer of the API [s]")
    upload_limit_bytes: int = Field(
        default=100_000_000,
        ge=1_000_000,
        description="Largest file taken for the register; what TRACKER_API_UPLOAD_LIMIT_BYTES says",
    )
    trusted_proxies: tuple[str, ...] = Field(
        default=("127.0.0.1", "::1"),
        description="Addresses or networks, such as the TLS proxy's, whose X-Forwarded-For is believed "
        "(JSON list)",
    )
    finder_studies: tuple[str, ...] = Field(
        default=(),
        description="The only studies the public finder offers, in this order; empty: all that have "
        "published places (JSON list)",
    )
    secure_cookies: bool = Field(
        default=False,
        description="Send cookies over HTTPS only; turn on wherever the window is not on loopback",
    )

    @property
    def api_base(self) -> str:
        """Give the API's address without a slash at the end."""
        return str(self.api_url).rstrip("/")


def _written(value: object) -> str:
    return json.dumps(value) if isinstance(value, tuple | bool) else str(value).removesuffix("/")


def example_environment() -> str:
    """Write every setting with its default and meaning, for .env.example."""
    lines = ["", "# The window (a program of its own)."]
    defaults = DashboardSettings.model_construct()
    for name, field in DashboardSettings.model_fields.items():
        value = _written(getattr(defaults, name))
        lines += [f"# {field.description}", f"#DASHBOARD_{name.upper()}={value}"]
    return "\n".join(lines) + "\n"
