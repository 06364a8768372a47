"""The names that people give their files, and those that files are handed out under."""


def safe_name(name: str) -> str:
    """The file's own name without folders and controls."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable())[:200].strip() or "file"
