"""What comes before the hours: the SQL of registry, booking, plans, offers, rooms and batches."""
