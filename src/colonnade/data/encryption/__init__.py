"""Encrypted columns: a value is sealed for its table, its column and its row, and opens nowhere else.

The rule here: a value is sealed where a statement is executed, because only there the key of its row is known, whoever
built the statement; and SELECT and RETURNING give every sealed value together with the key of the row it stands in.
"""
