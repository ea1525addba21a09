# Une phrase par message ; `.advice` dit que faire. L’anglais est dans l’autre fichier, avec les
# mêmes clés et les mêmes arguments.

names-more = { " " }et { $count } autres

## Erreurs : ce qui s’est passé, et que faire

error-usage = { $detail }
    .advice = Voyez `sauvegarde --help`.
error-nothing-configured = Aucune base de données n’est configurée.
    .advice = Indiquez-la : `sauvegarde backup --url postgresql://utilisateur@hôte/base`, ou une fois pour toutes : `sauvegarde config set url postgresql://utilisateur@hôte/base`.
error-config-unreadable = Le fichier de configuration { $path } ne peut pas être lu ({ $detail }).
    .advice = Donnez à votre compte le droit de le lire, ou indiquez-en un autre avec --config.
error-config-invalid = Le fichier de configuration { $path } contient une erreur à la ligne { $line } : { $detail }.
    .advice = Corrigez cette ligne ; `sauvegarde config show` affiche le fichier.
error-config-key-unknown = La clé de configuration « { $key } » n’existe pas.
    .advice = Les clés sont url, dir, pg_dump et language ; pour un autre profil : profiles.NOM.url, profiles.NOM.dir et profiles.NOM.pg_dump.
error-config-value-invalid = « { $value } » n’est pas une valeur possible pour { $key }.
    .advice = Valeurs possibles : { $allowed }.
error-config-holds-password = Un mot de passe n’a pas sa place dans le fichier de configuration.
    .advice = Retirez-le de l’URL et mettez-le dans le fichier de mots de passe de PostgreSQL (.pgpass, sous Windows pgpass.conf) ; `sauvegarde config import FICHIER` le fait pour vous à partir d’un fichier .env.
error-profile-unknown = Le profil « { $name } » n’existe pas dans la configuration.
    .advice = `sauvegarde config show` montre les profils ; `sauvegarde config set profiles.{ "NOM" }.url …` en crée un.
error-connection-invalid = L’adresse de la base de données n’est pas comprise : { $detail }.
    .advice = Écrivez-la sous la forme postgresql://utilisateur@hôte:5432/base, ou host=… dbname=… user=….
error-service-unknown = Le service « { $name } » n’est pas dans le fichier de services de PostgreSQL.
    .advice = Vérifiez le nom et le fichier : celui que désigne PGSERVICEFILE, sinon ~/.pg_service.conf.
error-import-found-nothing = { $path } ne dit pas où se trouve une base de données.
    .advice = Il faut dans ce fichier une ligne DATABASE_URL=…, ou DB_NAME, DB_USER, DB_PASSWORD et DB_HOST.
error-database-unknown = La base « { $database } » n’existe pas sur le serveur.
    .advice = Vérifiez le nom ; les majuscules comptent.
error-certificate-unusable = Le certificat { $path } n’est pas utilisable ({ $detail }).
    .advice = Vérifiez sslrootcert, sslcert et sslkey : des fichiers PEM que votre compte peut lire.
error-server-unreachable = Le serveur PostgreSQL { $address } est injoignable ({ $detail }).
    .advice = Démarrez le service PostgreSQL, vérifiez l’hôte et le port, puis réessayez.
error-server-silent = Le serveur PostgreSQL { $address } ne répond pas depuis { $seconds } s.
    .advice = Vérifiez le réseau et le pare-feu, puis réessayez.
error-server-lost = La connexion au serveur PostgreSQL { $address } a été perdue.
    .advice = Le serveur a été arrêté ou redémarré. Dès qu’il est revenu, réessayez ; il ne reste aucun fichier inachevé.
error-certificate-refused = Le certificat du serveur PostgreSQL { $address } n’est pas accepté ({ $detail }).
    .advice = Prenez le nom d’hôte que le certificat donne comme subjectAltName, et dans sslrootcert le certificat de l’autorité qui l’a signé.
error-busy = Une sauvegarde de « { $database } » dans ce dossier est déjà en cours.
    .advice = Attendez sa fin ; `sauvegarde status` montre où elle en est.
error-password-refused = Le serveur a refusé la connexion de « { $user } ».
    .advice = Vérifiez le nom de l’utilisateur et son mot de passe.
error-password-missing = Le serveur demande un mot de passe pour « { $user } », et aucun n’est connu.
    .advice = Mettez-le dans le fichier de mots de passe de PostgreSQL (~/.pgpass, sous Windows %APPDATA%\postgresql\pgpass.conf) ou dans PGPASSWORD.
