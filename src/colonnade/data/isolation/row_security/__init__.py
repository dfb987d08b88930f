"""PostgreSQL row security from the marks of the tables: policies, roles, the owner of a transaction, and their check."""
