"""Models and their database have the same tables.

What only one of them has was changed by hand, or lacks its revision: the next statement about it fails, or the next
`create` drops it. `colonnade check --models app.models --url URL` compares the two, fact by fact: tables, columns, types,
defaults, keys, constraints and indexes. Views, triggers, functions and policies are not compared, as models have no words
for them.

The tables of the models are made in an empty database beside the other one, or on the server of `--server`, and dropped
again.
"""

CODE = "COLS503"
