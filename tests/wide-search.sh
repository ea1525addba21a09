#!/usr/bin/env bash
# wide-search.sh [TIMES]: the tests of chance with TIMES times as much of it as in the standing suite,
# 100 unless told, and from a seed of the clock. SAUVEGARDE_TEST_SEED repeats what a run has printed.
# SAUVEGARDE_TEST_POSTGRES is where tests/get-postgres.sh put the servers; without it, values of
# chance are not sent to PostgreSQL 13 to 18.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")/.."

SAUVEGARDE_TEST_TIMES=${1:-100}
SAUVEGARDE_TEST_SEED=${SAUVEGARDE_TEST_SEED:-$(date +%s%N)}
export SAUVEGARDE_TEST_TIMES SAUVEGARDE_TEST_SEED
printf 'SAUVEGARDE_TEST_SEED=%s tests/wide-search.sh %s\n' \
    "$SAUVEGARDE_TEST_SEED" "$SAUVEGARDE_TEST_TIMES"

tests=(splitting::statements_are_cut_where_psql_cuts_them)
if [ -d "${SAUVEGARDE_TEST_POSTGRES:-}" ]; then
    tests+=(binary::values_of_chance)
else
    echo 'Not searched, without SAUVEGARDE_TEST_POSTGRES: values in binary format.'
fi

cargo test --locked --no-default-features --lib -- --nocapture \
    lexer::tests::properties:: scanner::tests::different_names scanner::tests::no_bytes \
    schedule::tests::
cargo test --locked --no-default-features --test integration -- --nocapture "${tests[@]}"
