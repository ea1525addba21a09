#!/usr/bin/env bash
# windows.sh CACHE STEP…: what can be checked of Windows and macOS on Debian. The program is built
# with mingw and run under Wine; for macOS it is compiled as far as the linker. What takes long to
# make stays in the folder CACHE: the standard libraries, compiled crates, Wine's Windows and
# PostgreSQL's own Windows programs.
# Steps, each of which needs the ones before it: needs std lint build unit integration installer;
# macos needs the first two only.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
# shellcheck source=installer/lib.sh
. installer/lib.sh

windows=x86_64-pc-windows-gnu
macos=aarch64-apple-darwin
# Of the program, besides the usual ones.
features=(--features starter)
# Of PostgreSQL, in tests/get-postgres.sh.
major=15

# Debian's compiler, whatever else is in PATH: Debian has the standard library's source beside it.
debian() {
    env PATH="/usr/bin:$PATH" RUSTC=/usr/bin/rustc RUSTDOC=/usr/bin/rustdoc \
        CARGO_TARGET_DIR="$compiled/target" \
        CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUSTFLAGS="--sysroot=$compiled/std" \
        CARGO_TARGET_X86_64_PC_WINDOWS_GNU_RUNNER=wine \
        CARGO_TARGET_AARCH64_APPLE_DARWIN_RUSTFLAGS="--sysroot=$compiled/std" \
        CC_aarch64_apple_darwin=true AR_aarch64_apple_darwin=true \
        "$@"
}

library_source() {
    local sysroot
    sysroot=$(/usr/bin/rustc --print sysroot 2>/dev/null) &&
        [ -e "$sysroot/lib/rustlib/src/rust/library/Cargo.lock" ]
}

install_needs() {
    local suffix=''
    if ! { version_is_enough "$(tool_version /usr/bin/rustc)" && library_source &&
        [ -x /usr/bin/cargo ] && [ -x /usr/bin/cargo-clippy ]; }; then
        if can_install; then
            apt_update_once
            suffix=$(apt_rust_suffix) || refuse_rust
            refuse_to_replace_rust "$suffix"
        fi
        if [ "$suffix" = -web ]; then
            want "Debian's Rust with its source" 'Rust de Debian avec sa source' \
                rustc-web cargo-web rust-web-src rust-web-clippy
        else
            want "Debian's Rust with its source" 'Rust de Debian avec sa source' \
                rustc cargo rust-src rust-clippy
        fi
    fi
    want_command x86_64-w64-mingw32-gcc gcc-mingw-w64-x86-64-win32
    want_command wine wine
    [ -x /usr/lib/wine/wine64 ] || want wine64 wine64 wine64
    want_command Xvfb xvfb
    want_command xdotool xdotool
    want_c_compiler
    want_certificates
    install_wanted
    want_command makensis nsis
    tests/get-postgres.sh "$cache" "$major-windows"
    make_wine_prefix
}

# Wine's Windows, made once for each version of Wine.
make_wine_prefix() {
    local version dll=drive_c/windows/system32/bcryptprimitives.dll
    version=$(wine --version)
    if [ "$(cat "$WINEPREFIX/wine-version" 2>/dev/null)" = "$version" ]; then return 0; fi
    rm -rf "$WINEPREFIX"
    wine wineboot --init
    wineserver --wait
    [ -e "$WINEPREFIX/$dll" ] || x86_64-w64-mingw32-gcc -shared -O2 -s -o "$WINEPREFIX/$dll" \
        tests/windows/bcryptprimitives.c -ladvapi32
    echo "$version" >"$WINEPREFIX/wine-version"
}

