"""What a database says of a column and of what stands on it: indexes, keys, checks; in its own words.

Words are taken over, not made anew from what a reflection understands of them: so an index keeps its condition, its operator
classes and its order, and a foreign key all of its actions.
"""
