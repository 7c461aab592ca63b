"""`python -m beholden.cli`: the command line without its script."""

from __future__ import annotations

import sys

from beholden.cli import main

sys.exit(main())
