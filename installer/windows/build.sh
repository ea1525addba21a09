#!/usr/bin/env bash
# build.sh PROGRAM DEST: the Windows installer of a built sauvegarde.exe and the sauvegarde-tray.exe
# beside it, put into the folder DEST.
# Runs wherever makensis does: Debian, or Windows itself under Git's bash. COMPRESSOR is NSIS' word
# for how its content is made small: a test has no time for the best.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=installer/lib.sh
. "$root/installer/lib.sh"

# makensis takes paths of its own system.
native() {
    if command -v cygpath >/dev/null; then cygpath --windows --absolute "$1"; else realpath "$1"; fi
}

main() {
    local program=${1:?usage: build.sh PROGRAM DEST} destination=${2:?usage: build.sh PROGRAM DEST}
    local version file
    want_command makensis nsis
    install_wanted
    mkdir -p "$destination"
    version=$(sed -n '/^\[package\]/,/^\[/s/^version = "\(.*\)"/\1/p' "$root/Cargo.toml")
    file=$destination/sauvegarde-$version-setup.exe
    rm -f "$file"
    makensis -V2 -INPUTCHARSET UTF8 "-XSetCompressor /FINAL ${COMPRESSOR:-/SOLID lzma}" "-DVERSION=$version" "-DVERSION_NUMBERS=${version%%-*}.0" \
        "-DPROGRAM=$(native "$program")" "-DSTARTER=$(native "${program%.exe}-tray.exe")" \
        "-DICON=$(native "$root/icons/sauvegarde.ico")" \
        "-DPICTURE=$(native "$root/icons/sauvegarde.png")" \
        "-DOUTPUT=$(native "$destination")/${file##*/}" "$(native "$root/installer/windows/sauvegarde.nsi")"
    (cd "$destination" && sha256sum "${file##*/}" >"${file##*/}.sha256")
    echo "$file"
}

main "$@"
