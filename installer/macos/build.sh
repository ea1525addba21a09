#!/usr/bin/env bash
# build.sh PROGRAM DEST: Sauvegarde.app and a disk image of it in the folder DEST, on a Mac. Signed
# with the identity that SAUVEGARDE_SIGNING_IDENTITY names, else for this machine only; notarised
# if SAUVEGARDE_NOTARY_PROFILE names a profile that `notarytool store-credentials` has stored.
# Checked by shellcheck and its Info.plist by a parser, and never run yet: no Mac was at hand.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=installer/lib.sh
. "$root/installer/lib.sh"

make_bundle() {
    rm -rf "$bundle"
    mkdir -p "$bundle/Contents/MacOS" "$bundle/Contents/Resources"
    cp "$program" "$bundle/Contents/MacOS/sauvegarde"
    cp "$root/icons/sauvegarde.icns" "$bundle/Contents/Resources/"
    sed "s/@VERSION@/$version/" "$root/installer/macos/Info.plist" >"$bundle/Contents/Info.plist"
    plutil -lint -s "$bundle/Contents/Info.plist"
}

# The hardened runtime is what notarisation asks for.
sign() {
    codesign --force --options runtime --timestamp"${timestamp-}" --sign "$identity" "$1"
}

notarise() {
    [ -n "${SAUVEGARDE_NOTARY_PROFILE:-}" ] || return 0
    xcrun notarytool submit "$1" --keychain-profile "$SAUVEGARDE_NOTARY_PROFILE" --wait
    xcrun stapler staple "$1"
}

main() {
    local destination image
    program=${1:?usage: build.sh PROGRAM DEST}
    destination=${2:?usage: build.sh PROGRAM DEST}
    [ "$(uname -s)" = Darwin ] || refuse 'This needs a Mac.' 'Il faut un Mac.'
    version=$(sed -n '/^\[package\]/,/^\[/s/^version = "\(.*\)"/\1/p' "$root/Cargo.toml")
    identity=${SAUVEGARDE_SIGNING_IDENTITY:--}
    # An identity of this machine only has no time stamp.
    [ "$identity" != - ] || timestamp='=none'
    mkdir -p "$destination"
    destination=$(cd "$destination" && pwd)
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    bundle=$work/image/Sauvegarde.app
    make_bundle
    sign "$bundle"
    # To be dragged to the right in the window that opens.
    ln -s /Applications "$work/image/Applications"
    image=$destination/Sauvegarde-$version-$(uname -m).dmg
    hdiutil create -quiet -ov -format UDZO -volname Sauvegarde -srcfolder "$work/image" "$image"
    sign "$image"
    notarise "$image"
    (cd "$destination" && shasum -a 256 "${image##*/}" >"${image##*/}.sha256")
    echo "$image"
}

main "$@"
