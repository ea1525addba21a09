# shellcheck shell=bash
# What installer/demo.sh, tests/run.sh and the packages share: find out what a machine lacks, say so,
# install it; and how large a package may be.
# Sourced, never run. Written for bash 3.2 too, which is what macOS has.

# As in Cargo.toml's rust-version.
rust_minimum=1.95

# What a package for users may hold, uncompressed.
largest_bytes=$((24 * 1024 * 1024))

# Filled by the want_… functions, emptied by install_wanted.
wanted_packages=()
wanted_english=''
wanted_french=''
apt_is_updated=no

# As the program decides it, which speaks afterwards: French first, so also where the system does not
# say what its user reads. src/report/i18n.rs has the same rule.
is_french() {
    local locale="${LANGUAGE:-${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}}"
    case "${locale%%[:_.@-]*}" in
        fr | '' | C | POSIX) return 0 ;;
        *) return 1 ;;
    esac
}

# say ENGLISH FRENCH
say() {
    if is_french; then printf '%s\n' "$2" >&2; else printf '%s\n' "$1" >&2; fi
}

# refuse ENGLISH FRENCH: in both languages, because nothing else will help the reader.
refuse() {
    printf '%s\n%s\n' "$1" "$2" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# True where apt is there and may be used without asking for a password.
can_install() {
    command -v apt-get >/dev/null && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}

# Tries again because mirrors hiccup, and waits because unattended upgrades hold apt's lock for
# minutes on a machine that has just started.
apt_get() {
    local log attempt
    log=$(mktemp)
    for attempt in 1 2 3 4; do
        if as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -q \
            -o DPkg::Lock::Timeout=600 -o Acquire::Retries=3 "$@" </dev/null >"$log" 2>&1; then
            rm -f "$log"
            return 0
        fi
        [ "$attempt" = 4 ] || sleep $((attempt * 5))
    done
    tail -n 20 "$log" >&2
    rm -f "$log"
    return 1
}

# Once per run. A third party's broken repository must not stop us: the install decides.
apt_update_once() {
    if [ "$apt_is_updated" = no ]; then
        say 'Reading the list of packages.' 'Lecture de la liste des paquets.'
        apt_get update || true
        apt_is_updated=yes
    fi
}

# Installing a PostgreSQL server on Debian would also create and start a database cluster. We only
# need the programs, so this says no for as long as the command runs, unless the machine's owner
# has said something about it.
without_new_cluster() (
    folder=/etc/postgresql-common/createcluster.d
    file=$folder/sauvegarde.conf
    main=/etc/postgresql-common/createcluster.conf
    if ! grep -qs '^[[:space:]]*create_main_cluster' "$main" && [ ! -e "$file" ]; then
        trap 'as_root rm -f "$file"; as_root rmdir "$folder" 2>/dev/null || true' EXIT
        as_root mkdir -p "$folder"
        echo 'create_main_cluster = false' | as_root tee "$file" >/dev/null
    fi
    "$@"
)

# want ENGLISH FRENCH PACKAGE…: what for, then Debian's names.
want() {
    wanted_english+="${wanted_english:+; }$1"
    wanted_french+="${wanted_french:+ ; }$2"
    shift 2
    wanted_packages+=("$@")
}

# want_command COMMAND PACKAGE
want_command() {
    command -v "$1" >/dev/null || want "$1" "$1" "$2"
}

# Nothing here removes a package (--no-remove): what the machine has was put there by somebody.
install_wanted() {
    [ -n "$wanted_english" ] || return 0
    can_install || refuse \
        "Please install what is missing, then run this again (as root, Debian and Ubuntu do it by themselves): $wanted_english." \
        "Veuillez installer ce qui manque, puis relancer cette commande (en root, Debian et Ubuntu le font seuls) : $wanted_french."
    say "Installing: $wanted_english (${wanted_packages[*]})." \
        "Installation : $wanted_french (${wanted_packages[*]})."
    apt_update_once
    without_new_cluster apt_get install --no-install-recommends --no-remove "${wanted_packages[@]}" ||
        refuse "apt could not install: ${wanted_packages[*]}." \
            "apt n'a pas pu installer : ${wanted_packages[*]}."
    wanted_packages=()
    wanted_english=''
    wanted_french=''
}

# version_is_enough VERSION: at least rust_minimum; only major and minor count.
version_is_enough() {
    local major minor
    IFS=. read -r major minor _ <<<"$1"
    [ "${major:-0}" -gt "${rust_minimum%.*}" ] ||
        { [ "${major:-0}" -eq "${rust_minimum%.*}" ] && [ "${minor:-0}" -ge "${rust_minimum#*.}" ]; }
}

# tool_version cargo → 1.96.0; nothing when it is missing or can not run.
tool_version() {
    "$1" --version 2>/dev/null | sed -n 's/^[a-z]* \([0-9][0-9.]*\).*/\1/p' || true
}

rust_is_ready() {
    version_is_enough "$(tool_version cargo)" && version_is_enough "$(tool_version rustc)"
}

# The version that apt would install; nothing when it knows none.
apt_candidate() {
    LC_ALL=C apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: \([0-9][^ ]*\).*/\1/p'
}

# Debian's stable releases get a recent Rust as rustc-web beside their own rustc.
# Prints "-web" or "", the ending of the packages' names.
apt_rust_suffix() {
    local suffix
    for suffix in -web ''; do
        if version_is_enough "$(apt_candidate "rustc$suffix")" &&
            [ -n "$(apt_candidate "cargo$suffix")" ]; then
            printf '%s\n' "$suffix"
            return 0
        fi
    done
    return 1
}

# rustup puts itself into the PATH of login shells only.
find_rustup() {
    if ! command -v cargo >/dev/null && [ -x "${CARGO_HOME:-$HOME/.cargo}/bin/cargo" ]; then
        PATH="${CARGO_HOME:-$HOME/.cargo}/bin:$PATH"
    fi
}

refuse_rust() {
    refuse "Please install Rust $rust_minimum or newer from https://rustup.rs, then run this again." \
        "Veuillez installer Rust $rust_minimum ou plus récent depuis https://rustup.rs, puis relancer cette commande."
}

# refuse_to_replace_rust SUFFIX: rustc-web can not be installed beside Debian's older rustc.
refuse_to_replace_rust() {
    if [ "$1" = -web ] && dpkg-query -W -f '${Status}' rustc 2>/dev/null | grep -q 'ok installed'; then
        refuse "The package rustc is older than $rust_minimum. Remove it (apt-get remove rustc cargo), or install Rust from https://rustup.rs, then run this again." \
            "Le paquet rustc est antérieur à $rust_minimum. Retirez-le (apt-get remove rustc cargo), ou installez Rust depuis https://rustup.rs, puis relancez cette commande."
    fi
}

want_rust() {
    local suffix
    find_rustup
    if rust_is_ready; then return 0; fi
    if ! can_install; then
        want "Rust $rust_minimum or newer (https://rustup.rs)" \
            "Rust $rust_minimum ou plus récent (https://rustup.rs)"
        return 0
    fi
    apt_update_once
    suffix=$(apt_rust_suffix) || refuse_rust
    refuse_to_replace_rust "$suffix"
    want "Rust $rust_minimum or newer, to build the program" \
        "Rust $rust_minimum ou plus récent, pour construire le programme" "rustc$suffix" "cargo$suffix"
}

# After install_wanted: an older cargo, earlier in PATH, may hide the new one.
check_rust() {
    if rust_is_ready; then return 0; fi
    PATH="/usr/bin:$PATH"
    hash -r
    rust_is_ready || refuse_rust
}

# The compiler may be there without the C library's headers.
want_c_compiler() {
    if ! printf '#include <stdlib.h>\n' | cc -x c -E - >/dev/null 2>&1; then
        want 'a C compiler, for the encryption and compression libraries' \
            'un compilateur C, pour les bibliothèques de chiffrement et de compression' gcc libc6-dev
    fi
}

# cargo and pip fetch over TLS; Debian's packages only recommend the certificates.
want_certificates() {
    if command -v apt-get >/dev/null && [ ! -s /etc/ssl/certs/ca-certificates.crt ]; then
        want 'certificates, to download safely' 'des certificats, pour télécharger en sécurité' \
            ca-certificates
    fi
}

# is_complete FOLDER: all the programs that a throwaway server needs.
is_complete() {
    local name
    for name in initdb postgres pg_ctl pg_dump psql; do
        [ -x "$1/$name" ] || return 1
    done
}

# Among the places where the program itself looks: where distributions and Homebrew put them, then
# PATH, links followed, because Debian's psql and pg_dump in /usr/bin are wrappers.
has_postgres_server() {
    local folder initdb
    for folder in /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /usr/lib/postgresql*/bin \
        {/opt/homebrew,/usr/local,/home/linuxbrew/.linuxbrew}/opt/postgresql@*/bin; do
        if is_complete "$folder"; then return 0; fi
    done
    initdb=$(command -v initdb) || return 1
    initdb=$(realpath "$initdb" 2>/dev/null) || return 1
    is_complete "${initdb%/*}"
}

want_postgres_server() {
    if ! has_postgres_server; then
        want "PostgreSQL's server programs (initdb), for a throwaway server" \
            "les programmes du serveur PostgreSQL (initdb), pour un serveur jetable" \
            postgresql
    fi
}

# check_size FILE-OR-FOLDER
check_size() {
    local bytes
    bytes=$(find "$1" -type f -exec cat {} + | wc -c | tr -d ' ')
    [ "$bytes" -le "$largest_bytes" ] || refuse \
        "$1 has $bytes bytes, more than $largest_bytes." \
        "$1 fait $bytes octets, plus de $largest_bytes."
    say "$bytes bytes of $largest_bytes at the most." "$bytes octets, sur $largest_bytes au plus."
}

# Where the tests keep what they fetch. Root's servers run as another user, who can not pass
# through root's home.
cache_folder() {
    if [ -n "${SAUVEGARDE_TEST_CACHE:-}" ]; then
        echo "$SAUVEGARDE_TEST_CACHE"
    elif [ "$(id -u)" = 0 ]; then
        echo /var/cache/sauvegarde-tests
    else
        echo "${XDG_CACHE_HOME:-$HOME/.cache}/sauvegarde-tests"
    fi
}
