#!/usr/bin/env bash
# windows-installer.sh PROGRAM: makes the Windows installer of a built sauvegarde.exe and of the
# sauvegarde-tray.exe beside it, and tries it under Wine: silent installation, the entry in the Start
# menu, upgrades while the tray and while a command runs, a removal that leaves settings and backups
# and one that leaves nothing but backups. WINEPREFIX is that of tests/windows.sh; what is installed
# goes into a copy of it.
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

# Programs and libraries, which nobody writes to, are the same files; the registry and what is the
# user's are copies, but for temporary files, where a killed test may have left something. Nothing of
# it comes into the menus of this machine.
own_windows() {
    local name
    cp --archive --link "$WINEPREFIX" "$work/wine"
    for name in system.reg user.reg userdef.reg dosdevices drive_c/users; do
        rm -rf "$work/wine/$name"
        cp --archive "$WINEPREFIX/$name" "$work/wine/$name"
    done
    find "$work/wine/drive_c/users" -path '*/Temp/*' -delete
    export WINEPREFIX=$work/wine WINEDLLOVERRIDES="$WINEDLLOVERRIDES;winemenubuilder.exe="
    wineserver --persistent
    wine cmd /c exit >/dev/null 2>&1 </dev/null
}

# eventually WHAT COMMAND…: asks until the command says yes.
eventually() {
    local what=$1 deadline=$((SECONDS + 60))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$deadline" ] || fail "$what did not come"
        sleep 0.2
    done
}

# A display of its own, for the tray.
start_display() {
    mkfifo "$work/display"
    Xvfb -displayfd 3 -screen 0 1024x768x24 -nolisten tcp 3>"$work/display" >/dev/null 2>&1 &
    display=$!
    read -r DISPLAY <"$work/display"
    export DISPLAY=:$DISPLAY
}

end() {
    # Also what a failure has left.
    wineserver --kill --wait || true
    [ -z "$display" ] || kill "$display" || true
    rm -rf "$work"
}

# on_desktop PROGRAM…: as the shell of the session starts it.
on_desktop() {
    wine explorer /desktop=setup,1024x768 "$@" >/dev/null 2>&1 </dev/null &
}

# How often a tray has come up, as it notes itself.
starts() {
    grep -c 'hotkey: Works' "$log" 2>/dev/null || true
}

started() {
    [ "$(starts)" = "$1" ]
}

gone() {
    [ ! -e "$1" ]
}

# Whatever of ours is in the registry, and all files of the user.
traces() {
    wine reg export HKCU "$(winepath --windows "$work/user.reg" 2>/dev/null)" /y >/dev/null 2>&1
    iconv -f UTF-16 -t UTF-8 "$work/user.reg" | grep -i sauvegarde || true
    find "$WINEPREFIX/drive_c/users/" -iname '*sauvegarde*'
}

