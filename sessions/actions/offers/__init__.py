"""Times offered to regencies: made and ended, chosen from, answered with others, and given on when one becomes free."""
