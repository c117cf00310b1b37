"""What the fields of a dataclass mean, as its source says it."""

from __future__ import annotations

import ast
from inspect import getsource
from itertools import pairwise
from textwrap import dedent
from typing import Any


def field_docs(settings: type[Any]) -> dict[str, str]:
    """The string that follows each field in the source of the dataclass, where there is one."""
    try:
        body = ast.parse(dedent(getsource(settings))).body[0]
    except (OSError, SyntaxError):
        return {}
    lines = body.body if isinstance(body, ast.ClassDef) else []
    docs = {}
    for line, following in pairwise(lines):
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name):
            match following:
                case ast.Expr(value=ast.Constant(value=str(text))):
                    docs[line.target.id] = " ".join(text.split())
    return docs