error-tables-not-readable = « { $user } » n’a pas le droit de tout lire, la sauvegarde ne serait donc pas complète : { $tables }.
    .advice = En tant qu’administrateur de la base : GRANT pg_read_all_data TO "{ $user }"; (à partir de PostgreSQL 14), ou connectez-vous avec le compte qui possède les tables.
error-row-level-security = La sécurité au niveau des lignes en cache à « { $user } » dans : { $tables }.
    .advice = Connectez-vous avec le compte qui possède les tables, ou, en tant que superutilisateur : ALTER ROLE "{ $user }" BYPASSRLS;
error-large-objects-not-readable = « { $user } » n’a pas le droit de lire des objets volumineux (large objects), la sauvegarde ne serait donc pas complète : { $objects }.
    .advice = En tant que propriétaire ou superutilisateur : GRANT SELECT ON LARGE OBJECT … TO "{ $user }"; ou connectez-vous avec le compte qui les possède.
error-login-not-allowed = Le serveur ne laisse pas entrer « { $user } » : { $detail }.
    .advice = Vérifiez le nom de l’utilisateur et sslmode ; le fichier pg_hba.conf du serveur dit qui peut se connecter, d’où et comment.
error-forbidden = Le serveur l’interdit : { $detail }.
    .advice = Connectez-vous avec un compte qui a le droit de lire toute la base.
error-pg-dump-missing = pg_dump, le programme de sauvegarde de PostgreSQL, est introuvable.
    .advice = Installez PostgreSQL { $major } ou ses outils clients, ou indiquez où ils se trouvent : `sauvegarde config set pg_dump DOSSIER`.
error-pg-dump-too-old = pg_dump { $found } ({ $path }) est trop ancien pour le serveur { $server }.
    .advice = Installez les outils clients de PostgreSQL { $major } ou d’une version plus récente.
error-pg-dump-unusable = { $path } ne fonctionne pas : { $detail }.
    .advice = Réparez ou réinstallez les outils clients de PostgreSQL, ou indiquez un autre dossier : `sauvegarde config set pg_dump DOSSIER`.
error-server-programs-missing = Les programmes du serveur PostgreSQL (initdb, postgres) sont introuvables sur cet ordinateur.
    .advice = Installez PostgreSQL ; sous Debian et Ubuntu : apt-get install postgresql.
error-major-not-installed = Les programmes du serveur PostgreSQL { $major }, qu’il faut pour un essai sur un serveur jetable, ne sont pas sur cet ordinateur.
    .advice = Installez PostgreSQL { $major } ici, ou faites l’essai sur le serveur lui-même : --drill sans valeur.
error-target-not-configured = Aucun dossier n’est configuré pour les sauvegardes, et aucun dossier OneDrive n’a été trouvé.
    .advice = Indiquez-en un : --dir DOSSIER, ou une fois pour toutes : `sauvegarde config set dir DOSSIER`.
error-target-missing = Le dossier { $path } n’existe pas.
    .advice = Branchez le disque, créez le dossier, ou choisissez-en un autre avec --dir.
error-target-not-a-folder = { $path } est un fichier, pas un dossier.
    .advice = Choisissez un dossier pour les sauvegardes.
error-target-not-writable = Impossible d’écrire dans { $path } ({ $detail }).
    .advice = Donnez à votre compte le droit d’y écrire, ou choisissez un autre dossier. Sous Windows, l’« accès contrôlé aux dossiers » doit peut-être autoriser Sauvegarde.
error-no-space = Le disque où se trouve { $path } est plein.
    .advice = Faites-y de la place et réessayez ; la sauvegarde inachevée a été retirée, les précédentes sont intactes.
error-too-little-space = Il n’y a pas assez de place dans { $path } : { $available } libres, il faut au moins { $needed }.
    .advice = Faites-y de la place, ou choisissez un autre dossier.
error-target-held = Un autre programme occupe { $path } ({ $detail }).
    .advice = La sauvegarde est complète ; elle prendra sa place dans le dossier lors de la prochaine sauvegarde.
error-dump-incomplete = pg_dump s’est terminé sans écrire sa ligne de fin, le dump n’est donc pas complet.
    .advice = Réessayez ; si cela se répète, vérifiez le journal du serveur et le disque.
error-read-back-differs = Ce qui a été relu dans { $path } n’est pas ce qui y avait été écrit.
    .advice = Le disque est peut-être défaillant : vérifiez-le, et sauvegardez sur un autre. Aucune sauvegarde n’a été créée.
error-backup-missing = La sauvegarde { $path } n’existe pas.
    .advice = `sauvegarde list` montre les sauvegardes.