main() {
    local program setup installed menu uninstall_key run_key local_folder settings holder log state
    local identity backups
    display=''
    program=$(realpath "${1:?usage: windows-installer.sh PROGRAM}")
    work=$(mktemp -d "${TMPDIR:-/tmp}/nsis.XXXX")
    trap end EXIT
    own_windows
    start_display
    uninstall_key='HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\Sauvegarde'
    run_key='HKCU\Software\Microsoft\Windows\CurrentVersion\Run'
    local_folder=$(folder LOCALAPPDATA)
    settings=$(folder APPDATA)/Sauvegarde
    menu="$(folder APPDATA)/Microsoft/Windows/Start Menu/Programs/Sauvegarde.lnk"
    installed=$local_folder/Programs/Sauvegarde
    state=$local_folder/Sauvegarde
    log=$state/sauvegarde.log
    identity='HKCU\Software\Classes\AppUserModelId\Sauvegarde.Tray'
    backups="$(folder USERPROFILE)/OneDrive/Torii-management/backups"
    [ -z "$(traces)" ] || fail "there before: $(traces)"
    mkdir -p "$backups"
    echo 'a backup' >"$backups/backup.sql.gz"

    setup=$(COMPRESSOR=zlib "$root/installer/windows/build.sh" "$program" "$work/package" | tail -n 1)

    echo 'silent installation'
    wine "$setup" /S
    cmp "$program" "$installed/sauvegarde.exe"
    cmp "${program%.exe}-tray.exe" "$installed/sauvegarde-tray.exe"
    [ -s "$menu" ] || fail 'no entry in the Start menu'
    [ -n "$(registry "$uninstall_key" UninstallString)" ] || fail 'no way to uninstall'
    [ -z "$(registry "$run_key" Sauvegarde)" ] || fail 'autostart without being asked for'

    echo 'the installed program runs'
    wine "$installed/sauvegarde.exe" config set language en
    [ -s "$settings/config.toml" ] || fail 'no settings'

    echo 'the entry in the Start menu starts the tray'
    wine "$installed/sauvegarde.exe" config set url 'postgresql://nobody@127.0.0.1:9/nothing'
    on_desktop notepad
    on_desktop cmd /c start '""' "$(winepath --windows "$menu" 2>/dev/null)"
    eventually 'the tray' started 1
    [ "$(registry "$identity" DisplayName)" = Sauvegarde ] || fail 'Windows does not know its name'
    [ "$(registry "$identity" IconUri)" = "$(winepath --windows "$installed/sauvegarde.png" 2>/dev/null)" ] ||
        fail 'Windows does not know its icon'

    echo 'upgrade while the tray runs: it ends, and starts again'
    # On the same desktop, whose windows the installer sees.
    on_desktop "$(winepath --windows "$setup" 2>/dev/null)" /S
    eventually 'the new tray' started 2
    cmp "$program" "$installed/sauvegarde.exe"

    echo 'upgrade with autostart'
    wine "$installed/sauvegarde.exe" tray --quit
    wine "$setup" /S /AUTOSTART
    cmp "$program" "$installed/sauvegarde.exe"
    [ "$(registry "$run_key" Sauvegarde)" = "\"$(winepath --windows "$installed/sauvegarde-tray.exe" 2>/dev/null)\" --hidden" ] ||
        fail "autostart: $(registry "$run_key" Sauvegarde)"
    started 2 || fail 'a tray that nobody wanted'

    echo 'upgrade while the program runs: it waits for its end'
    run_for_a_while "$installed/sauvegarde.exe" &
    holder=$!
    sleep 2
    wine "$setup" /S || fail 'no upgrade after the program had ended'
    ! kill -0 "$holder" 2>/dev/null || fail 'the upgrade did not wait'
    wait "$holder"
    cmp "$program" "$installed/sauvegarde.exe"

    echo 'removal while the tray runs keeps settings and backups'
    on_desktop "$(winepath --windows "$installed/sauvegarde-tray.exe" 2>/dev/null)" --hidden
    eventually 'the tray' started 3
    wine "$installed/uninstall.exe" /S
    eventually 'the end of the installed folder' gone "$installed"
    [ ! -e "$menu" ] || fail 'the entry in the Start menu is left'
    [ -z "$(registry "$uninstall_key" UninstallString)$(registry "$run_key" Sauvegarde)" ] ||
        fail 'values are left in the registry'
    [ -z "$(registry "$identity" DisplayName)" ] || fail 'its name is left in the registry'
    [ -s "$settings/config.toml" ] || fail 'the settings are gone'

    echo 'removal with the settings leaves backups and nothing else'
    wine "$setup" /S
    on_desktop "$(winepath --windows "$installed/sauvegarde-tray.exe" 2>/dev/null)" --hidden
    eventually 'the tray' started 4
    wine "$installed/uninstall.exe" /S /SETTINGS
    eventually 'the end of the installed folder' gone "$installed"
    [ -z "$(traces)" ] || fail "left: $(traces)"
    [ "$(cat "$backups/backup.sql.gz")" = 'a backup' ] || fail 'the backup is gone'
}

main "$@"
