"""The pages: one module a subject, with the same names as the API; the same actions below."""
