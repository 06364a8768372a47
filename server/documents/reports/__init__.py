"""What an office hands on about a whole round: the ministry's page, the recap, the covering letter."""
