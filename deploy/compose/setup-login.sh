#!/usr/bin/env bash
# Runs once, when the cluster is made: the login that may make roles and databases, and is no superuser.
set -euo pipefail
psql --quiet --set=ON_ERROR_STOP=1 --set=password="$SETUP_PASSWORD" --username="$POSTGRES_USER" --dbname=postgres <<'SQL'
create role paceline_setup login createrole createdb password :'password';
SQL