error-no-backup = Il n’y a pas de sauvegarde complète dans { $path }.
    .advice = Faites-en une : `sauvegarde backup`.
error-damaged = La sauvegarde { $name } est endommagée. { $problems }
    .advice = Ne comptez pas sur elle : faites une nouvelle sauvegarde maintenant et gardez-en une plus ancienne dont la vérification réussit.
error-cancelled = Annulé.
    .advice = Il ne reste aucun fichier inachevé ; les sauvegardes précédentes sont intactes.
error-interrupted = La dernière sauvegarde a été interrompue avant la fin.
    .advice = Faites-en une nouvelle ; ce que l’ancienne a laissé sera alors effacé.
error-dump-failed = pg_dump a échoué ({ $status }) : { $output }
    .advice = Il ne reste aucun fichier inachevé. Le journal du serveur en dit plus ; réessayez.
error-table-locked = La table { $table } est verrouillée par une autre session ({ $by }).
    .advice = Attendez que cette session ait fini, ou mettez-y fin, puis réessayez.
error-dump-stalled = Le serveur n’a rien envoyé depuis { $minutes } minutes ; la sauvegarde a été arrêtée.
    .advice = Cherchez une session qui détient un verrou, vérifiez le réseau, puis réessayez.
error-program-timed-out = { $program } ne s’est pas terminé en { $seconds } s et a été arrêté.
    .advice = Réessayez ; si cela se répète, redémarrez l’ordinateur.
error-server-answer = Le serveur a répondu : { $detail }
    .advice = Le journal du serveur en dit plus.
error-read = { $path } ne peut pas être lu ({ $detail }).
    .advice = Vérifiez les droits du fichier et le disque.
error-write = { $path } ne peut pas être écrit ({ $detail }).
    .advice = Vérifiez les droits du dossier et le disque.
error-create = { $path } ne peut pas être créé ({ $detail }).
    .advice = Vérifiez les droits du dossier et le disque.
error-lock = { $path } ne peut pas être verrouillé ({ $detail }).
    .advice = Vérifiez que votre compte peut y écrire.
error-run = { $path } ne peut pas être lancé ({ $detail }).
    .advice = Vérifiez que le programme est là et que votre compte peut le lancer.
error-demo-failed = La démonstration a échoué : { $detail }
    .advice = Réessayez ; la démonstration ne touche à aucune de vos bases.

## Ce que répond le système

system-not-found = introuvable
system-permission-denied = accès refusé
system-is-a-folder = c’est un dossier
system-not-a-folder = ce n’est pas un dossier
system-disk-full = le disque est plein
system-read-only = en lecture seule
system-connection-refused = connexion refusée
system-connection-reset = connexion interrompue
system-host-unreachable = aucun chemin vers cet ordinateur
system-network-unreachable = réseau inaccessible
system-timed-out = pas de réponse à temps
## Comment un programme s’est terminé

status-exit = code de sortie { $status }
status-dll-missing = code { $code } : une DLL dont il a besoin est absente
status-dll-wrong = code { $code } : une de ses DLL est d’une autre sorte ou version
status-crashed = code { $code } : il a planté
status-interrupted = code { $code } : arrêté par Ctrl+C ou à la fermeture de session
status-signal = arrêté par le signal { $signal }

## Avertissements

warning-silent = Rien n’arrive du serveur depuis { $seconds } s ; l’attente continue.
warning-pg-dump-said = pg_dump signale : { $text }
warning-little-space = Il ne reste que { $available } sur le disque des sauvegardes ; les prochaines pourraient ne plus tenir.
warning-recovered = Une sauvegarde achevée, laissée par une exécution interrompue, a pris sa place dans le dossier : { $name }.
warning-facts-missing = Il manque au manifeste des informations sur la base ({ $detail }) ; le dump lui-même est complet.
warning-not-recorded = Le résultat n’a pas pu être noté dans le manifeste : { $detail }

## Ce que trouve une vérification