# The standard library for a target that Debian has no package of; cargo makes it from source
# below a crate with nothing in it.
make_std() {
    local target=$1 verb=$2 ending=$3 folder work
    folder=$compiled/std/lib/rustlib/$target/lib
    if [ -d "$folder" ]; then return 0; fi
    work=$(mktemp -d "$compiled/std-build.XXXXXX")
    mkdir "$work/src" "$work/lib"
    : >"$work/src/lib.rs"
    printf '[package]\nname = "nothing"\nedition = "2024"\n[workspace]\n' >"$work/Cargo.toml"
    (cd "$work" && debian env RUSTC_BOOTSTRAP=1 CARGO_TARGET_DIR="$work/target" RUSTFLAGS= \
        /usr/bin/cargo "$verb" --quiet --release --target "$target" -Zbuild-std=std,panic_unwind,test)
    cp "$work/target/$target/release/deps/"*".$ending" "$work/lib/"
    rm -f "$work/lib/libnothing-"*
    mkdir -p "${folder%/lib}"
    mv -T "$work/lib" "$folder"
    rm -rf "$work"
}

cargo_for_windows() {
    local verb=$1
    shift
    debian /usr/bin/cargo "$verb" --locked --profile checks --target "$windows" "$@"
}

build() {
    cargo_for_windows build "${features[@]}" --bins
    x86_64-w64-mingw32-gcc -municode -O1 -s -o "$compiled/target/$windows/checks/hold.exe" \
        tests/windows/hold.c
}

# Wine's own processes are there before the first program and stay: whoever started them would lend
# them its standard output, and who reads that would wait for them.
under_wine() {
    local status=0
    # Fails where an earlier run has left one, which is as good.
    wineserver --persistent || true
    wine cmd /c exit >/dev/null 2>&1 </dev/null
    "$@" || status=$?
    wineserver --kill || true
    return $status
}

# SAUVEGARDE_TEST_ONLY names tests, as cargo test takes them.
integration() {
    local only=()
    read -ra only <<<"${SAUVEGARDE_TEST_ONLY:-}"
    SAUVEGARDE_TEST_EXE=$compiled/target/$windows/checks/sauvegarde.exe \
        SAUVEGARDE_TEST_WINDOWS_POSTGRES=$cache/$major-windows/bin \
        cargo test --locked --profile checks --test windows -- "${only[@]}"
}

# Without what only a debugger reads, which would take a minute to compress.
installer() {
    local program
    for program in sauvegarde.exe sauvegarde-tray.exe; do
        x86_64-w64-mingw32-strip -o "$compiled/$program" "$compiled/target/$windows/checks/$program"
    done
    tests/windows-installer.sh "$compiled/sauvegarde.exe"
}

# As far as the linker, which only a Mac has.
check_for_macos() {
    debian /usr/bin/cargo clippy --locked --profile checks --target "$macos" --all-targets -- -D warnings
}

run_step() {
    case $1 in
        needs) install_needs ;;
        std)
            make_std "$windows" build rlib
            make_std "$macos" check rmeta
            ;;
        lint)
            cargo_for_windows clippy "${features[@]}" --all-targets -- -D warnings
            # Not among all targets, because it cannot run among them.
            cargo clippy --locked --profile checks --test windows -- -D warnings
            ;;
        build) build ;;
        unit) under_wine cargo_for_windows test "${features[@]}" --lib --bins ;;
        integration) under_wine integration ;;
        installer) installer ;;
        macos) check_for_macos ;;
        *) echo "windows.sh: no step $1" >&2 && return 2 ;;
    esac
}

main() {
    local step version
    [ $# -ge 2 ] || { echo 'usage: windows.sh CACHE STEP…' >&2 && return 2; }
    mkdir -p "$1"
    # Everything compiled belongs to one compiler.
    version=$(dpkg-query -W -f '${Version}' rustc-web 2>/dev/null || dpkg-query -W -f '${Version}' rustc 2>/dev/null || true)
    cache=$(cd "$1" && pwd)
    compiled=$cache/rust-${version:-none}
    shift
    mkdir -p "$compiled"
    export WINEPREFIX=$cache/wine
    # A missing DLL is the one thing that Wine must tell; no installer of .NET or a browser.
    export WINEDEBUG=-all,err+module WINEDLLOVERRIDES='mscoree=;mshtml='
    for step; do run_step "$step"; done
}

main "$@"
