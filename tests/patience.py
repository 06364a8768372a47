"""How long a test waits for an event before it gives up: long, for the machine may be busy; an event ends the wait."""

SECONDS = 90
IN_A_PAGE = 60_000  # milliseconds; two of them fit into a story's time
