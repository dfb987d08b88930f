"""What is known of the version of the application that runs now."""

from dataclasses import dataclass, field

from colonnade.migrate.rehearsal.load.workload import Workload
from colonnade.migrate.rehearsal.versions import Columns


@dataclass(frozen=True)
class Running:
    """What is known of the version that runs now.

    Attributes:
        columns: the columns that it uses, by table; without them, everything that is there.
        sent: what it was seen to send; without it, its load is made up.
    """

    columns: Columns = field(default_factory=dict)
    sent: Workload = field(default_factory=list)
