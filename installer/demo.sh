#!/usr/bin/env bash
# From a fresh machine to a running demonstration: installs what is missing, builds, runs.
# Arguments go to `sauvegarde demo`.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=installer/lib.sh
. "$root/installer/lib.sh"

want_rust
want_c_compiler
want_certificates
want_postgres_server
install_wanted
check_rust

# Optimised although it takes longer to build, because the demonstration measures speed.
# Without the desktop part, which it does not use and which would take much longer.
options=(--release --locked --no-default-features --manifest-path "$root/Cargo.toml")
if [ ! -x "${CARGO_TARGET_DIR:-$root/target}/release/sauvegarde" ]; then
    say 'Building Sauvegarde, a few minutes the first time.' \
        'Construction de Sauvegarde, quelques minutes la première fois.'
fi
cargo build --bin sauvegarde "${options[@]}"
# The caller's folder stays the current one, so that paths among the arguments mean what they say.
exec cargo run --quiet --bin sauvegarde "${options[@]}" -- demo "$@"
