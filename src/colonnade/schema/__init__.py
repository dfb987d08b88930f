"""`MetaData` in, `MetaData` out: readers, writers, comparison and what is known beside the tables.

Every reader gives a SQLAlchemy `MetaData`; what a `MetaData` has no word for travels in its `info`
(see `colonnade.schema.info`).
"""
