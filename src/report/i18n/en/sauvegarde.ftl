# One message a sentence; `.advice` says what to do. French stands in the other file, with the
# same keys and arguments.

names-more = { " " }and { $count } more
# $text is the number as people read it.
soon-today = today { $time }
soon-tomorrow = tomorrow { $time }
age-hours = { $hours ->
    [0] less than an hour
    [one] one hour
   *[other] { $hours } hours
}
age-days = { $days } days
counted-rows = { $number ->
    [one] { $text } row
   *[other] { $text } rows
}
counted-tables = { $number ->
    [one] { $text } table
   *[other] { $text } tables
}

## Errors: what happened, and what to do

error-usage = { $detail }
    .advice = See `sauvegarde --help`.
error-nothing-configured = No database is configured.
    .advice = Say which one: `sauvegarde backup --url postgresql://user@host/database`, or once and for all: `sauvegarde config set url postgresql://user@host/database`.
    .advice-window = Open “Settings…” in the icon’s menu and fill in the server and the database.
error-config-unreadable = The configuration file { $path } cannot be read ({ $detail }).
    .advice = Give your account the right to read it, or name another one with --config.
    .advice-window = Give your account the right to read it.
error-config-invalid = Line { $line } of the configuration file { $path } is not understood: { $detail }.
    .advice = Correct that line; `sauvegarde config show` shows the file.
    .advice-window = Correct that line in a text editor; the file is read again as soon as it is saved.
error-config-key-unknown = There is no configuration key “{ $key }”.
    .advice = The keys are: { $keys }; of another profile profiles.{ "NAME" }.url and the like.
error-config-value-invalid = “{ $value }” is not a possible value for { $key }.
    .advice = Possible values: { $allowed }.
error-config-holds-password = A password does not belong in the configuration file.
    .advice = Leave it out of the URL and put it into PostgreSQL’s password file (.pgpass, on Windows pgpass.conf); `sauvegarde config import FILE` does that for you, from a .env file.
error-config-holds-mail-password = A password does not belong in the configuration file.
    .advice = Leave it out of the address, and put it into the keyring: `sauvegarde config password --mail`. Without a desktop the variable SAUVEGARDE_MAIL_PASSWORD holds it.
error-profile-unknown = There is no profile “{ $name }” in the configuration.
    .advice = `sauvegarde config show` lists the profiles; `sauvegarde config set profiles.{ "NAME" }.url …` makes one.
error-schedule-invalid = “{ $text }” is not a schedule: “{ $word }”, at character { $at }, has no place there.
    .advice = { $nearest ->
        [none] Examples: hourly · every 4h · daily 12:30 · weekdays 12:30, 18:00 · monday, thursday 03:00 · monthly 1 03:00 · 30 12 * * 1-5
       *[other] Did you mean “{ $nearest }”? Examples: hourly · every 4h · daily 12:30 · weekdays 12:30, 18:00 · monday, thursday 03:00 · monthly 1 03:00 · 30 12 * * 1-5
    }
error-connection-invalid = The address of the database is not understood: { $detail }.
    .advice = Write it as postgresql://user@host:5432/database, or as host=… dbname=… user=….
error-service-unknown = There is no service “{ $name }” in PostgreSQL’s service file.
    .advice = Check the name and the file: the one that PGSERVICEFILE names, else ~/.pg_service.conf.
error-import-found-nothing = { $path } does not say where a database is.
    .advice = The file needs a line DATABASE_URL=…, or DB_NAME, DB_USER, DB_PASSWORD and DB_HOST; a settings.py needs DATABASES, an appsettings.json ConnectionStrings.
error-import-computed = { $path } computes the connection: the value of “{ $from }” is not written out in it.
    .advice = Import the file that has this value instead, a .env file for example, or give the address: `sauvegarde config set url postgresql://user@host/database`.
error-import-unreadable = { $path } is no JSON file that can be read: line { $line } is not understood.
    .advice = Correct that line, or give the address: `sauvegarde config set url postgresql://user@host/database`.
error-database-unknown = The server has no database “{ $database }”.
    .advice = Check the name; capital letters count.
error-database-unknown-others = This server has: { $others }. Capital letters count.
error-certificate-unusable = The certificate { $path } cannot be used ({ $detail }).
    .advice = Check sslrootcert, sslcert and sslkey: PEM files that your account may read.
error-server-unreachable = The PostgreSQL server { $address } cannot be reached ({ $detail }).
    .advice = Start the PostgreSQL service, check host, port and network (VPN), and try again.
error-server-silent = The PostgreSQL server { $address } has not answered for { $seconds } s.
    .advice = Check the network and the firewall, and try again.
error-server-lost = The connection to the PostgreSQL server { $address } was lost.
    .advice = The server was stopped or restarted. Once it is back, try again; nothing was left behind.
error-too-many-connections = The PostgreSQL server { $address } is running, but all of its connections are taken.
    .advice = Try again later, close connections that nobody needs, or raise max_connections. A backup takes two and makes do with one; logged in as superuser it may use the reserved ones.
error-too-many-on-database = All connections that the database “{ $database }” may have are taken.
    .advice = Try again later, or raise the limit: ALTER DATABASE "{ $database }" CONNECTION LIMIT …; A backup takes two and makes do with one.
error-too-many-of-role = All connections that “{ $user }” may have are taken.
    .advice = Try again later, or raise the limit: ALTER ROLE "{ $user }" CONNECTION LIMIT …; A backup takes two and makes do with one; a restore takes at least two.
error-too-many-in-pooler = The connection pooler { $address }, or the server behind it, takes no more connections for the moment.
    .advice = Try again later, or raise what is used up: the pooler’s max_client_conn or pool size, or the server’s max_connections.
error-server-not-ready = The PostgreSQL server { $address } is there, but takes no connections yet, or none any more: { $detail }.
    .advice = It is starting, stopping or recovering. Wait until it is ready and try again; its log says how far it is.
error-standby-closed = The PostgreSQL server { $address } follows another server and takes no connections: { $detail }.
    .advice = Connect to the primary server, or allow reading here (hot_standby = on) and wait until this server has caught up.
error-pooler-refused = The connection pooler { $address } refuses the connection: { $detail }.
    .advice = It has answered by itself, without the server. Check that it knows the database and the user; if it refuses a parameter, take that out of the address (options=…) or add it to its ignore_startup_parameters; or else connect to the server directly.
error-server-refused = The PostgreSQL server { $address } refuses the connection: { $detail } ({ $sqlstate }).
    .advice = It is running; its log may say more. Check the address and its options.
error-tls-not-offered = The PostgreSQL server { $address } does not encrypt connections, and the address demands it (sslmode).
    .advice = Turn TLS on at the server (ssl = on); on a safe network only, sslmode=prefer or disable lets you do without it.
error-not-postgres = What answers at { $address } is no PostgreSQL server.
    .advice = Check host and port; PostgreSQL usually listens on port 5432.
error-no-host-answers = None of the address’s PostgreSQL servers can be used: { $hosts }.
    .advice = Correct what is said of each server, and try again.
error-no-host-fits = None of the address’s PostgreSQL servers is of the kind that is needed ({ $target }): { $hosts }.
    .advice = Check the hosts and target_session_attrs. A restore always needs the primary.
error-certificate-refused = The certificate of the PostgreSQL server { $address } is not accepted ({ $detail }).
    .advice = Use the host name that the certificate gives as a subjectAltName, and put into sslrootcert the certificate of the authority that signed it.
error-busy = A backup of “{ $database }” into this folder is already running.
    .advice = Wait for it; `sauvegarde status` shows how far it has got.
    .advice-window = Wait for it to end.
error-password-refused = The server refused the login of “{ $user }”.
    .advice = Check the user’s name and the password, which may have expired (VALID UNTIL).
error-password-missing = The server asks for a password for “{ $user }”, and none is known.
    .advice = Put it into PostgreSQL’s password file (~/.pgpass, on Windows %APPDATA%\postgresql\pgpass.conf) or into PGPASSWORD.
    .advice-window = Type it in “Settings…”, in the field “Password”.
password-file-empty = The password file { $path } has no line that can be used.
    .advice = Add a line to it: host:port:database:user:password.
password-file-no-line = The password file { $path } has no line for this connection; line { $line } comes closest and differs in: { $parts }.
    .advice = Correct that line of { $path }, or add one: host:port:database:user:password.
password-file-not-private = The password file { $path } is ignored, because people other than you may read it.
    .advice = Keep it to your account: `chmod 600 { $path }`.
password-file-no-file = { $path }, which should be the password file, is not a plain file.
    .advice = Name a real file in PGPASSFILE or passfile.
password-file-unreadable = The password file { $path } cannot be read ({ $detail }).
    .advice = Give your account the right to read it.
password-file-host = host
password-file-port = port
password-file-database = database
password-file-user = user
error-large-objects-not-readable = “{ $user }” may not read some large objects, so the backup would not be whole: { $objects }.
    .advice = As their owner or as superuser: GRANT SELECT ON LARGE OBJECT … TO "{ $user }"; or log in as the account that owns them.
error-login-not-allowed = The server does not let “{ $user }” in: { $detail }.
    .advice = With “peer” or “ident”, the system’s account must have this name: run the command as that account (sudo -u …), or go by TCP with a password (host=localhost). Otherwise, the server’s pg_hba.conf says how to prove who one is.
error-login-unproven = The login to the PostgreSQL server { $address } was broken off for want of a proof: { $detail }.
    .advice = With channel_binding=require, the server has to answer by TLS and to ask for the password by SCRAM (scram-sha-256). Check that it is your server that answers at this address, and what its pg_hba.conf asks for.
error-role-not-admitted = The server has no account “{ $user }” that may log in: { $detail }.
    .advice = Check the user’s name; capital letters count. CREATE ROLE "{ $user }" LOGIN …; makes such an account, ALTER ROLE "{ $user }" LOGIN; lets it in.
error-not-in-pg-hba = The server does not let “{ $user }” in from here: { $detail }.
    .advice = In the server’s pg_hba.conf, before any line that rejects, add: { $line }  and reload: SELECT pg_reload_conf(); A hostssl line counts for an encrypted connection only (sslmode=require).
error-client-certificate-wanted = The server wants a certificate from “{ $user }”: { $detail }.
    .advice = Name it in the address: sslcert=FILE and sslkey=FILE, with sslmode=require at least.
