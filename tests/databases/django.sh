# shellcheck shell=bash disable=SC2034,SC2154 # What is shared with the scripts that source this.
# The Django project of tests/real-databases.sh, as its owner runs it: an .env file with the address
# and a password, migrations, rows, and a login that is no superuser.
# Sourced, never run; after tests/databases/lib.sh.

django_folder=$databases_folder/django
# Set by fetch_django.
django_python=''

want_django() {
    python3 -c 'import ensurepip, venv' 2>/dev/null ||
        want "Python's virtual environments" 'les environnements virtuels de Python' python3-venv
}

# fetch_django CACHE: Django and psycopg in a virtual environment there, made anew when the versions
# change. pip itself refuses a package with another hash than requirements.txt has.
fetch_django() {
    local folder=$1/django sum
    django_python=$folder/bin/python
    sum=$(sha256sum <"$django_folder/requirements.txt")
    if "$django_python" -c 'import django, psycopg' 2>/dev/null && [ "$(cat "$folder/sum" 2>/dev/null)" = "$sum" ]; then
        return 0
    fi
    rm -rf "$folder"
    { python3 -m venv "$folder" && "$folder/bin/pip" install --quiet --disable-pip-version-check \
        --only-binary=:all: --require-hashes --requirement "$django_folder/requirements.txt"; } ||
        refuse 'Django could not be fetched from PyPI.' "Django n'a pas pu être téléchargé depuis PyPI."
    echo "$sum" >"$folder/sum"
}

# manage COMMAND…: in the project's copy, with its .env and nothing else of this environment.
manage() {
    (cd "$work/django" && env -u DATABASE_URL PYTHONDONTWRITEBYTECODE=1 PYTHONHASHSEED=0 \
        "$django_python" manage.py "$@") >"$work/manage.out" 2>"$work/manage.log" || {
        reason="manage.py $1: $(cat "$work/manage.log" "$work/manage.out" | tail -n 1)"
        return 1
    }
}

# use_database NAME: as the project's .env names it.
use_database() {
    printf 'DEBUG=0\nDATABASE_URL="postgresql://ecole:p%%40ss%%2Fmot@127.0.0.1:%s/%s"\n' "$port" "$1" \
        >"$work/django/.env"
}

# The server asks this login for its password.
make_django() {
    cp -r "$django_folder" "$work/django"
    sed -i '1i host all ecole 127.0.0.1/32 scram-sha-256' "$work/server/data/pg_hba.conf"
    sql postgres --command="create role ecole login createdb password 'p@ss/mot'" \
        --command='create database ecole owner ecole template template0' \
        --command='select pg_reload_conf()' >/dev/null
    use_database ecole
    manage migrate && manage fill && manage facts && cp "$work/manage.out" "$work/facts.before"
}

# By its own settings, that is the .env file: `config import` reads the address and the password.
back_up_django() {
    mkdir "$work/backups/django"
    done_by sauvegarde config import "$work/django/.env" &&
        done_by sauvegarde backup --dir "$work/backups/django" &&
        done_by sauvegarde restore latest --dir "$work/backups/django" --into ecole_retrouvee
}

# What is dumped is compared first, because the project's questions use up keys.
check_django() {
    same_database ecole ecole_retrouvee || return 1
    use_database ecole_retrouvee
    manage check --database default --fail-level WARNING && manage migrate --check &&
        manage makemigrations --check --dry-run && manage facts || return 1
    diff "$work/facts.before" "$work/manage.out" >"$work/facts.diff" ||
        { reason="it finds something else: $(head -n 4 "$work/facts.diff" | cut -c1-200 | paste -s -d '|')" && return 1; }
    note+="${note:+, }$(wc -l <"$work/manage.out") facts, $(grep -c '^rows of' "$work/manage.out") models"
}

django_database() {
    make_django && back_up_django && check_django
}
