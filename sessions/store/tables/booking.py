"""Rooms, offers, batches, messages, templates, calendars and webhooks."""
