"""What happens before the two hours begin."""
