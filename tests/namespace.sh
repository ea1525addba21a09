#!/usr/bin/env bash
# Read with `.`: a program as the first process of namespaces of its own,
# in a bare Debian, as a container starts it. It has the network of this machine.

# shellcheck source=tests/chroot.sh
. "$(dirname "${BASH_SOURCE[0]}")/chroot.sh"

# Why nobody may make such a process; says nothing where it works.
namespace_refusal() {
    local refusal
    refusal=$(mount_refusal as_root)
    # shellcheck disable=SC2016 # The inner shell's own.
    [ -n "$refusal" ] ||
        if refusal=$(as_root unshare --pid --fork --mount --uts --ipc --cgroup --kill-child sh -c \
            'mount -t tmpfs dev /mnt && mknod /mnt/null c 1 3 && : >/mnt/null' 2>&1); then
            refusal=''
        fi
    printf '%s' "$refusal" | tr '\n' ' '
}

# The inner shell's functions, for the caller's text.
# shellcheck disable=SC2016 # Its own variables.
inner_functions='
    # Its own number out there, for signals and nsenter.
    tell_number() { read -r number _ </proc/self/stat && echo "$number" >"$1"; }
    # The few devices of a container, and a console that swallows all. Nodes of its own: what is
    # done to their rights in there must not happen to those of the machine.
    make_devices() {
        mount -t tmpfs -o mode=755 dev "$1/dev"
        for node in null:1:3 zero:1:5 full:1:7 random:1:8 urandom:1:9 tty:5:0 console:1:3; do
            name=${node%%:*} number=${node#*:}
            mknod --mode=666 "$1/dev/$name" c "${number%:*}" "${number#*:}"
        done
        mkdir "$1/dev/pts" "$1/dev/shm"
        mount -t devpts -o newinstance,ptmxmode=0666,mode=620 pts "$1/dev/pts"
        mount -t tmpfs -o mode=1777 shm "$1/dev/shm"
        ln -s pts/ptmx "$1/dev/ptmx"
        ln -s /proc/self/fd "$1/dev/fd"
    }
    # Its processes, and nothing of the machine that could be changed.
    make_proc() {
        mount -t proc proc "$1/proc"
        mount --bind "$1/proc/sys" "$1/proc/sys"
        mount -o remount,bind,ro "$1/proc/sys"
        [ ! -e "$1/proc/sysrq-trigger" ] ||
            mount --bind "$1/proc/version" "$1/proc/sysrq-trigger"
    }
'

# start_first TEXT [ARGUMENT…]: runs the shell text, which ends in exec, as the first process of new
# namespaces. $1 in it is the folder of the Debian. $first is its number here.
start_first() {
    local text=$1
    shift
    rm -f "$work/number"
    as_root unshare --pid --fork --kill-child --mount --uts --ipc --cgroup --propagation private \
        sh -euc "${inner_functions}tell_number \"\$0\"; $text" "$work/number" "$chroot" "$@" \
        </dev/null >>"$work/first.log" 2>&1 &
    first_job=$!
    until [ -s "$work/number" ]; do
        kill -0 "$first_job" 2>/dev/null || { tail -n 20 "$work/first.log" >&2 && return 1; }
        sleep 0.05
    done
    first=$(cat "$work/number")
}

# Beside it.
in_first() {
    as_root nsenter --target "$first" --mount --pid --uts --ipc --cgroup --root --wd "$@"
}

# With all that it has started.
kill_first() {
    [ -z "${first:-}" ] || as_root kill -KILL "$first" 2>/dev/null || true
    [ -z "${first_job:-}" ] || wait "$first_job" 2>/dev/null || true
    first='' first_job=''
}

# within SECONDS WHAT COMMAND…: until it succeeds.
within() {
    local limit_s=$1 what=$2 deadline=$((SECONDS + $1))
    shift 2
    until "$@" >/dev/null 2>&1; do
        if [ "$SECONDS" -gt "$deadline" ]; then
            echo "not there after $limit_s s: $what" >&2
            return 1
        fi
        sleep 0.1
    done
}
