"""Use cases, one file a resource; each function is one use case inside the caller's transaction."""
