"""Alembic's settings, environment and template, as text: right for SQLModel, and plain Alembic.

Nothing in them imports Colonnade, so a project can leave it and keep its migrations.
"""

from dataclasses import dataclass
from importlib.resources import files
from string import Template

_FOUND_MODELS = '''\
MODELS = ($names,)


def metadata_of_models() -> list[sa.MetaData]:
    """What the models in MODELS, and in all modules below them, say."""
    modules = [import_module(name) for name in MODELS]
    for package in tuple(modules):
        below = walk_packages(getattr(package, "__path__", ()), f"{package.__name__}.")
        modules += [import_module(found.name) for found in below]
    values = [value for module in modules for value in vars(module).values()]
    tables = [value for value in values if isinstance(value, sa.Table)]
    classes = [value for value in values if isinstance(value, type)]
    tables += [vars(cls)["__table__"] for cls in classes if "__table__" in vars(cls)]
    return list({id(table.metadata): table.metadata for table in tables}.values())

'''


@dataclass(frozen=True)
class Surroundings:
    """Where an environment finds the models and the database.

    Attributes:
        models: the models in words, for messages.
        imports, more_imports, last_imports: import statements of the standard library, where they belong.
        models_imports: what brings the models in.
        url: the expression that gives the database's URL.
        metadata: the expression that gives what the models say.
        tables: the expression that gives all tables.
        no_tables: what refuses to go on without tables.
        url_from: where the URL comes from, in words.
    """

    models: str
    imports: str
    more_imports: str
    last_imports: str
    models_imports: str
    url: str
    metadata: str
    tables: str
    no_tables: str
    url_from: str


GENERATED = Surroundings(
    models="app.models",
    imports="",
    more_imports="",
    last_imports="",
    models_imports="from app.models import metadata\nfrom app.settings import settings\n",
    url="settings.database_url.get_secret_value()",
    metadata="metadata",
    tables="metadata.tables.values()",
    no_tables=(
        "if not metadata.tables:\n"
        '    raise CommandError("app.models holds no tables; import every model in app/models/__init__.py")'
    ),
    url_from="app/settings.py",
)
"""A project that `colonnade new` made."""


def surroundings_of(models: list[str]) -> Surroundings:
    """A project with modules or packages of models, whose URL is in the environment.

    Args:
        models: their dotted names.
    """
    names = ", ".join(f'"{name}"' for name in models)
    return Surroundings(
        models=", ".join(models),
        imports="import os\n",
        more_imports="from importlib import import_module\n",
        last_imports="from pkgutil import walk_packages\n",
        models_imports=Template(_FOUND_MODELS).substitute(names=names),
        url='os.environ["DATABASE_URL"]',
        # Alembic takes the naming convention of one MetaData, and none of a list.
        metadata="models_metadata[0] if len(models_metadata) == 1 else models_metadata",
        tables="[table for one in models_metadata for table in one.tables.values()]",
        no_tables=(
            "models_metadata = metadata_of_models()\n"
            "if not models_metadata:\n"
            '    raise CommandError(f"There are no tables in {MODELS}: name the modules of the models.")\n'
            'if "DATABASE_URL" not in os.environ:\n'
            '    raise CommandError("DATABASE_URL is not set: it names the database to migrate.")'
        ),
        url_from="the environment",
    )


def environment_files(
    surroundings: Surroundings, folder: str = "migrations", path: str = ""
) -> dict[str, str]:
    """Alembic's files by their paths.

    Args:
        surroundings: where the models and the database are.
        folder: the folder of the migrations.
        path: the folder below the project from which modules are imported.
    """
    texts = {
        name: (files(__package__) / "templates" / name).read_text(encoding="utf-8")
        for name in ("alembic.ini.txt", "env.py.txt", "script.py.mako")
    }
    here = f"%(here)s/{path}" if path else "%(here)s"
    ini = (
        texts["alembic.ini.txt"]
        .replace("migrations", folder)
        .replace("app/settings.py", surroundings.url_from)
    )
    return {
        "alembic.ini": ini.replace("prepend_sys_path = %(here)s", f"prepend_sys_path = {here}"),
        f"{folder}/env.py": Template(texts["env.py.txt"]).substitute(vars(surroundings)),
        f"{folder}/script.py.mako": texts["script.py.mako"],
    }
