"""``python -m candour.command`` is ``candour``."""

from __future__ import annotations

import sys

from candour.command.line import main

sys.exit(main())