problem-manifest-missing = Son manifeste (.json) manque : ce n’est pas une sauvegarde complète de Sauvegarde.
problem-manifest-unreadable = Son manifeste est illisible.
problem-manifest-changed = Son manifeste a été modifié après la sauvegarde.
problem-manifest-newer = Son manifeste vient d’une version plus récente de Sauvegarde.
problem-renamed = Elle a été renommée ; son nom était { $expected }.
problem-file-missing = Le fichier du dump manque.
problem-size-differs = Elle fait { $found } octets au lieu de { $expected }.
problem-not-a-file = Ce qui porte son nom est un dossier ou autre chose, pas un fichier.
problem-hash-differs = Son SHA-256 n’est pas celui du manifeste.
problem-not-gzip = Elle ne se décompresse pas jusqu’au bout ({ $detail }).
problem-dump-hash-differs = Son contenu n’est pas ce que pg_dump a écrit.
problem-truncated = La ligne de fin de pg_dump manque : elle est tronquée.
problem-rows-differ = { $table } a { $found } lignes au lieu de { $expected }.
problem-tables-differ = Ses tables ne sont pas celles du manifeste.
problem-large-objects-differ = Elle a { $found } objets volumineux (large objects) au lieu de { $expected }.

## Chaînes de connexion

connection-sslmode = le sslmode « { $value } » n’existe pas
connection-one-host = un seul hôte est possible
connection-port = le port, après le « : » de l’hôte, n’est pas un nombre de 1 à 65535
connection-no-user = il manque l’utilisateur
connection-nul = elle contient un caractère NUL
connection-scheme = « { $scheme } » n’est pas PostgreSQL
connection-unescaped = un « / », « @ », « : » ou « ? » dans l’utilisateur ou le mot de passe s’écrit %2F, %40, %3A ou %3F
connection-query = un paramètre après « ? » n’a pas de valeur
connection-no-equals = il manque « = »
connection-open-quote = un guillemet n’est pas fermé
connection-open-bracket = un crochet n’est pas fermé
connection-percent = après « % » il faut deux chiffres hexadécimaux
connection-unknown-parameter = le paramètre « { $key } » est inconnu

## Progression

stage-init = Initialisation
stage-dump = Dump
stage-dump-table = Dump de { $table }
stage-compression = Compression
stage-integrity = Intégrité
stage-finalisation = Finalisation
progress-rate = { $dump } lus, { $file } écrits, { $rate }/s
progress-eta = encore { $time }

## Résultats

backup-done = Sauvegarde terminée et vérifiée.
backup-name = Nom
backup-size = Taille
backup-location = Emplacement
backup-sha256 = SHA-256
backup-content = Contenu
backup-content-value = { $tables } tables, { $rows } lignes, { $bytes } décompressés
backup-time = Durée
warning-label = Avertissement
error-label = Erreur
advice-label = Que faire

list-empty = Aucune sauvegarde dans { $path }.
list-heading-date = Date
list-heading-size = Taille
list-heading-rows = Lignes
list-heading-verified = Vérifiée
list-heading-reason = Origine
list-heading-name = Nom
state-damaged = ENDOMMAGÉE
state-not-restorable = NE SE RESTAURE PAS
state-missing-file = FICHIER MANQUANT
reason-manual = manuelle
reason-hotkey = raccourci
reason-scheduled = planifiée
reason-before-restore = avant restauration
reason-cli = ligne de commande

verify-good = { $name } : bonne. { $rows } lignes dans { $tables } tables, { $bytes }.
verify-bad = { $name } : ENDOMMAGÉE.
verify-renamed-advice = Son contenu est complet : redonnez-lui le nom { $expected }, ainsi qu’à son manifeste.
verify-drilled = { $name } : se restaure. { $rows } lignes dans { $tables } tables, comptées dans une base d’essai aussitôt supprimée ({ $time }).
verify-not-restored = { $name } : NE SE RESTAURE PAS.
verify-drill-advice = Le fichier est entier : c’est le dump qu’il contient que PostgreSQL refuse. Changez dans la base en service ce que le message nomme, puis refaites une sauvegarde et un essai.
list-drilled = ✓ { $date }, restaurée
cli-arg-drill = La restaurer aussi dans une base d’essai, aussitôt supprimée : sur le serveur, ou « local » sur un serveur jetable

status-idle = Aucune sauvegarde n’a encore eu lieu ici.
status-running = Une sauvegarde est en cours : { $percent } %, { $message }.
status-completed = La dernière sauvegarde est complète : { $name }, { $size }, { $date }.
status-failed = La dernière sauvegarde a échoué : { $message }

