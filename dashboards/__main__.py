"""`python -m dashboards`: serve the window; with `--settings`, print every setting instead."""

from __future__ import annotations

import argparse
import sys

import uvicorn

from dashboards.server import create_app
from dashboards.settings import DashboardSettings, example_environment


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m dashboards", description="Serve the window.")
    parser.add_argument("--settings", action="store_true", help="print every setting and stop")
    if parser.parse_args().settings:
        sys.stdout.write(example_environment())
        return
    settings = DashboardSettings()
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        forwarded_allow_ips=list(settings.trusted_proxies),
    )


if __name__ == "__main__":
    main()
