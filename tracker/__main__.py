"""Lets `python -m tracker` do what the `tracker` command does."""

import sys

from tracker.cli import main

sys.exit(main())
