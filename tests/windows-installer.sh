#!/usr/bin/env bash
# windows-installer.sh PROGRAM: makes the Windows installer of a built sauvegarde.exe and tries it
# under Wine: silent installation, a start, an upgrade, one while the
# program runs, and a removal that leaves settings and backups. WINEPREFIX is that of
# tests/windows.sh.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=installer/lib.sh
. "$root/installer/lib.sh"

fail() {
    echo "windows-installer.sh: $1" >&2
    exit 1
}

# Its value, or nothing.
registry() {
    wine reg query "$1" /v "$2" 2>/dev/null | tr -d '\r' | sed -n "s/^ *$2  *REG_[A-Z]*  *//p"
}

# The user's folder VARIABLE as this machine names it.
folder() {
    winepath --unix "$(wine cmd /c echo "%$1%" 2>/dev/null | tr -d '\r')" 2>/dev/null
}

# run_for_a_while PROGRAM: it waits for the answer of a server that says nothing.
run_for_a_while() {
    python3 - "$1" <<'END'
import socket, subprocess, sys

with socket.create_server(("127.0.0.1", 0)) as server:
    url = f"postgresql://u@127.0.0.1:{server.getsockname()[1]}/d"
    # What it says of the server does not matter here.
    subprocess.run(["wine", sys.argv[1], "doctor", "--url", url], stdout=subprocess.DEVNULL)
END
}

main() {
    local program setup installed menu uninstall_key run_key local_folder settings holder
    program=$(realpath "${1:?usage: windows-installer.sh PROGRAM}")
    work=$(mktemp -d "${TMPDIR:-/tmp}/nsis.XXXX")
    trap 'rm -rf "$work"' EXIT
    uninstall_key='HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Sauvegarde'
    run_key='HKCU\Software\Microsoft\Windows\CurrentVersion\Run'
    local_folder=$(folder LOCALAPPDATA)
    settings=$(folder APPDATA)/Sauvegarde
    menu="$(folder APPDATA)/Microsoft/Windows/Start Menu/Programs/Sauvegarde.lnk"
    installed=$local_folder/Programs/Sauvegarde

    setup=$("$root/installer/windows/build.sh" "$program" "$work/package" | tail -n 1)

    echo 'silent installation'
    wine "$setup" /S
    cmp "$program" "$installed/sauvegarde.exe"
    [ -s "$menu" ] || fail 'no entry in the Start menu'
    [ -n "$(registry "$uninstall_key" UninstallString)" ] || fail 'no way to uninstall'
    [ -z "$(registry "$run_key" Sauvegarde)" ] || fail 'autostart without being asked for'

    echo 'the installed program runs'
    wine "$installed/sauvegarde.exe" config set language en
    [ -s "$settings/config.toml" ] || fail 'no settings'

    echo 'upgrade with autostart'
    wine "$setup" /S /AUTOSTART
    cmp "$program" "$installed/sauvegarde.exe"
    [ "$(registry "$run_key" Sauvegarde)" = "\"$(winepath --windows "$installed/sauvegarde.exe" 2>/dev/null)\" tray --hidden" ] ||
        fail "autostart: $(registry "$run_key" Sauvegarde)"

    echo 'upgrade while the program runs: it waits for its end'
    run_for_a_while "$installed/sauvegarde.exe" &
    holder=$!
    sleep 2
    wine "$setup" /S || fail 'no upgrade after the program had ended'
    ! kill -0 "$holder" 2>/dev/null || fail 'the upgrade did not wait'
    wait "$holder"
    cmp "$program" "$installed/sauvegarde.exe"

    echo 'removal keeps settings'
    wine "$installed/uninstall.exe" /S "_?=$(winepath --windows "$installed" 2>/dev/null)"
    rm -f "$installed/uninstall.exe"
    rmdir "$installed" 2>/dev/null || true
    [ ! -e "$installed" ] || fail "left: $(ls "$installed")"
    [ ! -e "$menu" ] || fail 'the entry in the Start menu is left'
    [ -z "$(registry "$uninstall_key" UninstallString)$(registry "$run_key" Sauvegarde)" ] ||
        fail 'values are left in the registry'
    [ -s "$settings/config.toml" ] || fail 'the settings are gone'

    echo 'removal with the settings'
    wine "$setup" /S
    wine "$installed/uninstall.exe" /S /SETTINGS "_?=$(winepath --windows "$installed" 2>/dev/null)"
    [ ! -e "$settings" ] || fail 'the settings are left'
    rm -rf "$installed"
}

main "$@"
