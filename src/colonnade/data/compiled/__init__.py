"""Answers with a schema: statements built once, run with new parameters, their rows put straight into the schema.

A statement is built and compiled once per process for each engine and shape: model, schema, operation, form of the
conditions, sort, number of words searched for. It selects the columns of the schema and no others; no instance and no
identity map is involved. `shape` says what a schema needs, `selection` selects it, `prepared` compiles, `bracket` finds
the connection, `driver` runs, `reads` and `writes` are the operations. What does not fit here, such as a schema that reads
a property of the model, takes the way over instances (`instances`) and gives the same answer.
"""
