"""The towns, for the tests of this folder."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

TOWNS = Path(__file__).resolve().parent.parent / "towns.py"


@pytest.fixture(scope="session")
def towns() -> ModuleType:
    """Give the module of towns, loaded by its path: test folders are not packages."""
    if "towns" not in sys.modules:
        spec = importlib.util.spec_from_file_location("towns", TOWNS)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["towns"] = module
        spec.loader.exec_module(module)
    return sys.modules["towns"]
