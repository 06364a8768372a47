"""Pure, frozen values that decide; the time is passed in. No database, no HTTP, no clock."""
