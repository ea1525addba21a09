#!/usr/bin/env bash
# build.sh [--program FILE] DEST: a Debian package with everything that belongs to the program, put
# into the folder DEST. Without --program it is built first, as users shall have it, and may not be
# larger than they shall have it; a given one may be a test's. Made by dpkg's own tools, because a
# package of one program and a few files needs no more, and nothing has to be compiled for it.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=installer/lib.sh
. "$root/installer/lib.sh"

# Loaded when the tray starts, so that dpkg-shlibdeps does not see them.
dlopened='dbus, libfontconfig1, libx11-6, libx11-xcb1, libxcb1, libxcursor1, libxi6, libxkbcommon0, libxkbcommon-x11-0'
maintainer='Sauvegarde authors <sauvegarde@users.noreply.github.com>'

install_needs() {
    want_command dpkg-shlibdeps dpkg-dev
    want_command fakeroot fakeroot
    want_command strip binutils
    install_wanted
}

build_program() {
    want_rust
    want_c_compiler
    want_certificates
    install_wanted
    check_rust
    # The windows and the command line need no speed, which the library has. Addresses that are
    # filled in at the start take next to nothing so packed; every C library from Debian 12 on reads them.
    cargo rustc --profile shipped --locked --bin sauvegarde --manifest-path "$root/Cargo.toml" \
        -- -C opt-level=z -C link-arg=-Wl,-z,pack-relative-relocs
    program=${CARGO_TARGET_DIR:-$root/target}/shipped/sauvegarde
}

# page LANGUAGE COMMAND… into the tree's manual.
manual() {
    local language=$1 folder=$tree/usr/share/man/man1 name
    [ "$language" = en ] || folder=$tree/usr/share/man/$language/man1
    mkdir -p "$folder"
    shift
    for name in '' "$@"; do
        "$program" --lang "$language" man ${name:+"$name"} |
            gzip -9n >"$folder/sauvegarde${name:+-$name}.1.gz"
    done
}

# The commands that have a page, as the completion script knows them.
commands() {
    "$program" --lang en --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'
}

# debian_changelog VERSION: of the package; the program's own stands beside it.
debian_changelog() {
    local date
    date=$(LC_ALL=C date --utc --rfc-email --date="@${SOURCE_DATE_EPOCH:-$(date +%s)}")
    printf 'sauvegarde (%s) unstable; urgency=medium\n\n' "$1"
    printf '  * What changes for users is in changelog.gz.\n\n -- %s  %s\n' "$maintainer" "$date"
}

# fill_tree VERSION
fill_tree() {
    local share=$tree/usr/share words
    install -D --mode=755 "$program" "$tree/usr/bin/sauvegarde"
    strip --remove-section=.comment --remove-section=.note "$tree/usr/bin/sauvegarde"
    install -D --mode=644 "$root/installer/debian/sauvegarde.desktop" -t "$share/applications"
    install -D --mode=644 "$root/icons/sauvegarde.svg" -t "$share/icons/hicolor/scalable/apps"
    mapfile -t words < <(commands)
    manual en "${words[@]}"
    manual fr "${words[@]}"
    mkdir -p "$share/bash-completion/completions" "$share/zsh/vendor-completions" \
        "$share/fish/vendor_completions.d"
    "$program" completions bash >"$share/bash-completion/completions/sauvegarde"
    "$program" completions zsh >"$share/zsh/vendor-completions/_sauvegarde"
    "$program" completions fish >"$share/fish/vendor_completions.d/sauvegarde.fish"
    install -D --mode=644 "$root/installer/debian/copyright" -t "$share/doc/sauvegarde"
    gzip -9nc "$root/CHANGELOG.md" >"$share/doc/sauvegarde/changelog.gz"
    debian_changelog "$1" | gzip -9n >"$share/doc/sauvegarde/changelog.Debian.gz"
    chmod -R u=rwX,go=rX "$tree/usr"
}

# The C library's and its like, with the versions that the program needs.
shared_libraries() {
    local work=$tree/../shlibdeps
    mkdir -p "$work/debian"
    printf 'Source: sauvegarde\n\nPackage: sauvegarde\nArchitecture: any\n' >"$work/debian/control"
    (cd "$work" && dpkg-shlibdeps -O "$tree/usr/bin/sauvegarde" 2>/dev/null) |
        sed -n 's/^shlibs:Depends=//p'
}

write_control() {
    local version=$1 architecture=$2
    mkdir -p "$tree/DEBIAN"
    cat >"$tree/DEBIAN/control" <<END
Package: sauvegarde
Version: $version
Architecture: $architecture
Maintainer: $maintainer
Installed-Size: $(du -k --summarize "$tree/usr" | cut -f1)
Depends: $(shared_libraries), $dlopened
Recommends: postgresql-client
Section: database
Priority: optional
Description: PostgreSQL backups that are checked before they count
 Sauvegarde keeps a PostgreSQL database safe: dumped, compressed, hashed and
 read back in one pass, by a key anywhere on the desktop, from the tray, or
 from the command line.
 .
 A backup can be restored beside the live database or in its place, which is
 exchanged in one moment and can be brought back. Any gunzip and psql can
 restore a backup without this program.
END
    (cd "$tree" && find usr -type f -print0 | sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
    chmod 755 "$tree/DEBIAN"
    chmod 644 "$tree/DEBIAN"/*
    install --mode=755 "$root/installer/debian/prerm" -t "$tree/DEBIAN"
}

main() {
    local destination work version architecture file is_ours=no
    program=''
    if [ "${1:-}" = --program ]; then
        program=$(realpath "$2")
        shift 2
    fi
    destination=${1:?usage: build.sh [--program FILE] DEST}
    umask 022
    install_needs
    if [ -z "$program" ]; then
        is_ours=yes
        build_program
    fi
    version=$(sed -n '/^\[package\]/,/^\[/s/^version = "\(.*\)"/\1/p' "$root/Cargo.toml")-1
    architecture=$(dpkg --print-architecture)
    mkdir -p "$destination"
    work=$(mktemp -d)
    # shellcheck disable=SC2064 # Now, while the variable is there.
    trap "rm -rf '$work'" EXIT
    tree=$work/tree
    mkdir "$tree"
    fill_tree "$version"
    [ "$is_ours" = no ] || check_size "$tree/usr"
    write_control "$version" "$architecture"
    file=$destination/sauvegarde_${version}_$architecture.deb
    fakeroot dpkg-deb -Zxz --build "$tree" "$file" >/dev/null
    (cd "$destination" && sha256sum "${file##*/}" >"${file##*/}.sha256")
    echo "$file"
}

main "$@"
