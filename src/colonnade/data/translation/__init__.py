"""What the drivers raise, said as errors of Colonnade: one engine event, for every session and connection."""

from colonnade.data.translation.translate import install as install
from colonnade.data.translation.translate import leaving as leaving
from colonnade.data.translation.translate import of_driver as of_driver
from colonnade.data.translation.translate import stale as stale
