"""An invitation's life: sent, answered, sent to another address or person, seen in a calendar."""
