# shellcheck shell=bash
# A display, a bus and a panel that shows tray icons, for what is tested in another root folder.
# Sourced, never run, after installer/lib.sh. The Rust tests have their own, tests/desktop/desktop.rs.

# The shells that wait for the processes that it has started, each its own.
desktop_processes=()

want_desktop() {
    want_command Xvfb xvfb
    want_command xdotool xdotool
    want_command pkill procps
    want_command dbus-daemon dbus-daemon
    want_command gdbus libglib2.0-bin
    want_command xfce4-panel xfce4-panel
    compgen -G '/usr/lib/*/xfce4/xfconf/xfconfd' >/dev/null || want xfconf xfconf xfconf
}

# start_desktop FOLDER BUS: what it needs goes into FOLDER; BUS is the path of the bus' socket.
start_desktop() {
    local channels=$1/home/.config/xfce4/xfconf/xfce-perchannel-xml xfconfd
    desktop=$1
    desktop_bus=unix:path=$2
    desktop_display=''
    mkdir -p "$channels" "$desktop/run"
    as_root chmod 700 "$desktop/run"
    cp "${BASH_SOURCE[0]%/*}/desktop/panel.xml" "$channels/xfce4-panel.xml"
    # It starts no service by itself, so that no other program of this machine answers on it.
    cat >"$desktop/bus.conf" <<END
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>$desktop_bus</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
END
    in_background on_desktop dbus-daemon --nofork --nopidfile --config-file="$desktop/bus.conf"
    # shellcheck disable=SC2016 # The inner shell's own.
    in_background on_desktop sh -c 'exec Xvfb -displayfd 3 -screen 0 1280x800x24 \
        -nolisten tcp -noreset 3>"$1"' sh "$desktop/display"
    patiently 'a display' test -s "$desktop/display"
    desktop_display=:$(cat "$desktop/display")
    xfconfd=$(compgen -G '/usr/lib/*/xfce4/xfconf/xfconfd')
    in_background on_desktop "$xfconfd"
    patiently 'the panel'\''s settings' is_on_bus org.xfce.Xfconf
    in_background on_desktop xfce4-panel --disable-wm-check
    patiently 'a panel' is_on_bus org.kde.StatusNotifierWatcher
}

stop_desktop() {
    local number
    for ((number = ${#desktop_processes[@]} - 1; number >= 0; number--)); do
        as_root pkill -P "${desktop_processes[number]}" 2>/dev/null || true
        wait "${desktop_processes[number]}" 2>/dev/null || true
    done
    desktop_processes=()
}

# A command as the desktop's user runs it: root, as in the other root folder.
on_desktop() {
    as_root env HOME="$desktop/home" XDG_RUNTIME_DIR="$desktop/run" DISPLAY="$desktop_display" \
        DBUS_SESSION_BUS_ADDRESS="$desktop_bus" XDG_CURRENT_DESKTOP=XFCE NO_AT_BRIDGE=1 \
        GTK_A11Y=none GSETTINGS_BACKEND=memory "$@"
}

in_background() {
    "$@" >>"$desktop/log" 2>&1 &
    desktop_processes+=("$!")
}

# patiently WHAT COMMAND…: until it succeeds; half a minute at the most.
patiently() {
    local what=$1 deadline=$((SECONDS + 30))
    shift
    until "$@" >/dev/null 2>&1; do
        if [ "$SECONDS" -gt "$deadline" ]; then
            echo "not there after half a minute: $what" >&2
            tail -n 20 "$desktop/log" >&2
            return 1
        fi
        sleep 0.1
    done
}

is_on_bus() {
    on_desktop gdbus call --session --dest org.freedesktop.DBus --object-path / \
        --method org.freedesktop.DBus.NameHasOwner "$1" | grep -q true
}

is_not_on_bus() {
    ! is_on_bus "$1"
}

# property NAME PATH INTERFACE PROPERTY
property() {
    on_desktop gdbus call --session --dest "$1" --object-path "$2" \
        --method org.freedesktop.DBus.Properties.Get "$3" "$4"
}

# The name on the bus of the icon that the panel shows.
tray_icon() {
    property org.kde.StatusNotifierWatcher /StatusNotifierWatcher org.kde.StatusNotifierWatcher \
        RegisteredStatusNotifierItems | grep -o 'org\.kde\.StatusNotifierItem-[0-9]*-[0-9]*'
}

# Its title and text, without the pixels before them.
tray_tooltip() {
    property "$(tray_icon)" /StatusNotifierItem org.kde.StatusNotifierItem ToolTip |
        sed 's/.*)\], \(.*\))>,)$/\1/'
}

tray_tooltip_has() {
    tray_tooltip | grep -qF "$1"
}
