"""The API of what is done after the close."""
