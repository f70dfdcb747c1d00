"""The faults that are planted: each function takes one node of the syntax tree and gives the texts it may be spoilt to.

A fault is small enough to be overlooked by a reader and changes what the program does. What could not change anything
that a test should hold is left alone by `planting`: docstrings, annotations, assertions for the type checker, sentences
for people.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
_TWINS = {"min": "max", "max": "min", "any": "all", "all": "any"}
_LEFT_ON = {"property", "setter", "staticmethod", "classmethod", "overload", "abstractmethod", "dataclass"}
"""Decorators without which a definition is another thing altogether, and no reader would overlook it."""


def comparison(node: ast.AST) -> Iterator[str]:
    """`<` becomes `<=`, `==` becomes `!=`, `in` becomes `not in`."""
    if isinstance(node, ast.Compare):
        for at, operator in enumerate(node.ops):
            ops = [*node.ops[:at], _COMPARISONS[type(operator)](), *node.ops[at + 1 :]]
            yield _text(ast.Compare(node.left, ops, node.comparators))


def junction(node: ast.AST) -> Iterator[str]:
    """`and` becomes `or`, and each side is left out."""
    if isinstance(node, ast.BoolOp):
        yield _text(ast.BoolOp(ast.And() if isinstance(node.op, ast.Or) else ast.Or(), node.values))
        for at in range(len(node.values)):
            left = [*node.values[:at], *node.values[at + 1 :]]
            yield _text(left[0] if len(left) == 1 else ast.BoolOp(node.op, left))


def negation(node: ast.AST) -> Iterator[str]:
    """`not` is forgotten."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield _text(node.operand)


def condition(node: ast.AST) -> Iterator[str]:
    """What is asked by `if`, `while` or a comprehension is turned round, where no smaller fault does that already."""
    if isinstance(node, ast.Name | ast.Attribute | ast.Call | ast.Subscript | ast.NamedExpr | ast.BoolOp):
        yield f"(not {_text(node)})"


def arithmetic(node: ast.AST) -> Iterator[str]:
    """`+` becomes `-`, `|` becomes `&`."""
    if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC and not _joins_texts(node):
        yield _text(ast.BinOp(node.left, _ARITHMETIC[type(node.op)](), node.right))


def increment(node: ast.AST) -> Iterator[str]:
    """`+=` becomes `-=`."""
    if isinstance(node, ast.AugAssign) and type(node.op) in _ARITHMETIC:
        yield ast.unparse(ast.AugAssign(node.target, _ARITHMETIC[type(node.op)](), node.value))


def number(node: ast.AST) -> Iterator[str]:
    """One more, one less."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        yield f"({node.value + 1!r})"
        yield f"({node.value - 1!r})"


def truth(node: ast.AST) -> Iterator[str]:
    """`True` becomes `False`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield str(not node.value)


def result(node: ast.AST) -> Iterator[str]:
    """Nothing is given back, or an early return is forgotten."""
    if isinstance(node, ast.Return):
        if node.value is None:
            yield "pass"
        elif not (isinstance(node.value, ast.Constant) and (node.value.value is None or node.value.value is False)):
            yield "return None"


def argument(node: ast.AST) -> Iterator[str]:
    """A named argument is left out, where it may be: a filter asks for less, a field forgets its bound. (Left out of a
    call of our own it would mostly be a TypeError, which every test sees that comes by, and would flatter the tests.)
    `min` becomes `max`, `any` becomes `all`."""
    if not isinstance(node, ast.Call):
        return
    name = _last_name(node.func)
    if name in _FORGIVING or name.endswith("Field"):
        for at, keyword in enumerate(node.keywords):
            if keyword.arg not in _SENTENCES:
                yield _text(ast.Call(node.func, node.args, [*node.keywords[:at], *node.keywords[at + 1 :]]))
    if name in _TWINS and isinstance(node.func, ast.Name):
        yield _text(ast.Call(ast.Name(_TWINS[name]), node.args, node.keywords))


_FORGIVING = frozenset(
    {
        *("filter", "exclude", "get", "first", "create", "update", "update_or_create", "get_or_create", "bulk_create"),
        *("annotate", "aggregate", "Q", "Prefetch", "UniqueConstraint", "CheckConstraint", "Index"),
        *("render", "redirect", "HttpResponse", "FileResponse", "JsonResponse", "set_cookie"),
        *("dataclass", "sorted", "sort", "min", "max", "sum", "replace", "split", "strip", "open", "dumps"),
    }
)
_SENTENCES = {"verbose_name", "verbose_name_plural", "help_text", "label"}


def removal(node: ast.AST) -> Iterator[str]:
    """A step is left out: a call for its effect, a refusal, an assignment to a part of something."""
    if isinstance(node, ast.Raise | ast.AugAssign | ast.Delete | ast.Continue | ast.Break) or (
        (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call | ast.Await))
        or (isinstance(node, ast.Assign) and all(isinstance(t, ast.Attribute | ast.Subscript) for t in node.targets))
    ):
        yield "pass"


def key(node: ast.AST) -> Iterator[str]:
    """Another key is asked for."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
        yield repr(node.value + "_")


def decorator(node: ast.AST) -> Iterator[str]:
    """A decorator is forgotten: a permission, a transaction, a method that is demanded."""
    if _last_name(node.func if isinstance(node, ast.Call) else node) not in _LEFT_ON:
        yield "(lambda undecorated: undecorated)"


Operator = Callable[[ast.AST], Iterator[str]]
ANYWHERE: tuple[Operator, ...] = (
    comparison,
    junction,
    negation,
    arithmetic,
    increment,
    number,
    truth,
    result,
    argument,
    removal,
)
"""Those that look at every node. `condition`, `key` and `decorator` depend on where a node stands."""


def _text(node: ast.expr) -> str:
    return f"({ast.unparse(node)})"


def _last_name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _joins_texts(node: ast.BinOp) -> bool:
    return any(
        isinstance(side, ast.JoinedStr) or (isinstance(side, ast.Constant) and isinstance(side.value, str | bytes))
        for side in (node.left, node.right)
    )
