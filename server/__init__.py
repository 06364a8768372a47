"""How people and time reach the sessions: commands, HTTP, pages, mail, alarms."""

import gc
import os

# Results are many small matrices: BLAS's own threads only wait for each other there (a fifth of the time without them).
# It reads this once, when numpy is first imported, which is after here.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# 700 by default: all that is loaded already would be looked through again and again while the rest is loaded.
gc.set_threshold(20_000)
