"""What happens while a session runs."""
