"""`MetaData` -> files. One writer per artefact; each is `write(design) -> Files` and touches no disk."""