doctor-good = Tout ce qu’il faut pour une sauvegarde est là.
doctor-weak = Les sauvegardes fonctionnent ; voyez les remarques ci-dessus.
doctor-bad = Les sauvegardes ne peuvent pas encore fonctionner : voyez les lignes ✗ ci-dessus.
doctor-subject-configuration = Configuration
doctor-subject-server = Serveur
doctor-subject-rights = Droits
doctor-subject-row-security = Sécurité des lignes
doctor-subject-encryption = Réseau
doctor-subject-pg-dump = pg_dump
doctor-subject-folder = Dossier
doctor-subject-space = Espace libre
doctor-subject-onedrive = OneDrive
doctor-subject-last-backup = Dernière sauvegarde
doctor-configuration = « { $database } » sur { $address }
doctor-server = PostgreSQL { $version } répond à « { $user } » ; la base occupe { $size }
doctor-rights = toutes les tables et séquences sont lisibles
doctor-row-security = aucune ligne n’est cachée
doctor-local = la connexion ne quitte pas cet ordinateur
doctor-encrypted = la connexion est chiffrée (sslmode={ $mode })
doctor-not-encrypted = la connexion n’est pas forcément chiffrée
    .advice = Ajoutez ?sslmode=require à l’URL, ou verify-full avec un certificat.
doctor-pg-dump = version { $version }, { $path }
doctor-folder = on peut écrire dans { $path }
doctor-space = { $available } libres
doctor-space-unknown = le système ne le dit pas
doctor-onedrive = les sauvegardes sont dans { $path }
doctor-outside-onedrive = les sauvegardes sont hors de OneDrive ({ $path })
    .advice = Seule une copie gardée ailleurs survit à la perte de cet ordinateur : choisissez un dossier synchronisé, ou recopiez les sauvegardes sur une autre machine.
doctor-no-onedrive = pas de dossier OneDrive sur cet ordinateur
    .advice = Seule une copie gardée ailleurs survit à la perte de cet ordinateur : choisissez un dossier synchronisé, ou recopiez les sauvegardes sur une autre machine.
doctor-last-backup = { $date }, { $size }
doctor-no-backup = aucune pour l’instant
    .advice = Faites-en une : `sauvegarde backup`.
doctor-old-backup = Elle a { $days } jours : faites-en une nouvelle.

config-set = { $key } vaut maintenant { $value }.
config-imported = La connexion de { $file } a été reprise : { $url }
config-password-stored = Le mot de passe a été enregistré dans { $path }.
config-empty = Il n’y a pas encore de configuration ({ $path }).

demo-title = Démonstration : un serveur PostgreSQL jetable, rien d’autre n’est touché
demo-filling = Démarrage du serveur et remplissage de sa base ; cela prend quelques secondes.
demo-server = Serveur
demo-server-value = PostgreSQL { $version }, dans { $path }
demo-database = Base
demo-database-value = { $database } : { $rows } lignes dans { $tables } tables
demo-alone = pg_dump seul
demo-ratio = { $time } avec compression, empreintes et contrôles : { $ratio } × pg_dump seul
demo-verified = Vérifiée
demo-verified-value = relue du premier au dernier octet
demo-restored = Restaurée
demo-restored-value = dans « { $database } » : { $rows } lignes dans { $tables } tables, toutes identiques à la source
demo-by-hand = La restaurer à la main :
demo-kept = Le serveur reste en marche. Essayez-y toutes les autres commandes :
demo-stop = Quand vous en aurez assez vu :
demo-differs = la table restaurée { $table } diffère de sa source
demo-not-ours = { $path } n’est pas un serveur de la démonstration

## Ligne de commande

