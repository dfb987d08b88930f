"""SQLite's batches, and MariaDB and MySQL."""
