"""Asking a check or a renderer in the test's own process, and what its refusal says to people."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from candour.kernel.documents import reasons, sandbox
from candour.kernel.documents.checks import Unsafe, check
from candour.kernel.documents.limits import LIMITS, Limits


def limits(**less: Any) -> Limits:
    """The numbers in force, some of them smaller, so that a small file is beyond them."""
    return replace(LIMITS, **less)


def words_of(refused: pytest.ExceptionInfo[Unsafe]) -> str:
    """The code of a refusal, which has words for whoever sent the file and may be said by the child process."""
    code = refused.value.code
    reason = reasons.REASONS[code]
    assert str(reason.says).endswith(".")
    assert str(reason.do).endswith(".")
    assert code in sandbox._CODES
    return code


def refusal(data: bytes, extension: str = "", **less: Any) -> str:
    """The code with which this file is refused."""
    with pytest.raises(Unsafe) as refused:
        check(data, extension=extension, limits=limits(**less))
    return words_of(refused)
