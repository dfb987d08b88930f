"""Answers that PostgreSQL writes as JSON: no value of a row becomes a Python object, and collections need no statement.

`document` says whether the text that PostgreSQL writes for a schema is the text that pydantic would write, letter by letter;
everything of which that is not known goes through the schema. `expression` is the SQL, `reads` runs it.
"""