error-database-closed = The database “{ $database }” does not accept connections.
    .advice = Take another one, or open it as superuser: ALTER DATABASE "{ $database }" ALLOW_CONNECTIONS true;
error-tables-not-readable = “{ $user }” may not read everything, so the backup would not be whole: { $tables }.
    .advice = As an administrator of the database: GRANT pg_read_all_data TO "{ $user }"; (PostgreSQL 14 and later), or log in as the owner of the tables.
error-row-level-security = Row-level security hides rows from “{ $user }” in: { $tables }.
    .advice = Log in as the owner of the tables (not under FORCE ROW LEVEL SECURITY, which holds for him too), or, as a superuser: ALTER ROLE "{ $user }" BYPASSRLS;
error-may-not-connect = “{ $user }” may not connect to the database “{ $database }”.
    .advice = Its owner or an administrator allows it: GRANT CONNECT ON DATABASE "{ $database }" TO "{ $user }";
error-forbidden = The server forbids it: { $detail }.
    .advice = Log in as a user who may read the whole database.
error-pg-dump-missing = pg_dump, PostgreSQL’s own backup program, was not found.
    .advice = Install PostgreSQL { $major } or its client tools, or say where it is: `sauvegarde config set pg_dump FOLDER`.
error-pg-dump-too-old = pg_dump { $found } ({ $path }) is too old for the server { $server }.
    .advice = Install the client tools of PostgreSQL { $major } or later.
error-pg-dump-unusable = { $path } does not run: { $detail }.
    .advice = Repair or reinstall PostgreSQL’s client tools, or name another folder: `sauvegarde config set pg_dump FOLDER`.
error-pg-restore-missing = The file needs PostgreSQL { $major }’s pg_restore, or a newer one. None was found here.
    .advice = Install the client tools of PostgreSQL { $major } or later, or say where they are: --pg-dump FOLDER.
error-pg-restore-too-old = The file needs PostgreSQL { $major }’s pg_restore, or a newer one. The newest one here is { $newest }.
    .advice = Install the client tools of PostgreSQL { $major } or later, or say where they are: --pg-dump FOLDER.