colon = {" "}:{" "}
backup-detail = PostgreSQL { $server }, pg_dump { $pg_dump }, niveaux des blocs : { $levels }
usage-unknown-argument = L’option { $argument } est inconnue.
usage-unknown-command = La commande { $command } est inconnue.
usage-missing-command = Il manque une commande.
usage-missing-argument = Il manque { $argument }.
usage-invalid-value = « { $value } » n’est pas une valeur possible pour { $argument }.
usage-missing-value = { $argument } a besoin d’une valeur.
usage-no-value = { $argument } ne prend pas de valeur.
usage-conflict = { $argument } ne va pas avec { $other }.
cli-heading-usage = Utilisation
cli-heading-commands = Commandes
cli-heading-arguments = Arguments
cli-heading-options = Options
cli-value-command = COMMANDE
cli-value-file = FICHIER
cli-value-name = NOM
cli-value-folder = DOSSIER
cli-value-database = BASE
cli-value-factor = FACTEUR
cli-value-key = CLÉ
cli-value-value = VALEUR
cli-value-url = URL
cli-value-shell = SHELL
cli-help = Afficher cette aide
cli-version = Afficher la version
cli = Met à l’abri une base PostgreSQL : dump, compression, empreinte et contrôle en une seule passe
cli-backup = Faire une sauvegarde
cli-list = Lister les sauvegardes du dossier
cli-verify = Relire des sauvegardes du premier au dernier octet et les comparer à leur manifeste
cli-status = Dire si une sauvegarde est en cours et comment la dernière s’est terminée
cli-doctor = Vérifier tout ce qu’il faut pour une sauvegarde, avec les remèdes
cli-config = Afficher ou changer la configuration
cli-config-show = Afficher le fichier de configuration
cli-config-path = Dire où est le fichier de configuration
cli-config-set = Fixer une clé : url, dir, pg_dump, language, ou profiles.{"NOM"}.url …
cli-config-import = Reprendre la connexion du fichier .env d’une application
cli-demo = Montrer une sauvegarde et sa restauration sur un serveur jetable
cli-completions = Afficher le script de complétion d’un shell : bash, elvish, fish, powershell, zsh
cli-man = Afficher la page de manuel, du programme ou d’une commande
cli-arg-config = Un autre fichier de configuration
cli-arg-profile = Le profil de la configuration
cli-arg-json = Un objet JSON par ligne, le résultat en dernier
cli-arg-lang = La langue : fr ou en
cli-arg-quiet = Ne dire que les avertissements, les erreurs et les dégâts
cli-arg-verbose = En dire plus
cli-arg-url = La base : postgresql://utilisateur@hôte:5432/nom, ou host=… dbname=…
cli-arg-dir = Le dossier des sauvegardes
cli-arg-pg-dump = Le dossier de pg_dump, au lieu de celui qui est trouvé
cli-arg-sha256sum = Des lignes pour sha256sum -c
cli-arg-file = Le fichier, ou « latest » pour la sauvegarde la plus récente
cli-arg-all = Toutes les sauvegardes du dossier
cli-arg-key = La clé
cli-arg-value = Sa valeur
cli-arg-size = Taille de la base de démonstration ; 1 donne environ 300 000 lignes
cli-arg-keep = Laisser le serveur en marche, pour essayer les autres commandes
cli-arg-stop = Arrêter le serveur que --keep a laissé dans ce dossier
cli-arg-shell = Le shell
cli-arg-command = La commande

## Restauration

error-database-exists = La base « { $database } » existe déjà.
    .advice = Choisissez un autre nom : une restauration n’écrit jamais dans une base qui est déjà là.
error-may-not-create-databases = « { $user } » n’a pas le droit de créer des bases sur ce serveur.
    .advice = En tant qu’administrateur du serveur : ALTER ROLE "{ $user }" CREATEDB; ou prenez un autre utilisateur avec --url.
error-extensions-missing = La sauvegarde a besoin d’extensions que ce serveur n’a pas : { $names }.
    .advice = Installez-les sur le serveur (sous Debian, le paquet postgresql-contrib en contient beaucoup), puis restaurez à nouveau. Rien n’a été changé.
error-dump-forbidden = La ligne { $line } du fichier contient ce que pg_dump n’écrit jamais : { $what }
    .advice = Le fichier ne vient pas de pg_dump seul, ou il a été altéré. Rien n’a été exécuté.
error-dump-not-understood = Le fichier ne se lit pas comme un dump à partir de la ligne { $line }.
    .advice = Restaurez-le à la main avec psql si vous lui faites confiance. Rien n’a été exécuté.
error-restore-failed = La restauration a échoué à la ligne { $line } ({ $statement }) : { $detail }
    .advice = Ce qui avait été restauré a été retiré ; chaque base est comme avant.
error-counts-differ = Après la restauration, { $table } a { $found } lignes au lieu de { $expected }.
    .advice = Ce qui avait été restauré a été retiré ; chaque base est comme avant.
warning-roles-created = Ces rôles manquaient et ont été créés sans droit de connexion : { $names }.
warning-roles-left-out = Ces rôles manquent et cet utilisateur ne peut pas les créer : { $names }. Les propriétaires et les droits ont été laissés de côté.
warning-not-ours = Le fichier n’a pas de manifeste : ses lignes ne peuvent pas être comparées à celles de la sauvegarde.
warning-statement-left-out = La ligne { $line } a été laissée de côté ({ $statement }) : { $detail }
warning-setting-left-out = Une propriété de la base n’a pas pu être restaurée : { $detail }
stage-verification = Vérification
stage-restore = Restauration
stage-restore-table = Restauration de { $table }
stage-counts = Comptage
restore-done = Restaurée dans « { $database } », lignes comparées à celles de la sauvegarde.
restore-done-unproven = Restaurée dans « { $database } ».
restore-backup = Sauvegarde
cli-restore = Restaurer une sauvegarde : à côté de la base en service, ou à sa place
cli-arg-restore-file = Le fichier, ou « latest » pour la sauvegarde la plus récente
cli-arg-into = Le nom de la nouvelle base
cli-arg-no-owner = Laisser de côté à qui appartient quoi
cli-arg-no-privileges = Laisser de côté qui a le droit de quoi
error-confirmation-missing = Pour remplacer la base « { $database } », il faut taper son nom.
    .advice = Ajoutez --confirm { $database }, ou choisissez --into NOM pour restaurer à côté. Rien n’a été changé.
