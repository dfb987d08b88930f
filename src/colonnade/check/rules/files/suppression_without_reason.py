"""A comment that suppresses a finding says which one, and why.

Whoever reads the line later has to know whether the reason still holds.

Bad:

    from sqlmodel import Session, text

    def count(session: Session) -> int:
        return session.exec(text("SELECT 1")).one()  # colonnade: ignore

Fine:

    from sqlmodel import Session

    def names(session: Session) -> None:
        session.commit()  # colonnade's session commits at the end
"""

from colonnade.findings import Severity

CODE = "COL002"
SEVERITY = Severity.WARNING
