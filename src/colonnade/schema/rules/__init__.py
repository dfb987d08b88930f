"""Rules about schemas, one per file; the folder is the registry (see `colonnade.schema.review`)."""
