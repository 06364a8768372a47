"""What a programme is judged by, as pages: the rubric's editor."""
