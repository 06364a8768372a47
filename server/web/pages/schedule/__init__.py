"""The schedule: day, week and month of what is booked, a plan's week, and a session moved to another time."""
