"""Where a process of Sidang begins: `sidang` and `python -m server`."""

import gc
import sys

gc.disable()  # what is loaded at the start stays: the collector would walk through it for a fifth of a second in all
from server.command_line import main  # noqa: E402

gc.freeze()
gc.enable()

if __name__ == "__main__":
    sys.exit(main())