error-server-programs-missing = PostgreSQL’s server programs (initdb, postgres) were not found on this computer.
    .advice = Install PostgreSQL with its server, or name the folder of its programs: --pg-dump FOLDER.
    .advice-debian = Install PostgreSQL (apt-get install postgresql), or name the folder of its programs: --pg-dump FOLDER.
    .advice-windows = Install PostgreSQL (https://www.postgresql.org/download/windows/), or name the folder of its programs: --pg-dump FOLDER.
    .advice-macos = Install PostgreSQL (https://postgresapp.com), or name the folder of its programs: --pg-dump FOLDER.
error-major-not-installed = PostgreSQL { $major }’s server programs, which a drill on a throwaway server needs, are not on this computer.
    .advice = Install PostgreSQL { $major } here, or let the drill run on the server itself: --drill without a value.
error-target-not-configured = No folder for the backups is configured, and no synced folder (OneDrive, Nextcloud, Dropbox, iCloud Drive) was found.
    .advice = Name one: --dir FOLDER, or once and for all: `sauvegarde config set dir FOLDER`.
    .advice-window = Choose one in “Settings…”, in the field “Folder of the backups”.
error-target-missing = The folder { $path } does not exist.
    .advice = Plug the drive in, create the folder, or choose another with --dir.
    .advice-window = Plug the drive in, create the folder, or choose another one in “Settings…”.
error-target-not-a-folder = { $path } is a file, not a folder.
    .advice = Choose a folder for the backups.
error-target-not-writable = Nothing can be written into { $path } ({ $detail }).
    .advice = Give your account the right to write there, or choose another folder. On Windows, “controlled folder access” may have to allow Sauvegarde.
error-no-space = The disk that holds { $path } is full.
    .advice = Make room there and try again; the unfinished backup was removed, the earlier ones are untouched.
error-too-little-space = There is too little room in { $path }: { $available } free, at least { $needed } needed.
    .advice = Make room there, or choose another folder.
error-target-held = Another program is using { $path } ({ $detail }).
    .advice = The backup is whole; the next backup will put it in its place.
error-archive-cut = { $name } is cut or damaged: pg_restore could not read it to its end. It said: { $said }
    .advice = Take another copy of it, or an older backup. Nothing was run.
error-file-cut = The file ends before the dump does: it was cut off while it was written or copied.
    .advice = Take another copy of it, or an older backup. Nothing was run, and it should not be run by hand either: nothing would say what is missing.
error-dump-incomplete = pg_dump ended without its closing line, so the dump is not whole.
    .advice = Try again; if it happens again, check the server’s log and the disk.
error-read-back-differs = What was read back from { $path } is not what was written.
    .advice = The disk may be failing: check it, and back up to another one. Nothing was published.
error-backup-missing = There is no backup { $path }.
    .advice = `sauvegarde list` shows the backups.
    .advice-window = “Restore…” in the icon’s menu shows the backups that are there.
error-backup-unknown = “{ $given }” is neither a file nor one of the backups in { $folder }.
    .advice = The nearest there: { $near }. `sauvegarde list` shows them all.
error-backup-unknown-empty = “{ $given }” is not a file, and there is no backup in { $folder }.
    .advice = Check the path, or name another folder with --dir.
error-backup-unknown-no-folder = “{ $given }” is not a file, and no folder of backups is configured in which to look for that name.
    .advice = Check the path of the file, or name the folder of the backups: --dir FOLDER.
error-no-backup = There is no complete backup in { $path }.
    .advice = Make one: “Back up” in the icon’s menu, or `sauvegarde backup` in a terminal.
error-damaged = The backup { $name } is damaged. { $problems }
    .advice = Do not rely on it: make a new backup now and keep an earlier one that verifies.
error-cancelled = Cancelled.
    .advice = Nothing unfinished was left behind; the databases and the earlier backups are untouched.
error-interrupted = The last backup was interrupted before its end.
    .advice = Make a new one; what it left is cleaned up then.
error-dump-failed = pg_dump failed ({ $status }): { $output }
    .advice = Nothing was left behind. The server’s log says more; try again.
error-table-locked = The table { $table } is locked by another session ({ $by }).
    .advice = Wait until that session has ended its work, or end it, and try again.
error-table-damaged = The table { $table } is damaged on the server, which can no longer read all of its rows ({ $detail }). The fault is in the server’s data, not in the backup.
    .advice = Keep all older backups: one of them may hold the last whole copy of this table. Have the server’s disk checked. To save everything else: sauvegarde backup { $options }
error-table-unknown = The database has no table “{ $table }” whose rows a backup could hold.
    .advice = Write it as schema.table; a name with capital letters or other characters goes into double quotes, and the whole into single ones: 'public."Élèves"'.
error-table-ambiguous = “{ $table }” is the name of several tables: { $found }.
    .advice = Name the schema too, as in this list.
error-backup-ambiguous = Several backups begin with “{ $given }”: { $found }.
    .advice = Write more of the name, or the date as `sauvegarde list` shows it.
error-dump-stalled = The server has sent nothing for { $minutes } minutes; the backup was stopped.
    .advice = Look for a session that holds a lock, and check the network; then try again.
error-program-timed-out = { $program } did not end within { $seconds } s and was stopped.
    .advice = Try again; if it happens again, restart the computer.
error-server-answer = The server answered: { $detail }
    .advice = The server’s log says more.
error-read-not-found = { $path } does not exist.
    .advice = Check its name and its folder.
error-read = { $path } cannot be read ({ $detail }).
    .advice = Check the file’s rights and the disk.
error-write = { $path } cannot be written ({ $detail }).
    .advice = Check the folder’s rights and the disk.
error-create = { $path } cannot be created ({ $detail }).
    .advice = Check the folder’s rights and the disk.
error-lock = { $path } cannot be locked ({ $detail }).
    .advice = Check that your account may write there.
error-run = { $path } cannot be started ({ $detail }).
    .advice = Check that the program is there and that your account may run it.
error-crashed = The program stumbled over a mistake of its own: { $detail }
    .advice = Nothing that was there before is lost. Please send the developers the diagnostic of the tray’s menu, or the log.
error-trigger-failed = The system’s scheduler could not be set up: { $program } says { $detail }
    .advice = The schedule itself is in the configuration and the tray follows it. Without the tray let cron run `sauvegarde run`: `sauvegarde schedule show` prints the line.
error-demo-failed = The demonstration failed: { $detail }
    .advice = Try again; the demonstration touches none of your databases.

## What the system answers

system-not-found = not found
system-permission-denied = permission denied
system-is-a-folder = it is a folder
system-not-a-folder = it is not a folder
system-disk-full = the disk is full
system-read-only = read-only
system-connection-refused = connection refused
system-connection-reset = connection reset
system-host-unreachable = no route to that computer
system-host-unknown = no server of that name is known on this network
system-network-unreachable = network unreachable
system-timed-out = no answer in time
## How a program ended

status-exit = exit status { $status }
status-dll-missing = status { $code }: a DLL that it needs is missing
status-dll-wrong = status { $code }: one of its DLLs is of the wrong kind or version
status-crashed = status { $code }: it crashed
status-interrupted = status { $code }: ended by Ctrl+C or at log-off
status-signal = ended by signal { $signal }

## Warnings

warning-suspicious = Unusual: { $alarms }.
warning-frozen = The backup was made; no earlier one is deleted until somebody says that it is right: sauvegarde accept latest
warning-silent = Nothing has come from the server for { $seconds } s; waiting.
warning-pg-dump-said = pg_dump says: { $text }
warning-little-space = Only { $available } are left on the backups’ disk; the next backups may not fit.
warning-recovered = A finished backup, left by an interrupted run, was put in its place: { $name }.
warning-facts-missing = Some facts about the database are missing from the manifest ({ $detail }); the dump itself is whole.
warning-nothing-in-database = The database “{ $database }” is empty: it has neither a table nor anything else. Check that it is the one that you want to back up.
warning-nothing-in-database-but-others = The database “{ $database }” is empty. Other databases of this server have tables: { $others }. Check the address.
warning-incomplete = This backup is INCOMPLETE: it does not hold the rows of { $tables }. It is never taken for the latest backup; keep all older ones.
warning-rows-not-in-backup = This backup is incomplete: the rows of { $tables } are not in it, only the empty tables.
warning-safety-backup-incomplete = The server can no longer read all rows of { $tables }, so the safety backup holds everything but these rows. Keep all older backups, and have the server’s disk checked.
warning-not-recorded = The result could not be noted in the manifest: { $detail }
warning-parameters-passed-over = Sauvegarde does not use these parameters of the address: { $names }. They are meant for other programs; usually there is nothing to do.
warning-protection-missing = The address asks for a protection that Sauvegarde does not provide: { $names }. Take these parameters out if you can do without; sslmode=verify-full does take effect.
warning-postponed = The machine runs on its battery, at { $percent } %: the backup is postponed until it is plugged in or charged.
warning-from-the-future = The backup { $name } says it was made on { $date }, which is still to come: it does not count as the last one. Was the clock wrong?
warning-other-host = The connection goes to { $chosen }, not to { $tried }.

## Problems that a verification finds

problem-manifest-missing = Its manifest (.json) is missing: it is not a complete backup of Sauvegarde.
problem-manifest-unreadable = Its manifest cannot be read.
problem-manifest-changed = Its manifest was changed after the backup.
problem-manifest-newer = Its manifest is of a later version of Sauvegarde.
problem-renamed = It was renamed; it was { $expected }.
problem-file-missing = The dump file is missing.
problem-not-a-file = What has its name is a folder or the like, not a file.
problem-size-differs = It has { $found } bytes instead of { $expected }.
problem-hash-differs = Its SHA-256 is not that of the manifest.
problem-not-gzip = It cannot be decompressed to its end ({ $detail }).
problem-dump-hash-differs = Its content is not what pg_dump wrote.
problem-truncated = The closing line of pg_dump is missing: the backup is cut short.
problem-rows-differ = { $table } has { $found } instead of { $expected }.
problem-tables-differ = Its tables are not those of the manifest.
problem-large-objects-differ = Large objects: { $found } instead of { $expected }.

## Connection strings

connection-sslmode = there is no sslmode “{ $value }”
connection-lists = the number of ports (port) or addresses (hostaddr) is not that of the hosts
connection-host-address = hostaddr must be an IP address
connection-session-target = there is no target_session_attrs “{ $value }”
connection-channel-binding = there is no channel_binding “{ $value }”
connection-port = the port, after the host’s “:”, is not a number from 1 to 65535
connection-no-user = the user is missing
connection-nul = it holds a NUL character
connection-scheme = “{ $scheme }” is not PostgreSQL
connection-other-database = it is the address of a { $name } database, and Sauvegarde saves PostgreSQL only
connection-web-page = it is the address of a web page
connection-unescaped = a “/”, “@”, “:” or “?” in user or password must be written as %2F, %40, %3A or %3F
connection-query = a parameter after “?” has no value
connection-no-equals = “=” is missing
connection-open-quote = a quote is not closed
connection-open-bracket = a bracket is not closed
connection-percent = after “%” two hexadecimal digits are needed
connection-unknown-parameter = the parameter “{ $key }” is unknown
connection-typo = the parameter “{ $key }” is unknown (should it be { $known }?)

## Several hosts

host-read-only = read-only
host-read-write = open for writing
host-standby = a standby
host-primary = the primary

## Progress

stage-init = Initialisation
stage-dump = Dump
stage-dump-table = Dump of { $table }
stage-compression = Compression
stage-integrity = Integrity
stage-finalisation = Finalisation
progress-rate = { $dump } read, { $file } written, { $rate }/s
progress-eta = { $time } left

## Results

backup-done = Backup complete and verified.
backup-done-incomplete = The backup is made and verified, but INCOMPLETE: without the rows of { $tables }.
backup-name = Name
backup-size = Size
backup-location = Location
backup-sha256 = SHA-256
backup-content = Content
backup-content-value = { $tables }, { $rows }, { $bytes } uncompressed
backup-content-not-counted = rows not counted, { $bytes } uncompressed
rows-in-tables = { $rows } in { $tables }
rows-not-counted = rows not counted
not-counted = not counted
backup-time = Time
warning-label = Warning
error-label = Error
advice-label = What to do

list-empty = No backup in { $path }.
list-heading-date = Date
list-heading-database = Database
list-heading-size = Size
list-heading-rows = Rows
list-heading-verified = Verified
list-heading-reason = Reason
list-heading-name = Name
state-damaged = DAMAGED
state-not-restorable = CANNOT BE RESTORED
state-incomplete = INCOMPLETE: without the rows of { $tables }
incomplete-rows = incomplete: without the rows of { $tables }
state-missing-file = FILE MISSING
state-in-cloud = in the cloud only
state-suspicious = UNUSUAL: { $alarms }
reason-manual = manual
reason-hotkey = hotkey
reason-scheduled = scheduled
reason-before-restore = before a restore
reason-import = imported
reason-cli = command line

prune-keep = keep
prune-remove = remove
prune-removed = removed
prune-held = not removed
prune-sum = Kept: { $kept } · removed: { $removed } · freed: { $bytes }
prune-sum-dry = Would be kept: { $kept } · would be removed: { $removed } · would be freed: { $bytes }
prune-recycle-bin = The recycle bin of { $service } may still have what was removed.
prune-no-policy = Nothing is ever deleted: the configuration does not say what is kept. For example: `sauvegarde config set retention.keep_daily 14`, and keep_last, keep_weekly, keep_monthly and keep_yearly in the same way; then see what it would do: `sauvegarde prune --dry-run`
pin-done = { $name } is kept for ever.
unpin-done = { $name } is no longer kept for ever.
unpin-none = { $name } was not kept for ever.
accept-done = What is unusual about { $name } is right; later backups are compared with it:
accept-none = { $name } has no alarm that is open.

verify-good = { $name }: good ({ $content }, { $bytes }).
verify-incomplete = { $name }: as it was made, but INCOMPLETE: without the rows of { $missing } ({ $content }, { $bytes }).
verify-bad = { $name }: DAMAGED.
verify-in-cloud = { $name } is in the cloud only and was not checked; `sauvegarde verify FILE` fetches and checks it.
verify-renamed-advice = Its content is whole: give it back the name { $expected }, and its manifest too.
verify-drilled = { $name }: can be restored. Counted in a scratch database, which was dropped again: { $content } ({ $time }).
verify-drilled-not-counted = { $name }: can be restored. Tried in a scratch database, which was dropped again: { $content } ({ $time }).
verify-drilled-incomplete = Restorable, with { $things } not restored: see the warnings above.
verify-not-restored = { $name }: CANNOT BE RESTORED.
verify-drill-advice = The file is whole: it is the dump in it that PostgreSQL refuses. Change in the live database what the message names, then make another backup and try it again.
list-drilled = ✓ { $date }, restored
cli-arg-drill = Also restore it into a scratch database that is dropped again: on the server, or “local” on a throwaway server

status-idle = No backup has run here yet.
status-running = A backup is running: { $percent } %, { $message }.
status-completed = The last backup is complete: { $name }, { $size }, { $date }.
status-incomplete = The last backup is INCOMPLETE, without the rows of { $tables }: { $name }, { $size }, { $date }.
status-last-complete = The last complete backup: { $name }, { $date }.
status-none-complete = There is no complete backup.
status-failed = The last backup failed: { $message }

doctor-good = Everything that a backup needs is there.
doctor-weak = Backups work; see the remarks above.
doctor-bad = Backups cannot work yet: see the lines with ✗ above.
doctor-subject-configuration = Configuration
doctor-subject-password-file = Passwords
doctor-subject-server = Server
doctor-subject-rights = Rights
doctor-subject-row-security = Row-level security
doctor-subject-encryption = Network
doctor-subject-pg-dump = pg_dump
doctor-subject-folder = Folder
doctor-subject-space = Free space
doctor-subject-synced-folder = Synced folder
doctor-subject-schedule = Schedule
doctor-schedule = { $meaning }; next: { $next }
doctor-no-schedule = none: a backup is made when somebody asks for one
doctor-schedule-late = Make one now: `sauvegarde run`, and see why it was not made: `sauvegarde status`.
doctor-schedule-nobody = Nobody keeps time: let the tray start with the session, or let the system do it: `sauvegarde schedule set { "WHEN" }`.
doctor-subject-last-backup = Last backup
doctor-configuration = “{ $database }” on { $address }
doctor-server = PostgreSQL { $version } answers to “{ $user }”; the database takes { $size }
doctor-pooler = { $server }; through a connection pooler, in session mode
doctor-pooler-transaction = { $server }; through a connection pooler that lends the server for a transaction only
doctor-rights = every table and sequence may be read
doctor-row-security = no rows are hidden
doctor-local = the connection stays on this computer
doctor-encrypted = the connection is encrypted (sslmode={ $mode })
doctor-not-encrypted = the connection is not necessarily encrypted
    .advice = Add ?sslmode=require to the URL, or verify-full with a certificate.
doctor-pg-dump = version { $version }, { $path }
doctor-folder = { $path } can be written to
doctor-space = { $available } free
doctor-space-unknown = the system does not say
doctor-synced = the backups are in { $service } ({ $path })
doctor-not-synced = the backups are not in { $service } ({ $path })
    .advice = Only a copy kept elsewhere survives the loss of this computer: choose a synced folder, or copy the backups to another machine.
doctor-nothing-synced = no OneDrive, Nextcloud, Dropbox or iCloud Drive on this computer
doctor-last-backup = { $date }, { $size }
doctor-no-backup = none yet
    .advice = Make one: “Back up” in the icon’s menu, or `sauvegarde backup` in a terminal.
doctor-old-backup = It is { $days } days old: make a new one.

told-failed = { $profile ->
    [default] Backup failed
   *[other] Backup failed: { $profile }
}
told-stale = { $profile ->
    [default] The last backup is too old
   *[other] The last backup is too old: { $profile }
}
told-all-well = { $profile ->
    [default] Backups: all is well again
   *[other] Backups of { $profile }: all is well again
}
told-postponed = { $profile ->
    [default] Backup postponed
   *[other] Backup postponed: { $profile }
}
told-config-well = The configuration file is understood again.
told-last-good = Last good backup of “{ $database }”: { $date }
told-never = There is no good backup of “{ $database }” yet.
run-waits = Waiting for the next slot; Ctrl+C, or the system’s request to end, ends it.
run-never = never
run-no-moment = “{ $text }” is not a moment; write 2026-12-24 12:30 or 2026-12-24T11:30:00Z
run-no-schedule = No profile has a schedule. `sauvegarde schedule set daily 12:30` gives one to the default profile.
run-would = { $profile }: a backup would be made; it is due since { $slot } (last good one: { $last }).
run-nothing = { $profile }: nothing is due (last good backup: { $last }; next slot: { $next }).
run-made = { $profile }: { $name } ({ $size }); next slot: { $next }.
run-busy = { $profile }: another process is making the backup.
run-postponed = { $profile }: the backup is postponed.
run-failed = { $profile }: { $message }
notify-nobody = Nobody is told yet; `sauvegarde config set notify.ping https://…` is a beginning
schedule-set-nothing = a schedule has to be said; `sauvegarde schedule off` ends one
schedule-off = { $profile } is no longer backed up by itself.
schedule-none = { $profile }: no schedule.
schedule-line = { $profile }: { $meaning }; next: { $next }; last good backup: { $last }.
trigger-systemd-user = systemd, with a timer of yours
trigger-systemd-system = systemd, with a timer of the system
trigger-task-scheduler = the Task Scheduler
schedule-keeper-system = `sauvegarde run` is started by { $name }.
schedule-keeper-tray = The tray keeps time; it starts with the session.
schedule-nobody = Nobody keeps time: this system has no scheduler for it, and the tray does not start with the session. A line for cron:
status-stale = The last good backup is { $age } old.
status-never = There is no good backup yet.
status-next = Next backup: { $date }
config-from-line = { $key }: line { $line }
config-from-environment = { $key }: from the environment variable { $name }
config-from-default = { $key }: { $value }, which is the default
config-no-such-key = there is no key “{ $key }” here
config-no-such-key-but = there is no key “{ $key }” here (perhaps “{ $nearest }” is meant)
config-not-a-number = { $key } takes a whole number
config-not-a-text = “{ $key }” must be a text in quotation marks, or a list of such texts where several are possible
config-not-a-table = “{ $key }” must be a table
config-key-url = The database: a URL or host=… dbname=…; without a password
config-key-dir = The folder of the backups
config-key-pg-dump = Where pg_dump is, if it is not found by itself
config-key-schedule = When to back up without being asked: daily 12:30, weekdays 12:30, every 4h …
config-key-drill = How often the newest backup is restored on trial, where there is a schedule: 30 days, 2 weeks …; "" for never
config-key-alarm-ignore = Tables that raise no alarm, as patterns: public.django_session, *.cache_*
config-key-retention-keep-last = How many of the newest backups are kept
config-key-retention-keep-hourly = For how many hours the newest backup of each is kept
config-key-retention-keep-daily = For how many days the newest backup of each is kept
config-key-retention-keep-weekly = For how many weeks (Monday to Sunday) the newest backup of each is kept
config-key-retention-keep-monthly = For how many months the newest backup of each is kept
config-key-retention-keep-yearly = For how many years the newest backup of each is kept
config-key-retention-keep-within = How far back from the newest every backup is kept: 30d, 6m, 1y6m14d12h
config-key-retention-keep-min = How many good backups stay, whatever the rest says
config-key-hotkey = The key that backs up; "" for none
config-key-language = The language: fr or en
config-key-notify-ping = The address of a dead man’s switch (healthchecks.io, Uptime Kuma)
config-key-notify-ntfy = The address of an ntfy topic, for people
config-key-notify-webhook = An address that is sent the JSON result of each run
config-key-notify-mail-to = Who is written to
config-key-notify-mail-from = The sender of these mails
config-key-notify-mail-server = The mail server: smtps://user@host
config-key-notify-metrics = A file of metrics for Prometheus
config-key-notify-after = A program to run after each run, with the result on its standard input
config-unset = { $key } has no value any more.
config-set = { $key } is now { $value }.
config-imported = The connection in { $file } was taken over: { $url }
config-password-stored = The password was put into { $path }.
config-password-place = Password of { $user } on { $address }: { $place }
config-password-in-configuration = in the address above, for everyone to read; it belongs in a password file
config-password-in-environment = in the environment (DATABASE_URL or PGPASSWORD)
config-password-in-service-file = in PostgreSQL’s service file
config-password-in-keyring = in the system’s keyring
config-password-in-file = in { $path }
config-password-nowhere = none is kept
config-password-no-mail = no mail server with a login is configured; `sauvegarde config set notify.mail.server smtps://user@host` names one
config-password-elsewhere = The password is not in this file: it comes from “{ $from }”. Put it into PostgreSQL’s password file (.pgpass, on Windows pgpass.conf).
config-empty = There is no configuration yet ({ $path }).

demo-title = Demonstration: a throwaway PostgreSQL server; nothing else is touched
demo-filling = Starting the server and filling its database; this takes a few seconds.
demo-server = Server
demo-server-value = PostgreSQL { $version }, in { $path }
demo-database = Database
demo-database-value = { $database }: { $rows } in { $tables }
demo-alone = pg_dump alone
demo-ratio = { $time } with compression, hashes and checks: { $ratio } × pg_dump alone
demo-verified = Verified
demo-verified-value = read from its first byte to its last
demo-restored = Restored
demo-restored-value = into “{ $database }”: { $rows } in { $tables }, all equal to the source
demo-by-hand = Restore it by hand:
demo-kept = The server is still up. Try every other command on it:
demo-stop = When you have seen enough:
demo-differs = the restored table { $table } differs from its source
demo-not-ours = { $path } is not a server of the demonstration

## Command line

colon = :{" "}
backup-detail = PostgreSQL { $server }, pg_dump { $pg_dump }, levels of the blocks: { $levels }
usage-unknown-argument = The option { $argument } is unknown.
usage-unknown-command = The command { $command } is unknown.
usage-missing-command = A command is missing.
usage-database-name = “{ $name }” cannot be the name of a database: it takes 1 to { $bytes } bytes.
usage-missing-argument = { $argument } is missing.
usage-invalid-value = “{ $value }” is not a possible value for { $argument }.
usage-missing-value = { $argument } needs a value.
usage-no-value = { $argument } takes no value.
usage-conflict = { $argument } does not go with { $other }.
cli-heading-usage = Usage
cli-heading-commands = Commands
cli-heading-arguments = Arguments
cli-heading-options = Options
cli-value-command = COMMAND
cli-value-file = FILE
cli-value-backup = BACKUP
cli-value-name = NAME
cli-value-table = TABLE
cli-value-folder = FOLDER
cli-value-database = DATABASE
cli-value-factor = FACTOR
cli-value-key = KEY
cli-value-value = VALUE
cli-value-url = URL
cli-value-shell = SHELL
cli-help = Show this help
cli-version = Show the version
cli = Keeps a PostgreSQL database safe: dumped, compressed, hashed and checked in one pass
cli-backup = Make a backup
cli-list = List the backups of the folder
cli-verify = Read backups from first to last byte and compare them with their manifests
cli-prune = Delete the backups that [retention] in the configuration does not keep, and say why the others stay
cli-pin = Keep a backup for ever
cli-unpin = No longer keep a backup for ever
cli-accept = Say that what is unusual about a backup is right
cli-arg-pin = Keep it for ever, and why
cli-arg-note = Why it is kept
cli-value-text = TEXT
cli-status = Say whether a backup is running and how the last one ended
cli-doctor = Check everything that a backup needs, with remedies
cli-config = Show or change the configuration
cli-config-show = Show the configuration file
cli-config-path = Say where the configuration file is
cli-config-set = Set a key: url, dir, pg_dump, hotkey, language, or profiles.{"NAME"}.url …
cli-config-import = Take over the connection of an application (.env, settings.py, appsettings.json, application.properties)
cli-demo = Show a backup and its restore on a throwaway server
cli-run = Make the backups that are due, of every profile that has a schedule
cli-schedule = When to back up without being asked
cli-schedule-set = Set the schedule, and let the system follow it: daily 12:30, weekdays 12:30 18:00, every 4h …
cli-schedule-show = Say what is due when, who makes it, and what would prevent it
cli-schedule-off = No longer back up without being asked
cli-notify = Who is told how a run went
cli-notify-test = Send one message to each that [notify] names, and show the answers
cli-arg-mail = The password of the mail server in [notify]
cli-arg-all-profiles = Of every profile
cli-arg-dry-run = Say what would be done, and do nothing
cli-arg-at = What would be done at this moment: 2026-12-24 12:30
cli-arg-patient = Try for half an hour to reach a server that does not answer yet, before that is an error
cli-arg-wait = Stay, and make the backups at every slot
cli-arg-when = daily 12:30 · weekdays 12:30, 18:00 · every 4h · monday 03:00 · monthly 1 03:00 · five cron fields
cli-value-time = TIME
cli-value-when = WHEN
cli-completions = Print the completions for a shell: bash, elvish, fish, powershell, zsh
cli-man = Print the manual page, of the program or of a command
cli-arg-config = Another configuration file
cli-arg-profile = The profile of the configuration
cli-arg-json = One JSON object per line, the result last
cli-arg-lang = The language: fr or en
cli-arg-quiet = Say nothing but warnings, errors and damage
cli-arg-verbose = Say more
cli-arg-url = The database: postgresql://user@host:5432/name, or host=… dbname=…
cli-arg-dir = The folder of the backups
cli-arg-pg-dump = The folder of PostgreSQL’s programs (pg_dump; for a throwaway server also initdb and postgres), instead of the one found
cli-arg-without-rows = Leave out the rows of these tables, which the server cannot read any more: schema.table; such a backup is incomplete and never the latest
cli-arg-sha256sum = Lines for sha256sum -c
cli-arg-file = A name that `list` prints or its beginning, a date (2026-11-20 or “2026-11-20 12:30”), “latest” for the newest, or a file
cli-arg-all = All backups of the folder
cli-arg-key = The key
cli-arg-value = Its value
cli-arg-size = Size of the demonstration’s database; 1 is about 300,000 rows
cli-arg-keep = Leave the server up, to try the other commands
cli-arg-stop = End the server that --keep left in this folder
cli-arg-shell = The shell
cli-arg-command = The command

## Restore

error-database-exists = The database “{ $database }” exists already.
    .advice = Choose another name: a restore never writes into a database that is there.
error-may-not-create-databases = “{ $user }” may not create databases on this server.
    .advice = As an administrator of the server: ALTER ROLE "{ $user }" CREATEDB; or use another login with --url.
    .advice-window = As an administrator of the server: ALTER ROLE "{ $user }" CREATEDB; or use another login in “Settings…”.
error-session-needed = The connection pooler { $address } lends the server for one transaction at a time: no restore is possible there, and nothing was touched.
    .advice = Restore through the server’s direct address, probably { $direct }, or through a pooler in session mode. Backups go through this one, too.
error-transaction-needed = The connection pooler { $address } lends the server for one statement at a time: neither a backup nor a restore is possible there, and nothing was touched.
    .advice = Use the server’s direct address, probably { $direct }, or a pooler in session or transaction mode.
    .advice-somewhere = Use the server’s direct address, which the provider or the administrator knows, or a pooler in session or transaction mode.
error-session-needed-somewhere = The connection pooler { $address } lends the server for one transaction at a time: no restore is possible there, and nothing was touched.
    .advice = Restore through the server’s direct address, which the provider or the administrator knows, or through a pooler in session mode. Backups go through this one, too.
error-read-only-standby = The PostgreSQL server { $address } follows another server and can only be read: no restore is possible there.
    .advice = Restore on the server that it follows: { $primary }.
error-read-only-standby-of-whom = The PostgreSQL server { $address } follows another server and can only be read: no restore is possible there.
    .advice = Restore on the primary server; primary_conninfo says on this one which it is.
error-extensions-missing = The backup needs extensions that this server does not have: { $names }.
    .advice = Install them on the server (many come with PostgreSQL’s “contrib” modules), then restore again. Nothing was changed.
error-dump-forbidden = Line { $line } of the file holds something that pg_dump never writes: { $what }
    .advice = pg_dump alone did not make the file as it is: two dumps were joined, something was added, or it was tampered with. Nothing was run.
error-dump-not-understood = The file cannot be read as a dump from line { $line } on.
    .advice = pg_dump does not write such a text, or it was changed afterwards. Take another copy of the file, or an older backup. Nothing was run.
error-newer-than-server = The file comes from PostgreSQL { $file }, the server is PostgreSQL { $server }: restore it into a server of version { $file } or later. Your server is as before.
error-prune-frozen = No backup is deleted: since { $date } the backups look unusual, and nobody has said that this is right.
    .advice = `sauvegarde list` shows what is unusual. If it is right: `sauvegarde accept latest`; if not, restore an earlier backup.
    .advice-window = Look at what is unusual, and say whether it is right.
error-prune-frozen-clock = No backup is deleted: the newest one says that it was made on { $date }, which is more than a day from now.
    .advice = Set this computer’s clock. If it is right, delete that backup and its .json file, or wait until then.
error-restore-failed = The restore failed at line { $line } ({ $statement }): { $detail }
    .advice = What had been restored was taken back; every database is as it was before. To get all the rest, in a new database beside the others, and a list of what is missing: --into NAME --keep-going.
    .advice-window = What had been restored was taken back; every database is as it was before. To get all the rest, in a new database beside the others, and a list of what is missing, in a terminal: `sauvegarde restore FILE --into NAME --keep-going`.
error-counts-differ = After the restore, { $table } has { $found } instead of { $expected }.
    .advice = What had been restored was taken back; every database is as it was before. To get all the rest, in a new database beside the others, and a list of what is missing: --into NAME --keep-going.
    .advice-window = What had been restored was taken back; every database is as it was before. To get all the rest, in a new database beside the others, and a list of what is missing, in a terminal: `sauvegarde restore FILE --into NAME --keep-going`.
error-restore-interrupted = The restore stopped before its end.
    .advice = What had been restored was taken back; every database is as it was before. Try again.
warning-roles-created = These roles were missing and were made without login: { $names }.
warning-roles-left-out = These roles are missing and may not be made by this login: { $names }. Owners and rights were left out.
warning-not-ours = The file has no manifest: its end shows that it is complete, but nothing tells whether it is still as it was written. Its rows were counted and compared.
warning-tables-not-in-file = These tables of the live database are not in the file, and not in the database after the restore: { $tables }. The safety backup has them.
warning-made-by-hand = No tool of PostgreSQL wrote this file: whether it is whole, nobody can tell. Its rows were not counted.
warning-rows-not-counted = The rows of this file come as INSERT statements: they were not counted. Only the end of the file tells whether it is whole.
warning-no-rows-in-file = The file has none of the rows (pg_dump --schema-only): the restored tables are empty.
warning-characters-mended = The file had been through a Windows console (code page { $code_page }), which had changed its accented characters; they are as they were.
warning-others-in-file = The file holds more than “{ $taken }”.{ $other_count ->
        [0] {""}
        [one] {" "}Another database stayed in it: { $others }.
       *[other] {" "}Other databases stayed in it: { $others }.
    }{ $role_count ->
        [0] {""}
       *[other] {" "}Roles too, with their passwords: { $roles }. They were not taken over; those that the database needs are made without login.
    }
warning-others-cut = { $name } ends early. The database that was taken from it is whole; others behind it are not.
not-restored-what = { $kind ->
    [access_method] access method { $name }
    [aggregate] aggregate { $name }
    [cast] cast { $name }
    [collation] collation { $name }
    [column] property of the column { $name }
    [comment] comment on { $name }
    [constraint] constraint { $name }
    [conversion] conversion { $name }
    [default_privileges] default privileges { $name }
    [domain] domain { $name }
    [event_trigger] event trigger { $name }
    [extension] extension { $name }
    [foreign_data_wrapper] foreign-data wrapper { $name }
    [foreign_table] foreign table { $name }
    [function] function { $name }
    [index] index { $name }
    [language] language { $name }
    [large_object] large object { $name }
    [materialized_view] materialized view { $name }
    [materialized_view_data] content of the materialized view { $name }
    [operator] operator { $name }
    [operator_class] operator class { $name }
    [operator_family] operator family { $name }
    [owner] owner of { $name }
    [partition] partition { $name }
    [policy] row-level security policy { $name }
    [privileges] privileges on { $name }
    [procedure] procedure { $name }
    [property] property of { $name }
    [publication] publication { $name }
    [row_security] row-level security of { $name }
    [rows] rows of { $name }
    [rule] rule { $name }
    [schema] schema { $name }
    [security_label] security label on { $name }
    [sequence] sequence { $name }
    [server] foreign server { $name }
    [setting] setting { $name }
    [statistics] statistics object { $name }
    [subscription] subscription { $name }
    [table] table { $name }
    [text_search_configuration] text search configuration { $name }
    [text_search_dictionary] text search dictionary { $name }
    [text_search_parser] text search parser { $name }
    [text_search_template] text search template { $name }
    [transform] transform { $name }
    [trigger] trigger { $name }
    [type] type { $name }
    [user_mapping] user mapping { $name }
    [view] view { $name }
   *[other] { $name }
}
not-restored-rows-taken = the server took { $taken } of { $of }
not-restored-not-in-backup = the backup was made without them
not-restored-line = { $what }: { $message }
warning-not-restored = Not restored: { $things } — the server says: { $message }
warning-ran-with-search-path = Made only with the search path { $path }, because their functions find other objects by it: { $names }. Set it on the database if it is not (ALTER DATABASE … SET search_path), or name the schema in these functions: psql alone cannot restore them.
warning-filled-later = The rows of { $tables } were refused at first, because what checks or computes them reads other tables; they are there, filled after the others. psql alone cannot restore them.
warning-constraint-set-aside = The constraint { $name } refused rows of the backup while they were filled in. It was set aside, put back at the end, and holds for all rows.
warning-constraint-not-valid = The constraint { $name } does not hold for all rows of the backup: it is back as NOT VALID, so that it is checked for new rows only. Look at the rows, then run ALTER … VALIDATE CONSTRAINT.
warning-rows-added = { $table } had { $expected } in the backup and has { $found } now: while the restore ran, functions of the database itself added rows.
warning-tablespaces-missing = This server does not have the tablespaces { $names }: what was in them is in the default tablespace.
warning-access-methods-missing = This server does not have the table access methods { $names }: their tables are ordinary ones (heap).
warning-name-withheld = Rows are missing, so the database is called “{ $database }” and not “{ $wanted }”. Rename it if you want to use it as it is.
error-incomplete-rows = Rows of tables are missing: { $things }.
error-incomplete = All rows can be restored, but not everything else: { $things }.
    .advice = The database is as it was before. “Try again” shows what would be missing and asks once more; in a terminal, --accept-incomplete replaces it all the same, and --into NAME restores beside it to look at the result.
restore-incomplete-rows = This is missing, rows too:
restore-incomplete = All rows are there, but this is missing:
restore-incomplete-ask = Replace the database all the same? Type “yes”, or press Enter to change nothing:
word-yes = yes
warning-setting-left-out = A property of the database could not be restored: { $detail }
warning-statistics-missing = The database is restored, but its statistics could not be gathered: { $detail } Run ANALYZE in “{ $database }”, or its first queries may be slow.
stage-verification = Verification
stage-restore = Restore
stage-restore-table = Restore of { $table }
stage-counts = Counting
stage-statistics = Statistics
restore-done = Restored into “{ $database }”, rows compared with the backup.
restore-done-unproven = Restored into “{ $database }”.
restore-backup = Backup
cli-restore = Restore a backup: beside the live database, or in its place
cli-import = Make a backup out of a file of pg_dump, pg_dumpall or pgAdmin
cli-arg-application-file = The application’s file: .env, settings.py, appsettings.json or application.properties
cli-arg-import-file = The file, or the folder of pg_dump’s directory format
cli-arg-from = The database to take from a file that holds several
import-done = The file has become a backup of “{ $database }”, inspected and counted.
cli-arg-restore-file = A name that `list` prints or its beginning, a date (2026-11-20 or “2026-11-20 12:30”), “latest” for the newest, or a file
cli-arg-into = The name of the new database
cli-arg-no-owner = Leave out who owns what
cli-arg-no-privileges = Leave out who may do what
cli-arg-accept-incomplete = Replace the database although something other than rows is missing; what is missing is listed
cli-arg-keep-going = Go on without the tables and rows that the server refuses; only with --into
error-confirmation-missing = To replace the database “{ $database }”, its name must be typed.
    .advice = Add --confirm { $database }, or choose --into NAME to restore beside it. Nothing was changed.
error-confirmation-wrong = “{ $given }” is not the name of the database, “{ $database }”.
    .advice = Nothing was changed. Type the name exactly as it is written.
error-nothing-to-undo = There is no restore of “{ $database }” to undo.
    .advice = A replaced database is kept for seven days; `sauvegarde status` lists those that are there.
    .advice-window = A replaced database is kept for seven days only.
error-nothing-to-undo-in-place = No database that a restore of “{ $database }” replaced is kept.
    .advice = After a restore in place, the safety backup is the way back: sauvegarde restore { $path } --confirm { $database }
    .advice-window = After a restore in place, the safety backup is the way back: restore { $path } with “Restore…”.
error-may-not-restore-in-place = “{ $user }” may not create databases, and a restore in place is not possible either: it does not have the right to drop and to make { $things }.
    .advice = As an administrator of the server: ALTER ROLE "{ $user }" CREATEDB; or use another login with --url. Nothing was changed.
    .advice-window = As an administrator of the server: ALTER ROLE "{ $user }" CREATEDB; or use another login in “Settings…”. Nothing was changed.
error-commit-unknown = The connection to { $address } was lost at the very end, and the server does not say whether the restore was committed.
    .advice = Everything was restored or nothing: look at the rows once the server answers again. The safety backup is in the folder of the backups.
restore-way-back = Way back
restore-way-back-value = no former database is kept; to go back: sauvegarde restore { $path } --confirm { $database }
error-sessions-stay = “{ $database }” is still in use and could not be replaced: { $sessions }.
    .advice = Stop the application, then restore again. The database is as before.
warning-former-removed = The database { $name }, replaced by a restore more than seven days ago, was removed.
warning-former-stays-prepared = The database { $name }, replaced by a restore more than seven days ago, could not be removed: a prepared transaction uses it, { $transactions }. In “{ $name }”: { $statements } The next backup then removes it.
warning-former-stays-slots = The database { $name }, replaced by a restore more than seven days ago, could not be removed: its replication slots are being read, { $slots }. Stop whoever reads them, then: { $statements } The next backup then removes it.
warning-former-stays-subscriptions = The database { $name }, replaced by a restore more than seven days ago, could not be removed: it has subscriptions, { $names }. In “{ $name }”: { $statements } The next backup then removes it.
warning-former-stays-refused = The database { $name }, replaced by a restore more than seven days ago, could not be removed: { $detail } It takes up room until an administrator of the server removes it: { $statement }
warning-formers-unknown = It could not be found out whether a replaced database is to be removed: { $detail } The next backup asks again.
warning-slots-left = Replication slots of “{ $database }”: { $slots }. They go with the former database, not with the restored one: whoever reads them must be set up again, and until the former database is removed they hold WAL, which may fill the server’s disk. `sauvegarde restore --undo` gives them back. If nobody needs them any more: { $statements }
warning-workers-ended = Workers of extensions in “{ $database }”: { $names }. The replacement ends them, and they do not come back by themselves: restart the PostgreSQL server afterwards, or what they do, such as the jobs of pg_cron, stays undone.
warning-subscriptions-left = Subscriptions of “{ $database }”: { $names }. They go with the former database and go on filling that one; in the restored one they must be set up again. Once it is restored, in the former database: { $statements } `sauvegarde restore --undo` gives them back.
warning-subscriptions-not-restored = The database that was saved had subscriptions, which no backup restores: { $names }. If the restored database is to receive rows, set them up again (CREATE SUBSCRIPTION).
warning-locale-replaced = This server does not have the sorting rules of the saved database, { $wanted }: it was restored with { $got }. Texts may come in another order than before (ORDER BY), and upper and lower case may differ; the indexes are built for the new order. For the former order, install that locale on the server and restore again.
warning-tablespace-replaced = The saved database was in the tablespace { $name }, which this server does not have or this login may not use: it was restored in the default tablespace.
# $gid and $owner: the transaction's identifier and its role.
prepared-transaction = { $gid } (of { $owner }, prepared { $age } ago)
prepared-transaction-end = COMMIT PREPARED { $gid }; or ROLLBACK PREPARED { $gid };
slot-read = { $name } (read by { $reader })
slot-unread = { $name } (nobody reads it now)
error-prepared-transactions = “{ $database }” is in use by prepared transactions, which end neither with their session nor with the server: { $transactions }.
    .advice = End each as the application needs it, in “{ $database }”: { $statements } Then try again. The database is as before.
restore-plan-left-behind = Does not come along
stage-safety-backup = Safety backup
restore-replaced = “{ $database }” is restored, rows compared with the backup.
restore-replaced-unproven = “{ $database }” is restored.
restore-former = Former database
restore-former-value = { $name }, kept until { $date }; back with: sauvegarde restore --undo
restore-safety = Safety backup
restore-undone = “{ $database }” is as it was before the restore; the restored one is kept as { $name } until { $date }.
restore-plan = “{ $database }” will be replaced by the backup of { $date }:
restore-plan-rows = Rows: { $now } now, { $then } in the backup
restore-plan-incomplete = The backup is INCOMPLETE: the rows of { $tables } are not in it, only the empty tables.
restore-plan-table = { $name }: { $now } now, { $then } in the backup
restore-plan-tables-more = and { $tables } more
restore-plan-versions = PostgreSQL { $then } then, { $now } now
restore-plan-sessions = Connected now, will be disconnected: { $sessions }
restore-plan-sessions-in-place = Connected now; whoever holds on to a table will be disconnected: { $sessions }
restore-plan-nobody = Nobody is connected.
restore-plan-django = Django migrations differ ({ $apps }): if the code is newer than the backup, run migrate afterwards.
restore-plan-safety = A safety backup is made first, and the present database is kept for seven days.
restore-plan-in-place = “{ $user }” may not create databases, so the restore takes place in the database itself, all of it in one transaction. A safety backup is made first; it is the only way back.
restore-which = The file holds these databases: { $found }. Type the name of the one that is meant:
restore-ask = Type the name of the database to go on:
status-former = { $name }: replaced by a restore, kept until { $date }
cli-arg-confirm = Replace the live database; its name, typed out
cli-arg-undo = Bring back the database that the last restore replaced
error-nothing-to-replace = The server has no database “{ $database }”, so there is none to replace.
    .advice = Check the name; if the database is gone, `sauvegarde restore FILE --into { $database }` makes it again.
error-nothing-to-replace-but-former = The server has no database “{ $database }” any more. The one that the last restore replaced is still there: “{ $former }”.
    .advice = To have it back, as an administrator: { $statement } To make the database again from a backup instead: --into with its name.
error-may-not-replace = “{ $user }” does not own the database “{ $database }” and so may not replace it.
    .advice = Use its owner with --url, or restore beside it with --into NAME. Nothing was changed.
    .advice-window = Use its owner as the user in “Settings…”. Nothing was changed.
error-not-a-backup = { $path } is no backup of a PostgreSQL database: it seems to be { $seems }.
    .advice = Choose a file that Sauvegarde, pg_dump, pg_dumpall or pgAdmin made. Nothing was run.
seems-folder = a folder without a backup in pg_dump’s directory format
seems-pipe = a pipe or a device, not a file
    .advice = Save what comes out of it to a file first, then give that file.
seems-compressed = a file compressed by { $program }
    .advice = Decompress it with { $program } first, and restore what comes out. Nothing was run.
seems-zip = a ZIP archive
    .advice = Extract the file from it first, and restore that. Nothing was run.
seems-tar = a tar archive
seems-pdf = a PDF document
seems-picture = a picture
seems-sqlite = a SQLite database
seems-mysql = a backup of MySQL or MariaDB
seems-data-directory = the data directory of a PostgreSQL server, or a copy of it
    .advice = Such a copy is given to a PostgreSQL server of the same version as its data directory; it cannot be restored into a server that runs. Nothing was run.
seems-with-messages = messages of pg_dump, in front of a dump or in the midst of it
    .advice = It was made with 2>&1: make it anew without, or with pg_dump -f FILE. If that is no longer possible, delete every line that begins with “pg_dump:” in a copy of the file, and restore that. Nothing was run.
seems-document = a document or a file of data
seems-text = a text that is no SQL
seems-binary = a file of another program
error-not-of-ours = { $path } was not made by Sauvegarde: without the manifest of a backup, nothing says what must be in it.
    .advice = `sauvegarde import { $path }` reads it to its end, counts its rows and makes a backup of it, which can be verified; `sauvegarde restore { $path }` takes it as it is.
error-databases-in-file = The file holds several databases: { $found }.
error-database-not-in-file = The file holds several databases, and none of them is called “{ $wanted }”: { $found }.
    .advice = Say which one is meant: --from NAME. Nothing was run.
    .advice-window = pg_dumpall wrote it. In a terminal, `sauvegarde import FILE --from NAME` makes a backup of one of them, which is then in the list. Nothing was run.
error-no-database-in-file = The file holds roles and tablespaces, but no database.
    .advice = It was made by pg_dumpall --globals-only. Choose the file with the database itself. Nothing was run.
error-no-rows-in-file = The file has the definitions of tables, but none of their rows.
    .advice = It was made by pg_dump --schema-only. Choose the file with the rows; beside your database (--into NAME) this one can be restored, with empty tables. Nothing was run.
error-no-tables-in-file = The file does not have the tables that its content belongs to.
    .advice = It was made by pg_dump --data-only, --statistics-only or --section. Choose the file with the definitions too. Nothing was run.
error-made-by-hand = { $path } was not written by a tool of PostgreSQL: it does not begin as a backup does.
    .advice = Nobody can tell whether it is whole, so it does not become a backup. Try it beside your database: `sauvegarde restore FILE --into NAME`.
restore-not-text = it holds bytes that are no text in the dump’s encoding; restore this file by hand with psql
status-set-aside = { $name }: set aside when a restore was undone, kept until { $date }

## Windows

window-close = Close
window-progress = Progress
window-cancel = Cancel
window-no-dialog = This desktop opens no file dialogue.
    .advice = A portal (xdg-desktop-portal) or zenity is missing. Meanwhile the command line takes any path: `sauvegarde restore FILE`.
window-restore-title = Restore — Sauvegarde
window-restore-heading = Restore a backup
window-restore-intro = Choose the backup to bring back. Nothing changes before you have confirmed it.
window-restore-reading = Reading the folder…
window-restore-empty = There is no backup in this folder yet.
window-restore-other-file = Choose another file…
window-restore-choose = File to restore
window-restore-proceed = Continue…
window-restore-damaged = damaged
window-restore-missing = file missing
window-restore-not-restorable = trial restore failed
window-restore-origin = Origin
window-restore-origin-value = database “{ $database }”, PostgreSQL { $version }
window-restore-unknown = Unknown: there is no manifest beside this file. It will be read to its end before anything changes.
window-restore-question = Replace “{ $database }” with the backup of { $date }?
window-restore-question-file = Replace “{ $database }” with the content of “{ $name }”?
window-restore-looking = Looking at the database as it is now…
window-restore-rows = { $now } now, { $then } in the backup
window-restore-tables = Tables that differ
window-restore-versions = { $then } then, { $now } now
window-restore-connected = Connected
window-restore-sessions = They will be disconnected:
    { $sessions }
window-restore-safety = You will be able to go back.
    .advice = A safety backup is made and verified first. The present database is not deleted: it is kept for seven days under another name.
window-restore-safety-in-place = The restore takes place inside the database itself, in one transaction.
    .advice = “{ $user }” may not create databases, so the former one is not kept beside it. A safety backup is made and verified first; it alone is the way back.
window-restore-will-miss = Will be missing; typing the name accepts it
window-restore-type-name = To confirm, type the name of the database:
window-restore-restore = Restore
window-restore-meanwhile = The present database serves until the end: the new one is built beside it, counted, and then takes its place. You may close this window; the restore goes on.
window-restore-meanwhile-in-place = The restore takes place inside the database itself, in one transaction: nothing changes before its end, and nobody else writes until then. You may close this window; the restore goes on.
window-restore-meanwhile-undo = The two databases exchange their names; neither is deleted.
window-restore-cancelling = Cancelling…
window-restore-done = Done
window-restore-failed = Nothing was restored
window-restore-kept = The former database is kept until { $date }; “Undo the restore” brings it back.
window-restore-undo = Undo the restore
window-restore-undo-ask = Undo the restore…
window-restore-undo-question = Bring “{ $database }” back as it was before the restore of { $date }?
window-restore-undo-question-open = Undo the last restore of “{ $database }”?
window-restore-undo-safety = What was entered since then will not be in the database any more.
    .advice = Nothing is deleted: the database of today is kept for seven days under another name. Whoever is connected will be disconnected.
window-restore-keep = Change nothing
window-restore-gone = “{ $name }” is no longer where it was.
    .advice = Choose another backup, or this one with “Choose another file…” if it was moved.
window-restore-former = “{ $database }” was replaced by a restore on { $date }.
    .advice = The former database is kept until { $until }.
window-restore-busy = Something else is running.
    .advice = Nothing was changed. Wait for its end, then try again.
window-restore-running = Restoring “{ $database }”
window-restore-undoing = Back to the former database
window-restore-undone = “{ $database }” is as before the restore.
window-restore-back = Back to the list
window-restore-pinned = Pinned
window-restore-unusual = Unusual
window-settings-title = Settings — Sauvegarde
window-settings-connection = Database and folder
window-settings-desktop = Desktop
window-settings-about = About
window-settings-save = Save
window-settings-url = Paste an address, or fill in the fields
window-settings-url-example = postgresql://user@server:5432/database
window-settings-host = Server
window-settings-port-label = Port
window-settings-port = the port is not a number from 1 to 65535
window-settings-database = Database
window-settings-user = User
window-settings-password = Password
window-settings-known = already known
window-settings-folder = Folder of the backups
window-settings-browse = Browse…
window-settings-choose = Folder of the backups
window-settings-synced = { $service } was found: unless you choose otherwise, backups go to { $path }.
window-settings-nothing-synced = No synced folder (OneDrive, Nextcloud, Dropbox, iCloud Drive) was found on this computer: choose a folder.
window-settings-test = Test the connection
window-settings-testing = Checking…
window-settings-good = Everything that a backup needs is there.
window-settings-weak = Backups work; see the remarks.
window-settings-bad = A backup cannot work yet.
window-settings-schedule = Schedule
window-settings-scheduled = Back up automatically
window-settings-scheduled-hint = A backup that was missed because the computer slept or was off is made up for, once.
window-settings-common = Common schedules
window-settings-when = In words
window-settings-when-example = daily 12:30
window-settings-when-hint = For example: daily 12:30, 18:00 · weekdays 12:30 · every 4h · monday, thursday 03:00 · monthly 1 03:00
window-settings-when-other = Another one, in words
window-settings-when-meaning = { $meaning }. Next: { $next }
window-settings-proposal = Back up { $meaning }, and start with the session
schedule-common-daily = daily 12:30
schedule-common-twice = daily 12:30, 18:00
schedule-common-weekdays = weekdays 12:30
schedule-common-4h = every 4h
schedule-common-hourly = hourly
schedule-common-weekly = monday 12:30
settings-keep = Backups that are kept
settings-keep-all = All: nothing is ever deleted
settings-keep-proposed = Recommended: { $what }
settings-keep-as-in-the-file = As in the file: { $what }
settings-keep-proposal = Keep { $what }, and delete the others
settings-keep-hint = Of days, weeks, months and years, the last one of each. What always stays: at least { $count } good ones, the last proved one, and those that are pinned.
settings-keep-last = { $count ->
    [one] the last one
   *[other] the last { $count }
}
settings-keep-within = all of the last { $span }
settings-keep-min = at least { $count }
settings-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}
settings-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
settings-weeks = { $count ->
    [one] 1 week
   *[other] { $count } weeks
}
settings-months = { $count ->
    [one] 1 month
   *[other] { $count } months
}
settings-years = { $count ->
    [one] 1 year
   *[other] { $count } years
}
settings-drill-monthly = Make sure every month that the last one can be restored
settings-drill = Make sure every { $days } days that the last one can be restored
settings-drill-hint = It is restored into a trial database, deleted at once, if there is room and the computer is plugged in.
window-settings-hotkey = Hotkey
window-settings-hotkey-hint = It starts a backup from any program. The icon’s menu tells whether it works. Empty: no hotkey.
window-settings-language = Language
window-settings-language-system = The system’s
window-settings-autostart = Start with the session
window-settings-autostart-hint = Only the icon appears.
window-settings-version = Version { $version }
window-settings-purpose = Keeps a PostgreSQL database safe: one key, and it is read, compressed, verified and put into a synced folder.
window-settings-licence = Free software, under the MIT or Apache 2.0 licence. The font is Inter, under the SIL Open Font License. The windows are made with Slint:

## Tray: icon, menu, card

tray-not-configured = To be configured: open the settings
tray-no-backup = No backup yet
tray-last = Last backup: { $date }
tray-old = The last backup is { $age } old
tray-waits-for-server = The server does not answer yet; next try at { $time }
tray-cancelling = Cancelling…
menu-back-up = Back up
menu-back-up-with-key = Back up ({ $keys })
menu-cancel-backup = Cancel the backup
menu-cancel = Cancel
menu-restore = Restore…
menu-recent = Latest backups
menu-open-folder = Open the folder
menu-verify-latest = Verify the latest backup
menu-settings = Settings…
menu-autostart = Start with the session
menu-log = Log
menu-diagnostic = Copy the diagnostic
menu-quit = Quit
hotkey-taken = { $keys } is taken by another program: choose another one…
hotkey-types-a-letter = { $keys } types “{ $letter }” on this keyboard: choose another hotkey…
hotkey-not-a-key = “{ $keys }” is not a hotkey: choose one…
hotkey-impossible = This desktop allows no hotkey: use this menu
hotkey-refused = The desktop refused the hotkey: choose another one…
button-cancel = Cancel
button-retry = Try again
button-retry-ask = Try again…
button-details = Details
button-new-backup = New backup
button-undo-restore = Undo the restore…
button-keep-running = Go on
button-quit-anyway = Cancel and quit
card-idle-title = Sauvegarde
card-idle = Press the button to start a backup.
card-no-tray = This desktop has no place for the icon: the hotkey and this window (start the program again to see it) take its place.
card-rate = { $rate }/s
card-eta = { $time } left
title-backing-up = Backing up
title-backing-up-elsewhere = Backing up in a terminal
title-restoring-elsewhere = Restoring in a terminal
title-restoring = Restoring
title-undoing = Undoing the restore
title-verifying = Verifying
title-incomplete = The backup is made, but incomplete.
title-backup-failed = The backup failed
title-restore-failed = The restore did not take place
title-undo-failed = The restore could not be undone
title-verify-failed = The verification could not take place
title-verified = The latest backup is good.
title-undone = “{ $database }” is as before the restore.
verify-found-damage = The latest backup is DAMAGED.
former-kept = kept until { $date }
quit-question = Something is still running. Quitting cancels it; nothing unfinished will be left.
session-ends = Sauvegarde is stopping what it does; nothing unfinished will be left.
tray-was-there = Sauvegarde is already running: its window is shown.
cli-tray = Show the icon and wait for the hotkey; `sauvegarde` alone does the same
cli-arg-hidden = Show nothing but the icon, as at the start of a session
error-no-display = There is no screen to use here ({ $detail }).
    .advice = Start the program in your desktop session, or use the command line: `sauvegarde backup`.
# Alarms and drills in the tray
tray-unusual = Unusual: { $what }
alarms-more = and { $count } more
told-unusual-since = { $profile ->
    [default] The backup is unusual since { $date }
   *[other] The backup is unusual since { $date }: { $profile }
}
title-unusual = The backup was made, and is unusual
title-drill-failed = The trial restore failed
title-accepted = Noted: it is right
accepted = The next backups will be compared with this one, and older ones may again be deleted as your settings say.
alarm-since = Since
alarm-advice = If it is right, say so: until then no earlier backup is deleted. If it is not, “Restore…” brings an earlier one back.
drill-tried = Tried
drill-proved = Last proved
drill-none-proved = none yet
drill-advice = Change in the database what the message names, make a new backup, then try again: { $command }. The warning stays until a trial succeeds; an older proved backup is never deleted.
tray-proved = Proved restorable { $age } ago
tray-proved-today = Proved restorable less than a day ago
menu-details = Details…
menu-drill-details = Details of the trial…
button-accept = It is right
remark-unusual = unusual
remark-proved = proved
remark-proved-at = proved { $date }
remark-disproved = cannot be restored

## Desktop: hotkey, notifications, passwords

hotkey-control = Ctrl
hotkey-alt = Alt
hotkey-shift = Shift
hotkey-logo = Super
hotkey-logo-windows = Win
hotkey-logo-macos = Cmd
hotkey-space = Space
hotkey-insert = Insert
hotkey-delete = Delete
hotkey-home = Home
hotkey-end = End
hotkey-page-up = PageUp
hotkey-page-down = PageDown
hotkey-up = Up
hotkey-down = Down
hotkey-left = Left
hotkey-right = Right
hotkey-pause = Pause
hotkey-print = Print
hotkey-purpose = Back the database up
autostart-comment = Backs PostgreSQL databases up
autostart-on = Sauvegarde starts with your session.
autostart-off = Sauvegarde does not start with your session.
cli-autostart = Start with the session, or not
cli-autostart-on = Start with the session, as an icon only
cli-autostart-off = Do not start with the session
cli-autostart-status = Say whether it starts with the session
display-not-set = neither DISPLAY nor WAYLAND_DISPLAY is set
error-library-missing = A library that the windows need is missing: { $library }.
    .advice = Install it with your system’s tools (Debian calls it { $package }), or use the command line: `sauvegarde backup`.
    .advice-debian = Install it (apt-get install { $package }), or use the command line: `sauvegarde backup`.
error-keyring-locked = The keyring with the password is locked, or refused access.
    .advice = Open the keyring and try again; or put the password into PostgreSQL’s password file (.pgpass, on Windows pgpass.conf).
error-keyring-missing = This system has no keyring for passwords.
    .advice = Put the password into PostgreSQL’s password file (.pgpass, on Windows pgpass.conf), or install a keyring (gnome-keyring, for example).
error-keyring-silent = The keyring has not answered for 30 seconds.
    .advice = Open the keyring and try again; or put the password into PostgreSQL’s password file (.pgpass, on Windows pgpass.conf).
error-keyring-failed = The keyring did not do what it was asked ({ $detail }).
    .advice = Try again; or put the password into PostgreSQL’s password file (.pgpass, on Windows pgpass.conf).
cli-config-password = Put the database’s password into the system’s keyring
cli-arg-forget = Take it out of the keyring again
config-password-ask = Password of { $user } on { $address }:
config-password-kept = The password of { $user } on { $address } is in the keyring.
config-password-forgotten = The keyring has no password of { $user } on { $address } any more.
config-password-empty = no password was given
cli-arg-quit = Close the icon; what is running is cancelled cleanly

## Schedules

schedule-hours = { $count ->
    [one] every hour
   *[other] every { $count } hours, from midnight on
}
schedule-minutes = every { $count } minutes
schedule-daily = every day at { $times }
schedule-weekdays = Monday to Friday at { $times }
schedule-weekly = every { $days } at { $times }
schedule-monthly = on the { $days } of every month at { $times }
schedule-monthly-or-last = on the { $days } of every month, or its last day where it is shorter, at { $times }
schedule-month-day = { $day ->
    [1] 1st
    [2] 2nd
    [3] 3rd
    [21] 21st
    [22] 22nd
    [23] 23rd
    [31] 31st
   *[other] { $day }th
}
schedule-cron = by the cron line “{ $line }”
schedule-and = { $first } and { $last }
schedule-monday = Monday
schedule-tuesday = Tuesday
schedule-wednesday = Wednesday
schedule-thursday = Thursday
schedule-friday = Friday
schedule-saturday = Saturday
schedule-sunday = Sunday
## Notifications

warning-not-deleted = { $name } could not be deleted ({ $detail }). It stays whole; the next run tries again.
held-read = it is being restored or verified
held-changed = it has changed meanwhile
warning-not-told = Notification not delivered ({ $channel }): { $detail }
notify-channel-ping = dead man’s switch
notify-channel-ntfy = ntfy
notify-channel-webhook = webhook
notify-channel-mail = mail
notify-channel-metrics = metrics
notify-channel-after = command afterwards
notify-exit = Exit status { $exit }
notify-test-title = Sauvegarde: test
notify-test-body = This is a test. The notifications of Sauvegarde do arrive.
notify-address-unusable = The address is not usable.
notify-host-unknown = The name of the server cannot be found.
notify-refused = The server refuses the connection.
notify-unreachable = The server cannot be reached.
notify-silent = The server did not answer in time.
notify-cut = The server cut the connection.
notify-unknown-authority = The certificate of the server comes from no authority that this system knows.
notify-certificate-other-name = The certificate of the server is for another name.
notify-certificate-out-of-date = The certificate of the server has expired, or is not valid yet; or the clock of this computer is wrong.
notify-certificate-invalid = The certificate of the server is not acceptable.
notify-tls = The encrypted connection could not be made.
notify-not-http = The answer of the server is not HTTP.
notify-proxy = The proxy did not make the connection.
notify-answered = The server answered: { $answer }
notify-moved = The server points to another address ({ $answer }): give the final one.
notify-not-accepted = The server did not take it into account: { $answer }
notify-mail-left-out = This program was built without mail.
notify-mail-address = This is not a mail address: { $address }
notify-mail-unsuitable = The mail server does not offer the encryption or the authentication that is needed.
notify-password-missing = The password of the mail server is missing: put it into the keyring or into the variable SAUVEGARDE_MAIL_PASSWORD.
notify-not-written = The file { $path } could not be written ({ $detail }).
notify-program-failed = { $program }: { $status }. { $said }
notify-unfinished = It was not finished in time.

## What would keep scheduled backups from running

obstacle-linger-off = No scheduled backup while { $user } is logged out: the system then ends this user’s services.
    .advice = `loginctl enable-linger { $user }` lets them stay.
obstacle-disabled = The system’s scheduler has Sauvegarde’s entry, but switched off.
    .advice = Set the schedule again: `sauvegarde schedule set WHEN`.
obstacle-program-moved = The system’s scheduler starts a program that is no longer there: { $path }
    .advice = Set the schedule again, with the program from its new place: `sauvegarde schedule set WHEN`.
obstacle-scheduler-silent = The system’s scheduler does not answer.
    .advice = Log in directly, not by way of `su` or `sudo`, and ask again: `sauvegarde schedule show`.

# What is suspicious about a backup
alarm-table-gone = { $table }: gone, it had { $before }
alarm-rows = { $table }: { $before } → { $after }
alarm-all-rows = All tables together: { $before } → { $after }
alarm-everything-empty = Every table is empty; there were { $before }
alarm-dump = Size, uncompressed: { $before } → { $after }
alarm-other-server = It is another server than before (identifier { $before } → { $after })
alarm-migrations-back = Django, { $application }: { $before } → { $after }
alarm-unchanged = Every table has had the same number of rows for { $days } days (is this the right database?)
alarm-other = { $table }: { $before } → { $after }

# What follows a backup
warning-unusual-backup = This backup is unusual beside those before it: { $alarms }. `sauvegarde list` shows the earlier ones.
warning-not-pruned = Older backups were not removed: { $detail }
told-suspicious = { $profile ->
    [default] The backup was made, and is unusual
   *[other] { $profile }: the backup was made, and is unusual
  }
  .advice = No earlier backup is deleted until somebody says that it is right: sauvegarde accept "{ $file }". If it is not, restore an earlier one.
told-unproved = { $profile ->
    [default] A backup could not be restored on trial
   *[other] { $profile }: a backup could not be restored on trial
  }
status-damaged = But its file is DAMAGED by now: { $name }. Make a new backup: `sauvegarde backup`.
status-gone = But its file is not there any more: { $name }. Make a new backup: `sauvegarde backup`.
status-alarm = Unusual since { $date }:
  .advice = No earlier backup is deleted until somebody says that it is right: `sauvegarde accept latest`. If it is not, restore an earlier one.
status-unproved = The drill of { $date } could not restore { $name }:
  .advice = Make a new backup and try it: `sauvegarde backup`, then `sauvegarde verify --drill latest`.
status-proved = Proved restorable { $age } ago: { $name }
run-removed = { $profile }: { $count ->
    [one] one older backup removed
   *[other] { $count } older backups removed
  }.
run-proved = { $profile }: proved restorable, in { $time }.
run-unproved = { $profile }: the backup could NOT be restored on trial: { $message }
run-not-proved = { $profile }: no trial restore this time: { $why }.
drill-on-battery = on battery
drill-in-cloud = the file is only in the cloud
drill-room-unknown = how much room the server has is not known here, and PostgreSQL’s server programs of its version are not installed on this computer
drill-no-room = it takes { $needed } of free room, a fifth of the disk among it, and { $available } is there
doctor-subject-usual = Compared with before
doctor-subject-proof = Trial restore
doctor-subject-growth = Disk
doctor-usual = nothing unusual
doctor-unusual = unusual since { $since }: { $what }
doctor-proved = proved restorable { $age } ago
doctor-unproved = the one of { $date } FAILED: { $detail }
doctor-not-tried = none yet; `sauvegarde verify --drill latest` makes one
doctor-never-proved = no backup was ever restored on trial
  .advice = Try the newest: `sauvegarde verify --drill latest`. `sauvegarde run` does it by itself, and says what is in the way.
doctor-room-enough = room enough as far as can be seen
doctor-full-in = full in about { $days ->
    [one] one day
   *[other] { $days } days
  }, if it goes on as in the last 30 days
  .advice = Nothing is ever deleted without a rule: `sauvegarde config set retention.keep_daily 14` and the like, see the documentation on retention.
  .fewer = Make room, keep fewer, or take a larger disk.
# Why a backup stays
kept-newest-good = newest good one
kept-last = one of the last
kept-hourly = hour { $year }-{ $month }-{ $day } { $hour }:00
kept-daily = day { $year }-{ $month }-{ $day }
kept-weekly = week { $week } of { $year }
kept-monthly = month { $year }-{ $month }
kept-yearly = year { $year }
kept-within = within { $span } of the newest
kept-minimum = one of the few good ones that always stay
kept-newest-proved = newest one that was restored on trial
kept-pinned = pinned
kept-pinned-because = pinned “{ $note }”
kept-safety = safety backup
kept-incomplete = incomplete, still recent
kept-not-restorable = not restorable, still recent
kept-suspicious = suspicious, still recent
kept-cloud-only = in the cloud only
kept-from-the-future = from the future
kept-not-made-here = not made here
kept-other-database = of another database
kept-other-profile = of another profile
kept-damaged = damaged
kept-missing-file = file missing
kept-later-run = goes in a later run
kept-newest-not-good = the newest backup is no good one
kept-frozen = nothing is deleted now
kept-no-policy = nothing is ever deleted