error-confirmation-wrong = « { $given } » n’est pas le nom de la base, « { $database } ».
    .advice = Rien n’a été changé. Tapez le nom exactement comme il s’écrit.
error-nothing-to-undo = Il n’y a pas de restauration de « { $database } » à annuler.
    .advice = Une base remplacée est gardée sept jours ; `sauvegarde status` montre celles qui sont là.
error-nothing-to-undo-in-place = Aucune base remplacée par une restauration de « { $database } » n’est gardée.
    .advice = Après une restauration sur place, la sauvegarde de sécurité permet de revenir en arrière : sauvegarde restore { $path } --confirm { $database }
error-may-not-restore-in-place = « { $user } » n’a pas le droit de créer des bases, et une restauration sur place n’est pas possible non plus : il n’a pas le droit de supprimer et de créer { $things }.
    .advice = En tant qu’administrateur du serveur : ALTER ROLE "{ $user }" CREATEDB; ou prenez un autre utilisateur avec --url. Rien n’a été changé.
error-commit-unknown = La connexion à { $address } a été perdue tout à la fin, et le serveur ne dit pas si la restauration a été validée.
    .advice = Tout a été restauré ou rien : regardez les lignes dès que le serveur répond de nouveau. La sauvegarde de sécurité est dans le dossier des sauvegardes.
restore-way-back = Retour
restore-way-back-value = aucune ancienne base n’est gardée ; pour revenir en arrière : sauvegarde restore { $path } --confirm { $database }
error-sessions-stay = « { $database } » est encore utilisée et n’a pas pu être remplacée : { $sessions }.
    .advice = Arrêtez l’application, puis restaurez à nouveau. La base est comme avant.
warning-former-removed = La base { $name }, remplacée par une restauration il y a plus de sept jours, a été retirée.
stage-safety-backup = Sauvegarde de sécurité
restore-replaced = « { $database } » est restaurée, lignes comparées à celles de la sauvegarde.
restore-former = Base d’avant
restore-former-value = { $name }, gardée jusqu’au { $date } ; pour revenir : sauvegarde restore --undo
restore-kept-none = non, la restauration s’est faite sur place ; sauvegarde de sécurité : { $path }
restore-safety = Sauvegarde de sécurité
restore-undone = « { $database } » est comme avant la restauration ; la base restaurée est gardée sous le nom { $name } jusqu’au { $date }.
restore-plan = « { $database } » sera remplacée par la sauvegarde du { $date } :
restore-plan-rows = Lignes : { $now } maintenant, { $then } dans la sauvegarde
restore-plan-table = { $name } : { $now } maintenant, { $then } dans la sauvegarde
restore-plan-tables-more = et { $count } autres tables
restore-plan-versions = PostgreSQL { $then } à l’époque, { $now } maintenant
restore-plan-sessions = Connectés en ce moment, ils seront déconnectés : { $sessions }
restore-plan-sessions-in-place = Connectés en ce moment ; qui retient une table sera déconnecté : { $sessions }
restore-plan-nobody = Personne n’est connecté.
restore-plan-django = Les migrations Django diffèrent ({ $apps }) : si le code est plus récent que la sauvegarde, lancez migrate ensuite.
restore-plan-safety = Une sauvegarde de sécurité est faite d’abord, et la base actuelle est gardée sept jours.
restore-plan-in-place = « { $user } » n’a pas le droit de créer des bases : la restauration se fait dans la base elle-même, tout entière en une transaction. Une sauvegarde de sécurité est faite d’abord ; elle seule permet de revenir en arrière.
restore-ask = Tapez le nom de la base pour continuer :
status-former = { $name } : remplacée par une restauration, gardée jusqu’au { $date }
cli-arg-confirm = Remplacer la base en service ; son nom, tapé en entier
cli-arg-undo = Faire revenir la base que la dernière restauration a remplacée
error-may-not-replace = « { $user } » n’est pas propriétaire de la base « { $database } » et ne peut donc pas la remplacer.
    .advice = Prenez son propriétaire avec --url, ou restaurez à côté avec --into NOM. Rien n’a été changé.
