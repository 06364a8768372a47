"""The shapes of what goes out, as pydantic models by subject: the OpenAPI document's answers are made of these, and
the tests hold every answer against its own. More fields may come; what stands here stays."""
