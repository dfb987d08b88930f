"""Operations for revisions, one kind of object per module. Importing a module registers its operations with Alembic."""