error-not-plain = { $path } est au format « custom » de pg_dump.
    .advice = C’est le travail de pg_restore : pg_restore --exit-on-error -d NOUVELLE_BASE { $path }
restore-not-text = elle contient des octets qui ne sont pas du texte dans l’encodage du dump ; restaurez ce fichier à la main avec psql
status-set-aside = { $name } : mise de côté à l’annulation d’une restauration, gardée jusqu’au { $date }

## Fenêtres

window-close = Fermer
window-progress = Progression

## Plateau : icône, menu, carte

tray-not-configured = À configurer : ouvrez les paramètres
tray-no-backup = Aucune sauvegarde pour l’instant
tray-last = Dernière sauvegarde : { $date }
tray-old = La dernière sauvegarde date de { $days } jours
tray-cancelling = Annulation…
menu-back-up = Sauvegarder
menu-back-up-with-key = Sauvegarder ({ $keys })
menu-cancel-backup = Annuler la sauvegarde
menu-cancel = Annuler
menu-restore = Restaurer…
menu-recent = Dernières sauvegardes
menu-open-folder = Ouvrir le dossier
menu-verify-latest = Vérifier la dernière sauvegarde
menu-settings = Paramètres…
menu-autostart = Lancer à l’ouverture de session
menu-log = Journal
menu-diagnostic = Copier le diagnostic
menu-quit = Quitter
hotkey-taken = { $keys } est pris par un autre programme : en choisir un autre…
hotkey-types-a-letter = { $keys } tape « { $letter } » sur ce clavier : choisir un autre raccourci…
hotkey-not-a-key = « { $keys } » n’est pas un raccourci : en choisir un…
hotkey-impossible = Ce bureau ne permet pas de raccourci : utilisez ce menu
hotkey-refused = Le bureau a refusé le raccourci : en choisir un autre…
button-cancel = Annuler
button-retry = Réessayer
button-details = Détails
button-new-backup = Nouvelle sauvegarde
button-undo-restore = Annuler la restauration
button-keep-running = Continuer
button-quit-anyway = Annuler et quitter
card-idle-title = Sauvegarde
card-idle = Appuyez sur le bouton pour démarrer une sauvegarde.
card-no-tray = Ce bureau n’a pas de place pour l’icône : le raccourci clavier et cette fenêtre (relancez le programme pour la revoir) la remplacent.
card-rate = { $rate }/s
card-eta = encore { $time }
title-backing-up = Sauvegarde en cours
title-backing-up-elsewhere = Sauvegarde en cours dans un terminal
title-restoring = Restauration en cours
title-undoing = Annulation de la restauration
title-verifying = Vérification en cours
title-backup-failed = La sauvegarde a échoué
title-restore-failed = La restauration n’a pas eu lieu
title-undo-failed = La restauration n’a pas pu être annulée
title-verify-failed = La vérification n’a pas pu avoir lieu
title-verified = La dernière sauvegarde est bonne.
title-undone = « { $database } » est comme avant la restauration.
verify-found-damage = La dernière sauvegarde est ENDOMMAGÉE.
note-former-kept = La base d’avant est gardée : { $former }
quit-question = Une opération est en cours. La quitter l’annule ; rien d’inachevé ne restera.
tray-was-there = Sauvegarde est déjà lancé : sa fenêtre s’affiche.
diagnostic-not-copied = Le diagnostic n’a pas pu être copié.
cli-tray = Afficher l’icône et attendre le raccourci ; c’est aussi ce que fait `sauvegarde` seul
cli-arg-hidden = N’afficher que l’icône, comme à l’ouverture de session
error-no-display = Il n’y a pas d’écran à utiliser ici ({ $detail }).
    .advice = Lancez le programme dans votre session graphique, ou utilisez la ligne de commande : `sauvegarde backup`.
## Bureau : raccourci, notifications, mots de passe

hotkey-control = Ctrl
hotkey-alt = Alt
hotkey-shift = Maj
hotkey-logo = Super
hotkey-logo-windows = Win
hotkey-logo-macos = Cmd
hotkey-space = Espace
hotkey-insert = Inser
hotkey-delete = Suppr
hotkey-home = Origine
hotkey-end = Fin
hotkey-page-up = PgPréc
hotkey-page-down = PgSuiv
hotkey-up = Haut
hotkey-down = Bas
hotkey-left = Gauche
hotkey-right = Droite
hotkey-pause = Pause
hotkey-print = Impr
hotkey-purpose = Sauvegarder la base de données
