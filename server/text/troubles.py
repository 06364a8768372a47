"""What does not work, in words: the same above the pages and in mails."""

from server.text.languages import N_, translator

PARTS = {
    "outbox": N_("Surel tidak dapat dikirim: %(reason)s"),
    "inbox": N_("Kotak surel tidak dapat dibaca: %(reason)s"),
    "backup": N_("Cadangan harian gagal: %(reason)s"),
    "disk": N_("Disk server hampir penuh atau tidak dapat ditulisi (%(reason)s): yang baru tidak dapat disimpan."),
}
WORKING = {
    "outbox": N_("Surel dapat dikirim lagi."),
    "inbox": N_("Kotak surel dapat dibaca lagi."),
    "backup": N_("Cadangan harian dibuat lagi."),
    "disk": N_("Disk server dapat ditulisi lagi."),
}


def told(part: str, reason: str, language: str) -> str:
    """That the part does not work, and why."""
    return translator(language)(PARTS[part]) % {"reason": reason}


def told_over(part: str, language: str) -> str:
    """That it works again."""
    return translator(language)(WORKING[part])
