"""What a booking asks of time, rooms and people: when and where a session may be, and who is too near."""
