"""A file that cannot be read as Python is not checked.

Nothing is known about what is in it, so a run that passed it over in silence would promise too much. A file without a word of
what the rules look for is not read as Python, and not reported.

Bad:

    from sqlmodel import SQLModel

    class Task(SQLModel, table=True)
        id: int

Fine:

    from sqlmodel import SQLModel
"""

CODE = "COL001"
