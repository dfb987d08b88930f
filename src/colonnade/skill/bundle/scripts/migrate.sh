#!/bin/sh
# Migrations in the words of the documentation: each verb is one of `colonnade migrate`.
#
#   ./scripts/migrate.sh init [MODELS]     write alembic.ini and the folder of the migrations; app.models without a name
#   ./scripts/migrate.sh create "message"  write a revision of what changed in the models
#   ./scripts/migrate.sh upgrade           run what the database does not have
#   ./scripts/migrate.sh downgrade         take the last revision back
#   ./scripts/migrate.sh current           say where the database is
#   ./scripts/migrate.sh history           list the revisions
#   ./scripts/migrate.sh test              run every revision up, down and up again, on a database of its own
#
# The database is DATABASE_URL, from the environment or from .env. Further arguments are passed on: upgrade +1.
set -eu

usage() {
    sed -n '4,10s/^# *//p' "$0" >&2
    exit 2
}

[ $# -gt 0 ] || usage
verb=$1
shift
case $verb in
    init) exec colonnade migrate init --models "${1:-app.models}" ;;
    create)
        [ $# -gt 0 ] || usage
        exec colonnade migrate create "$@"
        ;;
    upgrade | downgrade | current | history | test) exec colonnade migrate "$verb" "$@" ;;
    *) usage ;;
esac
