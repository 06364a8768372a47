"""What pages look like: the files that browsers keep, and the icons."""
