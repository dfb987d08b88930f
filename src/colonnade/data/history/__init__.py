"""The history of rows: who changed what, written by triggers of the database and read by `Crud.history`."""
