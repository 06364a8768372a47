"""What mails that come in do, and what a human makes of those that a machine cannot be sure of."""
