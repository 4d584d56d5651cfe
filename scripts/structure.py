"""Print how the integration is built, in numbers.

usage: .venv/bin/python scripts/structure.py [CHECKOUT]
"""

import ast
from collections.abc import Iterator
from pathlib import Path
import sys

import grimp

LONGEST_FUNCTION = 40
PACKAGE = "custom_components"


def circle(graph: grimp.ImportGraph, module: str) -> set[str]:
    """Return the modules that import each other in a circle with this one."""
    above = graph.find_upstream_modules(module)
    return {module} | (above & graph.find_downstream_modules(module))


def too_long(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines and the place of each function that has more lines than it should."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield lines, f"{path}:{node.lineno} {node.name}"


def main() -> None:
    """Look at the checkout that is named, else at the one around this script."""
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[1])
    sys.path.insert(0, str(root))
    graph = grimp.build_graph(PACKAGE, cache_dir=None)
    largest = max((circle(graph, one) for one in sorted(graph.modules)), key=len)
    sizes = {
        path: len(path.read_text(encoding="utf-8").splitlines())
        for path in (root / PACKAGE).rglob("*.py")
    }
    longest = max(sizes, key=lambda path: sizes[path])
    functions = sorted(found for path in sizes for found in too_long(path))
    top = [path for path in sizes if path.parent.parent == root / PACKAGE]
    round_about = sorted(largest) if len(largest) > 1 else []
    print(f"files at the top      {len(top)}")
    print(f"files                 {len(sizes)}")
    print(f"lines                 {sum(sizes.values())}")
    print(f"longest file          {sizes[longest]} {longest.relative_to(root)}")
    print(f"in the largest circle {len(round_about)}")
    for module in round_about:
        print(f"  {module.removeprefix(f'{PACKAGE}.')}")
    print(f"functions over {LONGEST_FUNCTION}     {len(functions)}")
    for lines, place in reversed(functions):
        print(f"  {lines} {place.removeprefix(f'{root}/')}")


if __name__ == "__main__":
    main()
