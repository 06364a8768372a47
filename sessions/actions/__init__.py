"""What may be done: load, decide, save, in one transaction. Takes the database and the time."""
