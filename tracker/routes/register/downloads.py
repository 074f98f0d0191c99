"""Files that are made for one answer and thrown away behind it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.responses import FileResponse

from tracker.register.exports.formats import FORMATS


def send_file(name: str, file_format: str, make: Callable[[Path], None]) -> FileResponse:
    """Answer with a file of one of the formats of exports; what was written is removed when it is sent."""
    folder = Path(tempfile.mkdtemp(prefix="tracker-export-"))
    kind = FORMATS[file_format]
    path = folder / f"{name}{kind.suffix}"
    try:
        make(path)
    except BaseException:
        shutil.rmtree(folder)
        raise
    return FileResponse(
        path,
        media_type=kind.media_type,
        filename=path.name,
        background=BackgroundTask(shutil.rmtree, folder),
    )
