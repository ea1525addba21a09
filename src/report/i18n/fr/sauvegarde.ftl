# Une phrase par message ; `.advice` dit que faire. L’anglais est dans l’autre fichier, avec les
# mêmes clés et les mêmes arguments.

names-more = { " " }et { $count } de plus
# $text is the number as people read it.
soon-today = aujourd’hui { $time }
soon-tomorrow = demain { $time }
age-hours = { $hours ->
    [0] moins d’une heure
    [1] une heure
   *[other] { $hours } heures
}
age-days = { $days } jours
counted-rows = { $number ->
    [one] { $text } ligne
   *[other] { $text } lignes
}
counted-tables = { $number ->
    [one] { $text } table
   *[other] { $text } tables
}

## Erreurs : ce qui s’est passé, et que faire

error-usage = { $detail }
    .advice = Voyez `sauvegarde --help`.
error-nothing-configured = Aucune base de données n’est configurée.
    .advice = Indiquez-la : `sauvegarde backup --url postgresql://utilisateur@hôte/base`, ou une fois pour toutes : `sauvegarde config set url postgresql://utilisateur@hôte/base`.
    .advice-window = Ouvrez « Paramètres… » dans le menu de l’icône et indiquez le serveur et la base.
error-config-unreadable = Le fichier de configuration { $path } ne peut pas être lu ({ $detail }).
    .advice = Donnez à votre compte le droit de le lire, ou indiquez-en un autre avec --config.
    .advice-window = Donnez à votre compte le droit de le lire.
error-config-invalid = La ligne { $line } du fichier de configuration { $path } n’est pas comprise : { $detail }.
    .advice = Corrigez cette ligne ; `sauvegarde config show` affiche le fichier.
    .advice-window = Corrigez cette ligne dans un éditeur de texte ; le fichier est relu dès qu’il est enregistré.
error-config-key-unknown = La clé de configuration « { $key } » n’existe pas.
    .advice = Les clés sont : { $keys } ; celles d’un autre profil, profiles.{ "NOM" }.url et ainsi de suite.
error-config-value-invalid = « { $value } » n’est pas une valeur possible pour { $key }.
    .advice = Valeurs possibles : { $allowed }.
error-config-holds-password = Un mot de passe n’a pas sa place dans le fichier de configuration.
    .advice = Retirez-le de l’URL et mettez-le dans le fichier de mots de passe de PostgreSQL (.pgpass, sous Windows pgpass.conf) ; `sauvegarde config import FICHIER` le fait pour vous à partir d’un fichier .env.
error-config-holds-mail-password = Un mot de passe n’a pas sa place dans le fichier de configuration.
    .advice = Retirez-le de l’adresse et mettez-le dans le trousseau : `sauvegarde config password --mail`. Sans bureau, la variable SAUVEGARDE_MAIL_PASSWORD le contient.
error-profile-unknown = Le profil « { $name } » n’existe pas dans la configuration.
    .advice = `sauvegarde config show` montre les profils ; `sauvegarde config set profiles.{ "NOM" }.url …` en crée un.
error-schedule-invalid = « { $text } » n’est pas un horaire : « { $word } », au caractère { $at }, n’y a pas sa place.
    .advice = { $nearest ->
        [none] Exemples : toutes les heures · toutes les 4h · quotidien 12:30 · ouvrés 12:30, 18:00 · lundi, jeudi 03:00 · mensuel 1 03:00 · 30 12 * * 1-5
       *[other] Vouliez-vous dire « { $nearest } » ? Exemples : toutes les heures · toutes les 4h · quotidien 12:30 · ouvrés 12:30, 18:00 · lundi, jeudi 03:00 · mensuel 1 03:00 · 30 12 * * 1-5
    }
error-connection-invalid = L’adresse de la base de données n’est pas comprise : { $detail }.
    .advice = Écrivez-la sous la forme postgresql://utilisateur@hôte:5432/base, ou host=… dbname=… user=….
error-service-unknown = Le service « { $name } » n’est pas dans le fichier de services de PostgreSQL.
    .advice = Vérifiez le nom et le fichier : celui que désigne PGSERVICEFILE, sinon ~/.pg_service.conf.
error-import-found-nothing = { $path } ne dit pas où se trouve une base de données.
    .advice = Il faut dans ce fichier une ligne DATABASE_URL=…, ou DB_NAME, DB_USER, DB_PASSWORD et DB_HOST ; dans un settings.py, DATABASES ; dans un appsettings.json, ConnectionStrings.
error-import-computed = { $path } calcule la connexion : la valeur de « { $from } » n’y est pas écrite telle quelle.
    .advice = Importez plutôt le fichier qui contient cette valeur, par exemple un fichier .env, ou indiquez l’adresse : `sauvegarde config set url postgresql://utilisateur@hôte/base`.
error-import-unreadable = { $path } n’est pas un fichier JSON lisible : la ligne { $line } n’est pas comprise.
    .advice = Corrigez cette ligne, ou indiquez l’adresse : `sauvegarde config set url postgresql://utilisateur@hôte/base`.
error-database-unknown = La base « { $database } » n’existe pas sur le serveur.
    .advice = Vérifiez le nom ; les majuscules comptent.
error-database-unknown-others = Il y a sur ce serveur : { $others }. Les majuscules comptent.
error-certificate-unusable = Le certificat { $path } n’est pas utilisable ({ $detail }).
    .advice = Vérifiez sslrootcert, sslcert et sslkey : des fichiers PEM que votre compte peut lire.
error-server-unreachable = Le serveur PostgreSQL { $address } est injoignable ({ $detail }).
    .advice = Démarrez le service PostgreSQL, vérifiez l’hôte, le port et le réseau (VPN), puis réessayez.
error-server-silent = Le serveur PostgreSQL { $address } ne répond pas depuis { $seconds } s.
    .advice = Vérifiez le réseau et le pare-feu, puis réessayez.
error-server-lost = La connexion au serveur PostgreSQL { $address } a été perdue.
    .advice = Le serveur a été arrêté ou redémarré. Dès qu’il est revenu, réessayez ; il ne reste aucun fichier inachevé.
error-too-many-connections = Le serveur PostgreSQL { $address } est en marche, mais toutes ses connexions sont prises.
    .advice = Réessayez plus tard, fermez des connexions inutiles ou augmentez max_connections. Une sauvegarde en prend deux, et se contente d’une seule ; sous un compte superutilisateur, elle dispose des connexions réservées.
error-too-many-on-database = Toutes les connexions permises à la base « { $database } » sont prises.
    .advice = Réessayez plus tard ou relevez la limite : ALTER DATABASE "{ $database }" CONNECTION LIMIT …; Une sauvegarde en prend deux, et se contente d’une seule.
error-too-many-of-role = Toutes les connexions permises à « { $user } » sont prises.
    .advice = Réessayez plus tard ou relevez la limite : ALTER ROLE "{ $user }" CONNECTION LIMIT …; Une sauvegarde en prend deux, et se contente d’une seule ; une restauration en prend deux au moins.
error-too-many-in-pooler = Le pooler de connexions { $address }, ou le serveur derrière lui, n’en accepte pas d’autre pour le moment.
    .advice = Réessayez plus tard, ou augmentez ce qui est épuisé : max_client_conn ou la taille des pools pour le pooler, max_connections pour le serveur.
error-server-not-ready = Le serveur PostgreSQL { $address } est là, mais n’accepte pas encore ou n’accepte plus de connexions : { $detail }.
    .advice = Il démarre, s’arrête ou se remet d’un incident. Attendez qu’il soit prêt, puis réessayez ; son journal dit où il en est.
error-standby-closed = Le serveur PostgreSQL { $address } suit un autre serveur et n’accepte pas de connexions : { $detail }.
    .advice = Connectez-vous au serveur principal, ou autorisez ici la lecture (hot_standby = on) et attendez que ce serveur ait rattrapé l’autre.
error-pooler-refused = Le pooler de connexions { $address } refuse la connexion : { $detail }.
    .advice = Il a répondu lui-même, sans le serveur. Vérifiez la base et l’utilisateur qu’il connaît ; s’il refuse un paramètre, retirez celui-ci de l’adresse (options=…) ou ajoutez-le à son ignore_startup_parameters ; sinon connectez-vous directement au serveur.
error-server-refused = Le serveur PostgreSQL { $address } refuse la connexion : { $detail } ({ $sqlstate }).
    .advice = Il est en marche ; son journal en dit peut-être plus. Vérifiez l’adresse et ses options.
error-tls-not-offered = Le serveur PostgreSQL { $address } ne chiffre pas les connexions, et l’adresse l’exige (sslmode).
    .advice = Activez TLS sur le serveur (ssl = on) ; sur un réseau sûr seulement, sslmode=prefer ou disable permet de s’en passer.
error-not-postgres = Ce qui répond à l’adresse { $address } n’est pas un serveur PostgreSQL.
    .advice = Vérifiez l’hôte et le port ; PostgreSQL écoute d’ordinaire sur le port 5432.
error-no-host-answers = Aucun des serveurs PostgreSQL de l’adresse ne peut être utilisé : { $hosts }.
    .advice = Corrigez ce qui est indiqué pour chaque serveur, puis réessayez.
error-no-host-fits = Aucun des serveurs PostgreSQL de l’adresse n’est celui qu’il faut ({ $target }) : { $hosts }.
    .advice = Vérifiez les hôtes et target_session_attrs. Une restauration a toujours besoin du serveur principal.
error-certificate-refused = Le certificat du serveur PostgreSQL { $address } n’est pas accepté ({ $detail }).
    .advice = Utilisez le nom d’hôte que le certificat donne comme subjectAltName, et indiquez dans sslrootcert le certificat de l’autorité qui l’a signé.
error-busy = Une sauvegarde de « { $database } » dans ce dossier est déjà en cours.
    .advice = Attendez sa fin ; `sauvegarde status` montre où elle en est.
    .advice-window = Attendez sa fin.
error-password-refused = Le serveur a refusé la connexion de « { $user } ».
    .advice = Vérifiez le nom de l’utilisateur et son mot de passe, qui a pu expirer (VALID UNTIL).
error-password-missing = Le serveur demande un mot de passe pour « { $user } », et aucun n’est connu.
    .advice = Mettez-le dans le fichier de mots de passe de PostgreSQL (~/.pgpass, sous Windows %APPDATA%\postgresql\pgpass.conf) ou dans PGPASSWORD.
    .advice-window = Tapez-le dans « Paramètres… », champ « Mot de passe ».
password-file-empty = Le fichier de mots de passe { $path } ne contient aucune ligne utilisable.
    .advice = Ajoutez-y une ligne : hôte:port:base:utilisateur:mot_de_passe.
password-file-no-line = Le fichier de mots de passe { $path } n’a pas de ligne pour cette connexion ; la ligne { $line } est la plus proche, à ceci près : { $parts }.
    .advice = Corrigez cette ligne de { $path }, ou ajoutez-en une : hôte:port:base:utilisateur:mot_de_passe.
password-file-not-private = Le fichier de mots de passe { $path } n’est pas pris en compte, car d’autres que vous peuvent le lire.
    .advice = Réservez-le à votre compte : `chmod 600 { $path }`.
password-file-no-file = { $path }, qui devrait être le fichier de mots de passe, n’est pas un fichier ordinaire.
    .advice = Indiquez un vrai fichier dans PGPASSFILE ou passfile.
password-file-unreadable = Le fichier de mots de passe { $path } ne peut pas être lu ({ $detail }).
    .advice = Donnez à votre compte le droit de le lire.
password-file-host = l’hôte
password-file-port = le port
password-file-database = la base
password-file-user = l’utilisateur
error-tables-not-readable = « { $user } » n’a pas le droit de tout lire ; la sauvegarde ne serait donc pas complète : { $tables }.
    .advice = En tant qu’administrateur de la base : GRANT pg_read_all_data TO "{ $user }"; (à partir de PostgreSQL 14), ou connectez-vous avec le compte qui possède les tables.
error-row-level-security = La sécurité au niveau des lignes en cache à « { $user } » dans : { $tables }.
    .advice = Connectez-vous avec le compte qui possède les tables (pas sous FORCE ROW LEVEL SECURITY, qui vaut aussi pour lui), ou, en tant que superutilisateur : ALTER ROLE "{ $user }" BYPASSRLS;
error-large-objects-not-readable = « { $user } » n’a pas le droit de lire des objets volumineux (large objects) ; la sauvegarde ne serait donc pas complète : { $objects }.
    .advice = En tant que propriétaire ou superutilisateur : GRANT SELECT ON LARGE OBJECT … TO "{ $user }"; ou connectez-vous avec le compte qui les possède.
error-login-not-allowed = Le serveur ne laisse pas entrer « { $user } » : { $detail }.
    .advice = Avec « peer » ou « ident », le compte du système doit porter ce nom : lancez la commande sous ce compte (sudo -u …) ou passez par TCP avec un mot de passe (host=localhost). Sinon, le pg_hba.conf du serveur dit comment prouver qui l’on est.
error-login-unproven = La connexion au serveur PostgreSQL { $address } a été interrompue, faute d’une preuve d’identité : { $detail }.
    .advice = Avec channel_binding=require, le serveur doit répondre par TLS et demander le mot de passe par SCRAM (scram-sha-256). Vérifiez que c’est bien votre serveur qui répond à cette adresse, et ce que son pg_hba.conf demande.
error-role-not-admitted = Le serveur n’a pas de compte « { $user } » qui puisse se connecter : { $detail }.
    .advice = Vérifiez le nom de l’utilisateur ; les majuscules comptent. Un compte se crée par CREATE ROLE "{ $user }" LOGIN …; et s’ouvre par ALTER ROLE "{ $user }" LOGIN;
error-not-in-pg-hba = Le serveur ne laisse pas entrer « { $user } » d’ici : { $detail }.
    .advice = Dans le pg_hba.conf du serveur, avant toute ligne qui refuse, ajoutez : { $line }  puis rechargez : SELECT pg_reload_conf(); Une ligne hostssl ne vaut que pour une connexion chiffrée (sslmode=require).
error-client-certificate-wanted = Le serveur veut un certificat de « { $user } » : { $detail }.
    .advice = Donnez-le dans l’adresse : sslcert=FICHIER et sslkey=FICHIER, avec sslmode=require au moins.
error-database-closed = La base « { $database } » n’accepte pas de connexions.
    .advice = Prenez-en une autre, ou ouvrez-la en tant que superutilisateur : ALTER DATABASE "{ $database }" ALLOW_CONNECTIONS true;
error-may-not-connect = « { $user } » n’a pas le droit de se connecter à la base « { $database } ».
    .advice = Son propriétaire ou un administrateur le donne : GRANT CONNECT ON DATABASE "{ $database }" TO "{ $user }";
error-forbidden = Le serveur l’interdit : { $detail }.
    .advice = Connectez-vous avec un compte qui a le droit de lire toute la base.
error-pg-dump-missing = pg_dump, le programme de sauvegarde de PostgreSQL, est introuvable.
    .advice = Installez PostgreSQL { $major } ou ses outils clients, ou indiquez où ils se trouvent : `sauvegarde config set pg_dump DOSSIER`.
error-pg-dump-too-old = pg_dump { $found } ({ $path }) est trop ancien pour le serveur { $server }.
    .advice = Installez les outils clients de PostgreSQL { $major } ou d’une version plus récente.
error-pg-dump-unusable = { $path } ne fonctionne pas : { $detail }.
    .advice = Réparez ou réinstallez les outils clients de PostgreSQL, ou indiquez un autre dossier : `sauvegarde config set pg_dump DOSSIER`.
error-pg-restore-missing = Le fichier demande le pg_restore de PostgreSQL { $major }, ou d’une version plus récente. Aucun n’a été trouvé ici.
    .advice = Installez les outils clients de PostgreSQL { $major } ou d’une version plus récente, ou indiquez où ils se trouvent : --pg-dump DOSSIER.
error-pg-restore-too-old = Le fichier demande le pg_restore de PostgreSQL { $major }, ou d’une version plus récente. Le plus récent ici est le { $newest }.
    .advice = Installez les outils clients de PostgreSQL { $major } ou d’une version plus récente, ou indiquez où ils se trouvent : --pg-dump DOSSIER.
error-server-programs-missing = Les programmes du serveur PostgreSQL (initdb, postgres) sont introuvables sur cet ordinateur.
    .advice = Installez PostgreSQL, serveur compris, ou indiquez le dossier de ses programmes : --pg-dump DOSSIER.
    .advice-debian = Installez PostgreSQL (apt-get install postgresql), ou indiquez le dossier de ses programmes : --pg-dump DOSSIER.
    .advice-windows = Installez PostgreSQL (https://www.postgresql.org/download/windows/), ou indiquez le dossier de ses programmes : --pg-dump DOSSIER.
    .advice-macos = Installez PostgreSQL (https://postgresapp.com), ou indiquez le dossier de ses programmes : --pg-dump DOSSIER.
error-major-not-installed = Les programmes du serveur PostgreSQL { $major }, qu’il faut pour un essai sur un serveur jetable, ne sont pas sur cet ordinateur.
    .advice = Installez PostgreSQL { $major } ici, ou faites l’essai sur le serveur lui-même : --drill sans valeur.
error-target-not-configured = Aucun dossier n’est configuré pour les sauvegardes, et aucun dossier synchronisé (OneDrive, Nextcloud, Dropbox, iCloud Drive) n’a été trouvé.
    .advice = Indiquez-en un : --dir DOSSIER, ou une fois pour toutes : `sauvegarde config set dir DOSSIER`.
    .advice-window = Choisissez-en un dans « Paramètres… », champ « Dossier des sauvegardes ».
error-target-missing = Le dossier { $path } n’existe pas.
    .advice = Branchez le disque, créez le dossier, ou choisissez-en un autre avec --dir.
    .advice-window = Branchez le disque, créez le dossier, ou choisissez-en un autre dans « Paramètres… ».
error-target-not-a-folder = { $path } est un fichier, pas un dossier.
    .advice = Choisissez un dossier pour les sauvegardes.
error-target-not-writable = Impossible d’écrire dans { $path } ({ $detail }).
    .advice = Donnez à votre compte le droit d’y écrire, ou choisissez un autre dossier. Sous Windows, l’« accès contrôlé aux dossiers » doit peut-être autoriser Sauvegarde.
error-no-space = Le disque où se trouve { $path } est plein.
    .advice = Faites-y de la place et réessayez ; la sauvegarde inachevée a été retirée, les précédentes sont intactes.
error-too-little-space = Il n’y a pas assez de place dans { $path } : { $available } libres, il faut au moins { $needed }.
    .advice = Faites-y de la place, ou choisissez un autre dossier.
error-target-held = Un autre programme occupe { $path } ({ $detail }).
    .advice = La sauvegarde est complète ; la prochaine la mettra à sa place dans le dossier.
error-archive-cut = { $name } est coupé ou endommagé : pg_restore n’a pas pu le lire jusqu’à la fin. Il a répondu : { $said }
    .advice = Prenez-en une autre copie, ou une sauvegarde plus ancienne. Rien n’a été exécuté.
error-file-cut = Le fichier se termine avant la fin de la sauvegarde : il a été coupé pendant son écriture ou sa copie.
    .advice = Prenez une autre copie du fichier, ou une sauvegarde plus ancienne. Rien n’a été exécuté, et il ne faut pas l’exécuter à la main non plus : ce qui manque manquerait sans que rien ne le dise.
error-dump-incomplete = pg_dump s’est terminé sans écrire sa ligne de fin ; le dump n’est donc pas complet.
    .advice = Réessayez ; si cela se répète, vérifiez le journal du serveur et le disque.
error-read-back-differs = Ce qui a été relu dans { $path } n’est pas ce qui y avait été écrit.
    .advice = Le disque est peut-être défaillant : vérifiez-le, et sauvegardez sur un autre. Aucune sauvegarde n’a été créée.
error-backup-missing = La sauvegarde { $path } n’existe pas.
    .advice = `sauvegarde list` montre les sauvegardes.
    .advice-window = « Restaurer… », dans le menu de l’icône, montre les sauvegardes qui sont là.
error-backup-unknown = « { $given } » n’est ni un fichier ni une sauvegarde de { $folder }.
    .advice = Les plus proches : { $near }. `sauvegarde list` les montre toutes.
error-backup-unknown-empty = « { $given } » n’est pas un fichier, et il n’y a aucune sauvegarde dans { $folder }.
    .advice = Vérifiez le chemin, ou indiquez un autre dossier avec --dir.
error-backup-unknown-no-folder = « { $given } » n’est pas un fichier, et aucun dossier de sauvegardes n’est configuré où chercher ce nom.
    .advice = Vérifiez le chemin du fichier, ou indiquez le dossier des sauvegardes : --dir DOSSIER.
error-no-backup = Il n’y a pas de sauvegarde complète dans { $path }.
    .advice = Faites-en une : « Sauvegarder » dans le menu de l’icône, ou `sauvegarde backup` dans un terminal.
error-damaged = La sauvegarde { $name } est endommagée. { $problems }
    .advice = Ne comptez pas sur elle : faites une nouvelle sauvegarde maintenant et gardez-en une plus ancienne dont la vérification réussit.
error-cancelled = Annulé.
    .advice = Il ne reste rien d’inachevé ; les bases et les sauvegardes précédentes sont intactes.
error-interrupted = La dernière sauvegarde a été interrompue avant la fin.
    .advice = Faites-en une nouvelle ; ce que l’ancienne a laissé sera alors effacé.
error-dump-failed = pg_dump a échoué ({ $status }) : { $output }
    .advice = Il ne reste aucun fichier inachevé. Le journal du serveur en dit plus ; réessayez.
error-table-locked = La table { $table } est verrouillée par une autre session ({ $by }).
    .advice = Attendez que cette session ait fini, ou mettez-y fin, puis réessayez.
error-table-damaged = La table { $table } est endommagée sur le serveur, qui ne peut plus lire toutes ses lignes ({ $detail }). Ce sont les données du serveur qui sont atteintes, pas la sauvegarde.
    .advice = Gardez toutes les sauvegardes précédentes : l’une d’elles contient peut-être la dernière copie entière de cette table. Faites contrôler le disque du serveur. Pour sauvegarder tout le reste : sauvegarde backup { $options }
error-table-unknown = La base n’a pas de table « { $table } » dont une sauvegarde pourrait contenir les lignes.
    .advice = Écrivez-la sous la forme schéma.table ; un nom avec des majuscules ou d’autres caractères se met entre guillemets doubles, et le tout entre guillemets simples : 'public."Élèves"'.
error-table-ambiguous = « { $table } » est le nom de plusieurs tables : { $found }.
    .advice = Indiquez aussi le schéma, comme dans cette liste.
error-backup-ambiguous = Plusieurs sauvegardes commencent par « { $given } » : { $found }.
    .advice = Écrivez-en un peu plus, ou la date telle que `sauvegarde list` l’affiche.
error-dump-stalled = Le serveur n’a rien envoyé depuis { $minutes } minutes ; la sauvegarde a été arrêtée.
    .advice = Cherchez une session qui détient un verrou, vérifiez le réseau, puis réessayez.
error-program-timed-out = { $program } ne s’est pas terminé en { $seconds } s et a été arrêté.
    .advice = Réessayez ; si cela se répète, redémarrez l’ordinateur.
error-server-answer = Le serveur a répondu : { $detail }
    .advice = Le journal du serveur en dit plus.
error-read-not-found = { $path } n’existe pas.
    .advice = Vérifiez son nom et son dossier.
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
error-crashed = Le programme a trébuché sur une erreur qui est la sienne : { $detail }
    .advice = Rien de ce qui existait n’est perdu. Envoyez aux développeurs le diagnostic du menu de l’icône, ou le journal.
error-trigger-failed = Le planificateur du système n’a pas pu être réglé : { $program } répond { $detail }
    .advice = L’horaire est dans la configuration et l’icône le suit. Sans l’icône, faites lancer `sauvegarde run` par cron : `sauvegarde schedule show` donne la ligne.
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
system-host-unknown = ce nom de serveur est inconnu sur ce réseau
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

warning-suspicious = Inhabituel : { $alarms }.
warning-frozen = La sauvegarde est faite ; aucune plus ancienne n’est supprimée tant que personne ne dit que c’est voulu : sauvegarde accept latest
warning-silent = Rien n’arrive du serveur depuis { $seconds } s ; l’attente continue.
warning-pg-dump-said = pg_dump signale : { $text }
warning-little-space = Il ne reste que { $available } sur le disque des sauvegardes ; les prochaines pourraient ne plus tenir.
warning-recovered = Une sauvegarde achevée, laissée par une exécution interrompue, a pris sa place dans le dossier : { $name }.
warning-facts-missing = Il manque au manifeste des informations sur la base ({ $detail }) ; le dump lui-même est complet.
warning-nothing-in-database = La base « { $database } » est vide : elle n’a ni table ni autre objet. Vérifiez que c’est bien celle que vous voulez sauvegarder.
warning-nothing-in-database-but-others = La base « { $database } » est vide. D’autres bases de ce serveur ont des tables : { $others }. Vérifiez l’adresse.
warning-incomplete = Cette sauvegarde est INCOMPLÈTE : elle ne contient pas les lignes de { $tables }. Elle ne passe jamais pour la dernière sauvegarde ; gardez toutes les précédentes.
warning-rows-not-in-backup = Cette sauvegarde est incomplète : les lignes de { $tables } n’y sont pas, seulement les tables vides.
warning-safety-backup-incomplete = Le serveur ne peut plus lire toutes les lignes de { $tables } : la sauvegarde de sécurité contient tout sauf ces lignes. Gardez toutes les sauvegardes précédentes, et faites contrôler le disque du serveur.
warning-not-recorded = Le résultat n’a pas pu être noté dans le manifeste : { $detail }
warning-parameters-passed-over = Sauvegarde n’utilise pas ces paramètres de l’adresse : { $names }. Ils sont destinés à d’autres programmes ; il n’y a d’ordinaire rien à faire.
warning-protection-missing = L’adresse demande une protection que Sauvegarde n’assure pas : { $names }. Retirez ces paramètres si vous pouvez vous en passer ; sslmode=verify-full, lui, est appliqué.
warning-postponed = L’ordinateur est sur batterie, à { $percent } % : la sauvegarde attendra qu’il soit branché ou rechargé.
warning-from-the-future = La sauvegarde { $name } se dit du { $date }, qui est encore à venir : elle ne compte pas comme la dernière. L’horloge était-elle fausse ?
warning-other-host = Le serveur retenu est { $chosen }, et non { $tried }.

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
problem-truncated = La ligne de fin de pg_dump manque : la sauvegarde est tronquée.
problem-rows-differ = { $table } a { $found } au lieu de { $expected }.
problem-tables-differ = Ses tables ne sont pas celles du manifeste.
problem-large-objects-differ = Objets volumineux (large objects) : { $found } au lieu de { $expected }.

## Chaînes de connexion

connection-sslmode = le sslmode « { $value } » n’existe pas
connection-lists = le nombre de ports (port) ou d’adresses (hostaddr) n’est pas celui des hôtes
connection-host-address = hostaddr doit être une adresse IP
connection-session-target = le target_session_attrs « { $value } » n’existe pas
connection-channel-binding = le channel_binding « { $value } » n’existe pas
connection-port = le port, après le « : » de l’hôte, n’est pas un nombre de 1 à 65535
connection-no-user = il manque l’utilisateur
connection-nul = elle contient un caractère NUL
connection-scheme = « { $scheme } » n’est pas PostgreSQL
connection-other-database = c’est l’adresse d’une base { $name }, et Sauvegarde ne sauvegarde que PostgreSQL
connection-web-page = c’est l’adresse d’une page web
connection-unescaped = un « / », « @ », « : » ou « ? » dans l’utilisateur ou le mot de passe s’écrit %2F, %40, %3A ou %3F
connection-query = un paramètre après « ? » n’a pas de valeur
connection-no-equals = il manque « = »
connection-open-quote = un guillemet n’est pas fermé
connection-open-bracket = un crochet n’est pas fermé
connection-percent = après « % » il faut deux chiffres hexadécimaux
connection-unknown-parameter = le paramètre « { $key } » est inconnu
connection-typo = le paramètre « { $key } » est inconnu (faut-il lire { $known } ?)

## Plusieurs hôtes

host-read-only = en lecture seule
host-read-write = ouvert en écriture
host-standby = serveur secondaire
host-primary = serveur principal

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
backup-done-incomplete = La sauvegarde est faite et vérifiée, mais INCOMPLÈTE : sans les lignes de { $tables }.
backup-name = Nom
backup-size = Taille
backup-location = Emplacement
backup-sha256 = SHA-256
backup-content = Contenu
backup-content-value = { $tables }, { $rows }, { $bytes } décompressés
backup-content-not-counted = lignes non comptées, { $bytes } décompressés
rows-in-tables = { $rows } dans { $tables }
rows-not-counted = lignes non comptées
not-counted = non comptées
backup-time = Durée
warning-label = Avertissement
error-label = Erreur
advice-label = Que faire

list-empty = Aucune sauvegarde dans { $path }.
list-heading-date = Date
list-heading-database = Base
list-heading-size = Taille
list-heading-rows = Lignes
list-heading-verified = Vérifiée
list-heading-reason = Origine
list-heading-name = Nom
state-damaged = ENDOMMAGÉE
state-not-restorable = NE SE RESTAURE PAS
state-incomplete = INCOMPLÈTE : sans les lignes de { $tables }
incomplete-rows = incomplète : sans les lignes de { $tables }
state-missing-file = FICHIER MANQUANT
state-in-cloud = seulement dans le nuage
state-suspicious = INHABITUELLE : { $alarms }
reason-manual = manuelle
reason-hotkey = raccourci
reason-scheduled = planifiée
reason-before-restore = avant restauration
reason-import = importée
reason-cli = ligne de commande

prune-keep = garder
prune-remove = supprimer
prune-removed = supprimée
prune-held = pas supprimée
prune-sum = Gardées : { $kept } · supprimées : { $removed } · libérés : { $bytes }
prune-sum-dry = Seraient gardées : { $kept } · seraient supprimées : { $removed } · seraient libérés : { $bytes }
prune-recycle-bin = La corbeille de { $service } a peut-être encore ce qui a été supprimé.
prune-no-policy = Rien n’est jamais supprimé : la configuration ne dit pas ce qui est gardé. Par exemple : `sauvegarde config set retention.keep_daily 14`, et de même keep_last, keep_weekly, keep_monthly et keep_yearly ; puis voyez ce que cela ferait : `sauvegarde prune --dry-run`
pin-done = { $name } est gardée pour toujours.
unpin-done = { $name } n’est plus gardée pour toujours.
unpin-none = { $name } n’était pas gardée pour toujours.
accept-done = Ce que { $name } a d’inhabituel est voulu ; les sauvegardes suivantes y sont comparées :
accept-none = { $name } n’a pas d’alarme ouverte.

verify-good = { $name } : bonne ({ $content }, { $bytes }).
verify-incomplete = { $name } : telle qu’elle a été faite, mais INCOMPLÈTE : sans les lignes de { $missing } ({ $content }, { $bytes }).
verify-bad = { $name } : ENDOMMAGÉE.
verify-in-cloud = { $name } n’est que dans le nuage et n’a pas été vérifiée ; `sauvegarde verify FICHIER` la télécharge et la vérifie.
verify-renamed-advice = Son contenu est complet : redonnez-lui le nom { $expected }, ainsi qu’à son manifeste.
verify-drilled = { $name } : se restaure. Compté dans une base d’essai, aussitôt supprimée : { $content } ({ $time }).
verify-drilled-not-counted = { $name } : se restaure. Essayé dans une base d’essai, aussitôt supprimée : { $content } ({ $time }).
verify-drilled-incomplete = Restaurable, à quelques éléments près (nombre : { $things }) ; voyez les avertissements ci-dessus.
verify-not-restored = { $name } : NE SE RESTAURE PAS.
verify-drill-advice = Le fichier est entier : c’est le dump qu’il contient que PostgreSQL refuse. Changez dans la base en service ce que le message nomme, puis refaites une sauvegarde et un essai.
list-drilled = ✓ { $date }, restaurée
cli-arg-drill = La restaurer aussi dans une base d’essai, aussitôt supprimée : sur le serveur, ou « local » sur un serveur jetable

status-idle = Aucune sauvegarde n’a encore eu lieu ici.
status-running = Une sauvegarde est en cours : { $percent } %, { $message }.
status-completed = La dernière sauvegarde est complète : { $name }, { $size }, { $date }.
status-incomplete = La dernière sauvegarde est INCOMPLÈTE, sans les lignes de { $tables } : { $name }, { $size }, { $date }.
status-last-complete = La dernière sauvegarde complète : { $name }, { $date }.
status-none-complete = Il n’y a pas de sauvegarde complète.
status-failed = La dernière sauvegarde a échoué : { $message }

doctor-good = Tout ce qu’il faut pour une sauvegarde est là.
doctor-weak = Les sauvegardes fonctionnent ; voyez les remarques ci-dessus.
doctor-bad = Les sauvegardes ne peuvent pas encore fonctionner : voyez les lignes ✗ ci-dessus.
doctor-subject-configuration = Configuration
doctor-subject-password-file = Mots de passe
doctor-subject-server = Serveur
doctor-subject-rights = Droits
doctor-subject-row-security = Sécurité des lignes
doctor-subject-encryption = Réseau
doctor-subject-pg-dump = pg_dump
doctor-subject-folder = Dossier
doctor-subject-space = Espace libre
doctor-subject-synced-folder = Dossier synchronisé
doctor-subject-schedule = Horaire
doctor-schedule = { $meaning } ; prochaine : { $next }
doctor-no-schedule = aucun : une sauvegarde est faite quand quelqu’un la demande
doctor-schedule-late = Faites-en une maintenant : `sauvegarde run`, et voyez pourquoi elle n’a pas été faite : `sauvegarde status`.
doctor-schedule-nobody = Personne ne surveille l’heure : lancez l’icône à l’ouverture de session, ou confiez-le au système : `sauvegarde schedule set { "QUAND" }`.
doctor-subject-last-backup = Dernière sauvegarde
doctor-configuration = « { $database } » sur { $address }
doctor-server = PostgreSQL { $version } répond à « { $user } » ; la base occupe { $size }
doctor-pooler = { $server } ; par un pooler de connexions, en mode session
doctor-pooler-transaction = { $server } ; par un pooler de connexions qui ne prête le serveur que pour une transaction
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
doctor-synced = les sauvegardes sont dans { $service } ({ $path })
doctor-not-synced = les sauvegardes ne sont pas dans { $service } ({ $path })
    .advice = Seule une copie gardée ailleurs survit à la perte de cet ordinateur : choisissez un dossier synchronisé, ou recopiez les sauvegardes sur une autre machine.
doctor-nothing-synced = ni OneDrive, ni Nextcloud, ni Dropbox, ni iCloud Drive sur cet ordinateur
doctor-last-backup = { $date }, { $size }
doctor-no-backup = aucune pour l’instant
    .advice = Faites-en une : « Sauvegarder » dans le menu de l’icône, ou `sauvegarde backup` dans un terminal.
doctor-old-backup = Elle a { $days } jours : faites-en une nouvelle.

told-failed = { $profile ->
    [default] La sauvegarde a échoué
   *[other] La sauvegarde a échoué : { $profile }
}
told-stale = { $profile ->
    [default] La dernière sauvegarde est trop ancienne
   *[other] La dernière sauvegarde est trop ancienne : { $profile }
}
told-all-well = { $profile ->
    [default] Sauvegardes : tout va bien de nouveau
   *[other] Sauvegardes de { $profile } : tout va bien de nouveau
}
told-postponed = { $profile ->
    [default] Sauvegarde remise à plus tard
   *[other] Sauvegarde remise à plus tard : { $profile }
}
told-config-well = Le fichier de configuration est de nouveau compris.
told-last-good = Dernière bonne sauvegarde de « { $database } » : { $date }
told-never = Il n’y a pas encore de bonne sauvegarde de « { $database } ».
run-waits = En attente de la prochaine échéance ; Ctrl+C, ou l’arrêt demandé par le système, y met fin.
run-never = jamais
run-no-moment = « { $text } » n’est pas un moment ; écrivez 2026-12-24 12:30 ou 2026-12-24T11:30:00Z
run-no-schedule = Aucun profil n’a d’horaire. `sauvegarde schedule set quotidien 12:30` en donne un au profil par défaut.
run-would = { $profile } : une sauvegarde serait faite ; elle est attendue depuis le { $slot } (dernière bonne : { $last }).
run-nothing = { $profile } : rien n’est attendu (dernière bonne sauvegarde : { $last } ; prochaine échéance : { $next }).
run-made = { $profile } : { $name } ({ $size }) ; prochaine échéance : { $next }.
run-busy = { $profile } : un autre processus fait la sauvegarde.
run-postponed = { $profile } : la sauvegarde est remise à plus tard.
run-failed = { $profile } : { $message }
notify-nobody = Personne n’est prévenu pour l’instant ; `sauvegarde config set notify.ping https://…` est un début
schedule-set-nothing = il faut dire un horaire ; `sauvegarde schedule off` en supprime un
schedule-off = { $profile } n’est plus sauvegardé tout seul.
schedule-none = { $profile } : pas d’horaire.
schedule-line = { $profile } : { $meaning } ; prochaine : { $next } ; dernière bonne sauvegarde : { $last }.
trigger-systemd-user = systemd, par un minuteur à vous
trigger-systemd-system = systemd, par un minuteur du système
trigger-task-scheduler = le Planificateur de tâches
schedule-keeper-system = `sauvegarde run` est lancé par { $name }.
schedule-keeper-tray = L’icône surveille l’heure ; elle démarre avec la session.
schedule-nobody = Personne ne surveille l’heure : ce système n’a pas de planificateur pour cela et l’icône ne démarre pas avec la session. Une ligne pour cron :
status-stale = La dernière bonne sauvegarde date de { $age }.
status-never = Il n’y a pas encore de bonne sauvegarde.
status-next = Prochaine sauvegarde : { $date }
config-from-line = { $key } : ligne { $line }
config-from-environment = { $key } : de la variable d’environnement { $name }
config-from-default = { $key } : { $value }, la valeur par défaut
config-no-such-key = il n’y a pas de clé « { $key } » à cet endroit
config-no-such-key-but = il n’y a pas de clé « { $key } » à cet endroit (peut-être « { $nearest } »)
config-not-a-number = { $key } attend un nombre entier
config-not-a-text = « { $key } » doit être un texte entre guillemets, ou une liste de tels textes là où il peut y en avoir plusieurs
config-not-a-table = « { $key } » doit être une table
config-key-url = La base : une URL ou host=… dbname=… ; sans mot de passe
config-key-dir = Le dossier des sauvegardes
config-key-pg-dump = L’emplacement de pg_dump, s’il n’est pas trouvé tout seul
config-key-schedule = Quand sauvegarder sans qu’on le demande : quotidien 12:30, ouvrés 12:30, toutes les 4h…
config-key-drill = À quelle fréquence la dernière sauvegarde est restaurée à l’essai, s’il y a un horaire : 30 jours, 2 semaines… ; "" pour jamais
config-key-alarm-ignore = Les tables qui ne donnent pas l’alarme, en motifs : public.django_session, *.cache_*
config-key-retention-keep-last = Combien des dernières sauvegardes sont gardées
config-key-retention-keep-hourly = Pour combien d’heures la dernière de chacune est gardée
config-key-retention-keep-daily = Pour combien de jours la dernière de chacun est gardée
config-key-retention-keep-weekly = Pour combien de semaines (du lundi au dimanche) la dernière de chacune est gardée
config-key-retention-keep-monthly = Pour combien de mois la dernière de chacun est gardée
config-key-retention-keep-yearly = Pour combien d’années la dernière de chacune est gardée
config-key-retention-keep-within = Jusqu’où, en remontant depuis la dernière, toutes sont gardées : 30d, 6m, 1y6m14d12h
config-key-retention-keep-min = Combien de bonnes sauvegardes restent, quoi que dise le reste
config-key-hotkey = La touche qui sauvegarde ; "" pour aucune
config-key-language = La langue : fr ou en
config-key-notify-ping = L’adresse d’un veilleur (healthchecks.io, Uptime Kuma)
config-key-notify-ntfy = L’adresse d’un sujet ntfy, pour les personnes
config-key-notify-webhook = Une adresse qui reçoit le résultat JSON de chaque passage
config-key-notify-mail-to = Les destinataires des courriels
config-key-notify-mail-from = L’expéditeur de ces courriels
config-key-notify-mail-server = Le serveur de courriel : smtps://utilisateur@hôte
config-key-notify-metrics = Un fichier de métriques pour Prometheus
config-key-notify-after = Un programme à lancer après chaque passage, avec le résultat sur son entrée standard
config-unset = { $key } n’a plus de valeur.
config-set = { $key } vaut maintenant { $value }.
config-imported = La connexion de { $file } a été reprise : { $url }
config-password-stored = Le mot de passe a été enregistré dans { $path }.
config-password-place = Mot de passe de { $user } sur { $address } : { $place }
config-password-in-configuration = dans l’adresse ci-dessus, en clair ; sa place est dans un fichier de mots de passe
config-password-in-environment = dans l’environnement (DATABASE_URL ou PGPASSWORD)
config-password-in-service-file = dans le fichier de services de PostgreSQL
config-password-in-keyring = dans le trousseau du système
config-password-in-file = dans { $path }
config-password-nowhere = aucun n’est enregistré
config-password-no-mail = aucun serveur de courriel avec un utilisateur n’est configuré ; `sauvegarde config set notify.mail.server smtps://utilisateur@hôte` en nomme un
config-password-elsewhere = Le mot de passe n’est pas dans ce fichier : il vient de « { $from } ». Mettez-le dans le fichier de mots de passe de PostgreSQL (.pgpass, sous Windows pgpass.conf).
config-empty = Il n’y a pas encore de configuration ({ $path }).

demo-title = Démonstration : un serveur PostgreSQL jetable, rien d’autre n’est touché
demo-filling = Démarrage du serveur et remplissage de sa base ; cela prend quelques secondes.
demo-server = Serveur
demo-server-value = PostgreSQL { $version }, dans { $path }
demo-database = Base
demo-database-value = { $database } : { $rows } dans { $tables }
demo-alone = pg_dump seul
demo-ratio = { $time } avec compression, empreintes et contrôles : { $ratio } × pg_dump seul
demo-verified = Vérifiée
demo-verified-value = relue du premier au dernier octet
demo-restored = Restaurée
demo-restored-value = dans « { $database } » : { $rows } dans { $tables }, toutes identiques à la source
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
usage-database-name = « { $name } » ne peut pas être le nom d’une base : il faut de 1 à { $bytes } octets.
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
cli-value-backup = SAUVEGARDE
cli-value-name = NOM
cli-value-table = TABLE
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
cli-prune = Supprimer les sauvegardes que [retention] ne garde pas, et dire pourquoi les autres restent
cli-pin = Garder une sauvegarde pour toujours
cli-unpin = Ne plus garder une sauvegarde pour toujours
cli-accept = Dire que ce qu’une sauvegarde a d’inhabituel est voulu
cli-arg-pin = La garder pour toujours, et pourquoi
cli-arg-note = Pourquoi elle est gardée
cli-value-text = TEXTE
cli-status = Dire si une sauvegarde est en cours et comment la dernière s’est terminée
cli-doctor = Vérifier tout ce qu’il faut pour une sauvegarde, avec les remèdes
cli-config = Afficher ou changer la configuration
cli-config-show = Afficher le fichier de configuration
cli-config-path = Dire où est le fichier de configuration
cli-config-set = Fixer une clé : url, dir, pg_dump, hotkey, language, ou profiles.{"NOM"}.url …
cli-config-import = Reprendre la connexion d’une application (.env, settings.py, appsettings.json, application.properties)
cli-demo = Montrer une sauvegarde et sa restauration sur un serveur jetable
cli-run = Faire les sauvegardes attendues, de chaque profil qui a un horaire
cli-schedule = Quand sauvegarder sans qu’on le demande
cli-schedule-set = Fixer l’horaire, que le système suivra : quotidien 12:30, ouvrés 12:30 18:00, toutes les 4h…
cli-schedule-show = Dire ce qui est attendu quand, qui le fait, et ce qui l’empêcherait
cli-schedule-off = Ne plus sauvegarder sans qu’on le demande
cli-notify = Qui est prévenu du déroulement
cli-notify-test = Envoyer un message à chacun de ceux que [notify] nomme et montrer les réponses
cli-arg-mail = Le mot de passe du serveur de courriel de [notify]
cli-arg-all-profiles = De tous les profils
cli-arg-dry-run = Dire ce qui serait fait, sans rien faire
cli-arg-at = Ce qui serait fait à ce moment : 2026-12-24 12:30
cli-arg-patient = Essayer pendant une demi-heure de joindre un serveur qui ne répond pas encore, avant d’y voir une erreur
cli-arg-wait = Rester et faire les sauvegardes à chaque échéance
cli-arg-when = quotidien 12:30 · ouvrés 12:30, 18:00 · toutes les 4h · lundi 03:00 · mensuel 1 03:00 · cinq champs de cron
cli-value-time = MOMENT
cli-value-when = QUAND
cli-completions = Afficher le script de complétion d’un shell : bash, elvish, fish, powershell, zsh
cli-man = Afficher la page de manuel du programme ou d’une commande
cli-arg-config = Un autre fichier de configuration
cli-arg-profile = Le profil de la configuration
cli-arg-json = Un objet JSON par ligne, le résultat en dernier
cli-arg-lang = La langue : fr ou en
cli-arg-quiet = Ne dire que les avertissements, les erreurs et les dégâts
cli-arg-verbose = En dire plus
cli-arg-url = La base : postgresql://utilisateur@hôte:5432/nom, ou host=… dbname=…
cli-arg-dir = Le dossier des sauvegardes
cli-arg-pg-dump = Le dossier des programmes de PostgreSQL (pg_dump ; pour un serveur jetable aussi initdb et postgres), au lieu de celui qui est trouvé
cli-arg-without-rows = Laisser de côté les lignes de ces tables, que le serveur ne peut plus lire : schéma.table ; une telle sauvegarde est incomplète et jamais la dernière
cli-arg-sha256sum = Des lignes pour sha256sum -c
cli-arg-file = Un nom que `list` affiche ou son début, une date (2026-11-20 ou « 2026-11-20 12:30 »), « latest » pour la plus récente, ou un fichier
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
    .advice-window = En tant qu’administrateur du serveur : ALTER ROLE "{ $user }" CREATEDB; ou indiquez un autre utilisateur dans « Paramètres… ».
error-session-needed = Le pooler de connexions { $address } prête le serveur pour une transaction à la fois : une restauration n’y est pas possible, et rien n’a été touché.
    .advice = Restaurez par l’adresse directe du serveur, sans doute { $direct }, ou par un pooler en mode session. Les sauvegardes passent aussi par celui-ci.
error-transaction-needed = Le pooler de connexions { $address } ne prête le serveur que pour une instruction à la fois : ni sauvegarde ni restauration n’y est possible, et rien n’a été touché.
    .advice = Prenez l’adresse directe du serveur, probablement { $direct }, ou un pooler en mode session ou transaction.
    .advice-somewhere = Prenez l’adresse directe du serveur, que connaît l’hébergeur ou l’administrateur, ou un pooler en mode session ou transaction.
error-session-needed-somewhere = Le pooler de connexions { $address } prête le serveur pour une transaction à la fois : une restauration n’y est pas possible, et rien n’a été touché.
    .advice = Restaurez par l’adresse directe du serveur, que donne l’hébergeur ou l’administrateur, ou par un pooler en mode session. Les sauvegardes passent aussi par celui-ci.
error-read-only-standby = Le serveur PostgreSQL { $address } suit un autre serveur et n’accepte que la lecture : une restauration n’y est pas possible.
    .advice = Restaurez sur le serveur qu’il suit : { $primary }.
error-read-only-standby-of-whom = Le serveur PostgreSQL { $address } suit un autre serveur et n’accepte que la lecture : une restauration n’y est pas possible.
    .advice = Restaurez sur le serveur principal ; sur celui-ci, primary_conninfo dit lequel.
error-extensions-missing = La sauvegarde a besoin d’extensions que ce serveur n’a pas : { $names }.
    .advice = Installez-les sur le serveur (beaucoup viennent avec les modules « contrib » de PostgreSQL), puis restaurez à nouveau. Rien n’a été changé.
error-dump-forbidden = La ligne { $line } du fichier contient ce que pg_dump n’écrit jamais : { $what }
    .advice = Le fichier n’est pas tel que pg_dump seul l’écrit : deux dumps ont été réunis, quelque chose a été ajouté, ou il a été altéré. Rien n’a été exécuté.
error-dump-not-understood = Le fichier ne se lit pas comme un dump à partir de la ligne { $line }.
    .advice = pg_dump n’écrit pas un tel texte, ou il a été modifié ensuite. Prenez une autre copie du fichier, ou une sauvegarde plus ancienne. Rien n’a été exécuté.
error-newer-than-server = Le fichier vient de PostgreSQL { $file }, le serveur est en version { $server } : restaurez-le sur un serveur de version { $file } ou plus récente. Votre serveur est comme avant.
error-prune-frozen = Aucune sauvegarde n’est supprimée : depuis le { $date } les sauvegardes paraissent inhabituelles, et personne n’a dit que c’est voulu.
    .advice = `sauvegarde list` montre ce qui est inhabituel. Si c’est voulu : `sauvegarde accept latest` ; sinon, restaurez une sauvegarde plus ancienne.
    .advice-window = Regardez ce qui est inhabituel, et dites si c’est voulu.
error-prune-frozen-clock = Aucune sauvegarde n’est supprimée : la dernière dit avoir été faite le { $date }, dans plus d’un jour.
    .advice = Réglez l’horloge de cet ordinateur. Si elle est juste, supprimez cette sauvegarde et son fichier .json, ou attendez jusque-là.
error-restore-failed = La restauration a échoué à la ligne { $line } ({ $statement }) : { $detail }
    .advice = Ce qui avait été restauré a été retiré ; chaque base est comme avant. Pour obtenir tout le reste, dans une nouvelle base à côté des autres, et la liste de ce qui manque : --into NOM --keep-going.
    .advice-window = Ce qui avait été restauré a été retiré ; chaque base est comme avant. Pour obtenir tout le reste, dans une nouvelle base à côté des autres, et la liste de ce qui manque, dans un terminal : `sauvegarde restore FICHIER --into NOM --keep-going`.
error-counts-differ = Après la restauration, { $table } a { $found } au lieu de { $expected }.
    .advice = Ce qui avait été restauré a été retiré ; chaque base est comme avant. Pour obtenir tout le reste, dans une nouvelle base à côté des autres, et la liste de ce qui manque : --into NOM --keep-going.
    .advice-window = Ce qui avait été restauré a été retiré ; chaque base est comme avant. Pour obtenir tout le reste, dans une nouvelle base à côté des autres, et la liste de ce qui manque, dans un terminal : `sauvegarde restore FICHIER --into NOM --keep-going`.
error-restore-interrupted = La restauration s’est arrêtée avant la fin.
    .advice = Ce qui avait été restauré a été retiré ; chaque base est comme avant. Recommencez.
warning-roles-created = Ces rôles manquaient et ont été créés sans droit de connexion : { $names }.
warning-roles-left-out = Ces rôles manquent et cet utilisateur ne peut pas les créer : { $names }. Les propriétaires et les droits ont été laissés de côté.
warning-not-ours = Le fichier n’a pas de manifeste : sa fin montre qu’il est complet, mais rien ne dit s’il est encore tel qu’il a été écrit. Ses lignes ont été comptées et comparées.
warning-tables-not-in-file = Ces tables de la base en service ne sont pas dans le fichier, et n’y sont plus après la restauration : { $tables }. La sauvegarde de sécurité les garde.
warning-made-by-hand = Aucun outil de PostgreSQL n’a écrit ce fichier : personne ne peut dire s’il est complet. Ses lignes n’ont pas été comptées.
warning-rows-not-counted = Les lignes de ce fichier sont écrites en instructions INSERT : elles n’ont pas été comptées. Seule la fin du fichier dit s’il est complet.
warning-no-rows-in-file = Le fichier ne contient aucune ligne (pg_dump --schema-only) : les tables restaurées sont vides.
warning-characters-mended = Le fichier est passé par une console Windows (page de codes { $code_page }), qui en avait changé les caractères accentués ; ils sont de nouveau tels qu’ils étaient.
warning-others-in-file = Le fichier contient autre chose que « { $taken } ».{ $other_count ->
        [0] {""}
        [one] {" "}Une autre base y est restée : { $others }.
       *[other] {" "}D’autres bases y sont restées : { $others }.
    }{ $role_count ->
        [0] {""}
       *[other] {" "}Des rôles aussi, avec leurs mots de passe : { $roles }. Ils n’ont pas été repris ; ceux dont la base a besoin sont créés sans droit de connexion.
    }
warning-others-cut = { $name } se termine trop tôt. La base qui en a été tirée est complète ; celles qui la suivent ne le sont pas.
not-restored-what = { $kind ->
    [access_method] méthode d’accès { $name }
    [aggregate] agrégat { $name }
    [cast] conversion de type { $name }
    [collation] collation { $name }
    [column] propriété de la colonne { $name }
    [comment] commentaire sur { $name }
    [constraint] contrainte { $name }
    [conversion] conversion d’encodage { $name }
    [default_privileges] privilèges par défaut { $name }
    [domain] domaine { $name }
    [event_trigger] déclencheur sur évènement { $name }
    [extension] extension { $name }
    [foreign_data_wrapper] encapsuleur de données distantes { $name }
    [foreign_table] table distante { $name }
    [function] fonction { $name }
    [index] index { $name }
    [language] langage { $name }
    [large_object] objet volumineux { $name }
    [materialized_view] vue matérialisée { $name }
    [materialized_view_data] contenu de la vue matérialisée { $name }
    [operator] opérateur { $name }
    [operator_class] classe d’opérateurs { $name }
    [operator_family] famille d’opérateurs { $name }
    [owner] propriétaire de { $name }
    [partition] partition { $name }
    [policy] politique de sécurité de lignes { $name }
    [privileges] privilèges sur { $name }
    [procedure] procédure { $name }
    [property] propriété de { $name }
    [publication] publication { $name }
    [row_security] sécurité de lignes de { $name }
    [rows] lignes de { $name }
    [rule] règle { $name }
    [schema] schéma { $name }
    [security_label] étiquette de sécurité sur { $name }
    [sequence] séquence { $name }
    [server] serveur distant { $name }
    [setting] paramètre { $name }
    [statistics] objet de statistiques { $name }
    [subscription] souscription { $name }
    [table] table { $name }
    [text_search_configuration] configuration de recherche de texte { $name }
    [text_search_dictionary] dictionnaire de recherche de texte { $name }
    [text_search_parser] analyseur de recherche de texte { $name }
    [text_search_template] modèle de recherche de texte { $name }
    [transform] transformation { $name }
    [trigger] déclencheur { $name }
    [type] type { $name }
    [user_mapping] correspondance d’utilisateur { $name }
    [view] vue { $name }
   *[other] { $name }
}
not-restored-rows-taken = le serveur a pris { $taken } sur { $of }
not-restored-not-in-backup = la sauvegarde a été faite sans elles
not-restored-line = { $what } : { $message }
warning-not-restored = Non restauré : { $things } — réponse du serveur : { $message }
warning-ran-with-search-path = Créés seulement avec le chemin de recherche { $path }, dont leurs fonctions ont besoin pour trouver d’autres objets : { $names }. Réglez-le sur la base s’il ne l’est pas (ALTER DATABASE … SET search_path), ou nommez le schéma dans ces fonctions : psql seul ne peut pas les restaurer.
warning-filled-later = Les lignes de { $tables } ont d’abord été refusées, parce que ce qui les vérifie ou les calcule lit d’autres tables ; elles sont là, remplies après les autres. psql seul ne peut pas les restaurer.
warning-constraint-set-aside = La contrainte { $name } a refusé des lignes de la sauvegarde pendant le remplissage. Elle a été mise de côté, puis remise à la fin ; toutes les lignes la respectent.
warning-constraint-not-valid = La contrainte { $name } n’est pas respectée par toutes les lignes de la sauvegarde : elle est remise en NOT VALID et n’est donc vérifiée que pour les nouvelles lignes. Regardez les lignes, puis lancez ALTER … VALIDATE CONSTRAINT.
warning-rows-added = { $table } avait { $expected } dans la sauvegarde et en a { $found } maintenant : pendant la restauration, des fonctions de la base elle-même ont ajouté des lignes.
warning-tablespaces-missing = Ce serveur n’a pas les tablespaces { $names } : ce qui s’y trouvait est dans le tablespace par défaut.
warning-access-methods-missing = Ce serveur n’a pas les méthodes d’accès { $names } : leurs tables sont des tables ordinaires (heap).
warning-name-withheld = Des lignes manquent : la base s’appelle donc « { $database } » et non « { $wanted } ». Renommez-la si vous voulez l’utiliser telle quelle.
error-incomplete-rows = Il manque des lignes de tables : { $things }.
error-incomplete = Toutes les lignes peuvent être restaurées, mais pas tout le reste : { $things }.
    .advice = La base est comme avant. « Réessayer » montre ce qui manquerait et demande encore une fois ; dans un terminal, --accept-incomplete la remplace malgré tout, et --into NOM restaure à côté pour regarder le résultat.
restore-incomplete-rows = Il manque ceci, dont des lignes :
restore-incomplete = Toutes les lignes sont là, mais il manque :
restore-incomplete-ask = Remplacer la base malgré tout ? Tapez « oui », ou Entrée pour ne rien changer :
word-yes = oui
warning-setting-left-out = Une propriété de la base n’a pas pu être restaurée : { $detail }
warning-statistics-missing = La base est restaurée, mais ses statistiques n’ont pas pu être établies : { $detail } Lancez ANALYZE dans « { $database } », sans quoi ses premières requêtes peuvent être lentes.
stage-verification = Vérification
stage-restore = Restauration
stage-restore-table = Restauration de { $table }
stage-counts = Comptage
stage-statistics = Statistiques
restore-done = Restaurée dans « { $database } », lignes comparées à celles de la sauvegarde.
restore-done-unproven = Restaurée dans « { $database } ».
restore-backup = Sauvegarde
cli-restore = Restaurer une sauvegarde : à côté de la base en service, ou à sa place
cli-import = Faire une sauvegarde d’un fichier de pg_dump, de pg_dumpall ou de pgAdmin
cli-arg-application-file = Le fichier de l’application : .env, settings.py, appsettings.json ou application.properties
cli-arg-import-file = Le fichier, ou le dossier du format « directory » de pg_dump
cli-arg-from = La base à prendre dans un fichier qui en contient plusieurs
import-done = Le fichier est devenu une sauvegarde de « { $database } », examinée et comptée.
cli-arg-restore-file = Un nom que `list` affiche ou son début, une date (2026-11-20 ou « 2026-11-20 12:30 »), « latest » pour la plus récente, ou un fichier
cli-arg-into = Le nom de la nouvelle base
cli-arg-no-owner = Laisser de côté à qui appartient quoi
cli-arg-no-privileges = Laisser de côté qui a le droit de quoi
cli-arg-accept-incomplete = Remplacer la base bien qu’il manque autre chose que des lignes ; ce qui manque est énuméré
cli-arg-keep-going = Continuer sans les tables et les lignes que le serveur refuse ; seulement avec --into
error-confirmation-missing = Pour remplacer la base « { $database } », il faut taper son nom.
    .advice = Ajoutez --confirm { $database }, ou choisissez --into NOM pour restaurer à côté. Rien n’a été changé.
error-confirmation-wrong = « { $given } » n’est pas le nom de la base, « { $database } ».
    .advice = Rien n’a été changé. Tapez le nom exactement comme il s’écrit.
error-nothing-to-undo = Il n’y a pas de restauration de « { $database } » à annuler.
    .advice = Une base remplacée est gardée sept jours ; `sauvegarde status` montre celles qui sont là.
    .advice-window = Une base remplacée n’est gardée que sept jours.
error-nothing-to-undo-in-place = Aucune base remplacée par une restauration de « { $database } » n’est gardée.
    .advice = Après une restauration sur place, la sauvegarde de sécurité permet de revenir en arrière : sauvegarde restore { $path } --confirm { $database }
    .advice-window = Après une restauration sur place, la sauvegarde de sécurité permet de revenir en arrière : restaurez { $path } par « Restaurer… ».
error-may-not-restore-in-place = « { $user } » n’a pas le droit de créer des bases, et une restauration sur place n’est pas possible non plus : il n’a pas le droit de supprimer et de créer { $things }.
    .advice = En tant qu’administrateur du serveur : ALTER ROLE "{ $user }" CREATEDB; ou prenez un autre utilisateur avec --url. Rien n’a été changé.
    .advice-window = En tant qu’administrateur du serveur : ALTER ROLE "{ $user }" CREATEDB; ou indiquez un autre utilisateur dans « Paramètres… ». Rien n’a été changé.
error-commit-unknown = La connexion à { $address } a été perdue tout à la fin, et le serveur ne dit pas si la restauration a été validée.
    .advice = Tout a été restauré ou rien : regardez les lignes dès que le serveur répond de nouveau. La sauvegarde de sécurité est dans le dossier des sauvegardes.
restore-way-back = Retour
restore-way-back-value = aucune ancienne base n’est gardée ; pour revenir en arrière : sauvegarde restore { $path } --confirm { $database }
error-sessions-stay = « { $database } » est encore utilisée et n’a pas pu être remplacée : { $sessions }.
    .advice = Arrêtez l’application, puis restaurez à nouveau. La base est comme avant.
warning-former-removed = La base { $name }, remplacée par une restauration il y a plus de sept jours, a été retirée.
warning-former-stays-prepared = La base { $name }, remplacée par une restauration il y a plus de sept jours, n’a pas pu être retirée : une transaction préparée l’utilise, { $transactions }. Dans « { $name } » : { $statements } La prochaine sauvegarde la retirera ensuite.
warning-former-stays-slots = La base { $name }, remplacée par une restauration il y a plus de sept jours, n’a pas pu être retirée : ses slots de réplication sont en cours de lecture, { $slots }. Arrêtez ce qui les lit, puis : { $statements } La prochaine sauvegarde la retirera ensuite.
warning-former-stays-subscriptions = La base { $name }, remplacée par une restauration il y a plus de sept jours, n’a pas pu être retirée : elle a des souscriptions, { $names }. Dans « { $name } » : { $statements } La prochaine sauvegarde la retirera ensuite.
warning-former-stays-refused = La base { $name }, remplacée par une restauration il y a plus de sept jours, n’a pas pu être retirée : { $detail } Elle occupe de la place jusqu’à ce qu’un administrateur du serveur la retire : { $statement }
warning-formers-unknown = Impossible de savoir si une base remplacée est à retirer : { $detail } La prochaine sauvegarde le redemandera.
warning-slots-left = Slots de réplication de « { $database } » : { $slots }. Ils suivent l’ancienne base, pas celle qui est restaurée : ce qui les lit doit être configuré à nouveau, et tant que l’ancienne base n’est pas retirée, ils retiennent des journaux (WAL) qui peuvent remplir le disque du serveur. `sauvegarde restore --undo` les rend. Si plus personne n’en a besoin : { $statements }
warning-workers-ended = Processus d’extensions dans « { $database } » : { $names }. Le remplacement les arrête et ils ne reviennent pas d’eux-mêmes : redémarrez ensuite le serveur PostgreSQL (restart), sans quoi ce qu’ils font, comme les tâches de pg_cron, ne se fait plus.
warning-subscriptions-left = Souscriptions de « { $database } » : { $names }. Elles suivent l’ancienne base et continuent de la remplir ; dans la base restaurée, elles doivent être configurées à nouveau. Après la restauration, dans l’ancienne base : { $statements } `sauvegarde restore --undo` les rend.
warning-subscriptions-not-restored = La base sauvegardée avait des souscriptions, qu’aucune sauvegarde ne restaure : { $names }. Si la base restaurée doit recevoir des lignes, configurez-les à nouveau (CREATE SUBSCRIPTION).
warning-locale-replaced = Ce serveur n’a pas les règles de tri de la base sauvegardée, { $wanted } : elle a été restaurée avec { $got }. Les textes peuvent sortir dans un autre ordre qu’avant (ORDER BY), et les majuscules et minuscules peuvent différer ; les index sont construits pour le nouvel ordre. Pour retrouver l’ancien ordre, installez cette locale sur le serveur et restaurez à nouveau.
warning-tablespace-replaced = La base sauvegardée était dans le tablespace { $name }, que ce serveur n’a pas ou que cet utilisateur ne peut pas employer : elle a été restaurée dans le tablespace par défaut.
# $gid and $owner: the transaction's identifier and its role.
prepared-transaction = { $gid } (de { $owner }, préparée il y a { $age })
prepared-transaction-end = COMMIT PREPARED { $gid }; ou ROLLBACK PREPARED { $gid };
slot-read = { $name } (lu par { $reader })
slot-unread = { $name } (personne ne le lit en ce moment)
error-prepared-transactions = « { $database } » est utilisée par des transactions préparées, que ni la fin de leur session ni celle du serveur ne terminent : { $transactions }.
    .advice = Terminez chacune comme l’application le demande, dans « { $database } » : { $statements } Puis réessayez. La base est comme avant.
restore-plan-left-behind = Ne suit pas
stage-safety-backup = Sauvegarde de sécurité
restore-replaced = « { $database } » est restaurée, lignes comparées à celles de la sauvegarde.
restore-replaced-unproven = « { $database } » est restaurée.
restore-former = Base d’avant
restore-former-value = { $name }, gardée jusqu’au { $date } ; pour revenir : sauvegarde restore --undo
restore-safety = Sauvegarde de sécurité
restore-undone = « { $database } » est comme avant la restauration ; la base restaurée est gardée sous le nom { $name } jusqu’au { $date }.
restore-plan = « { $database } » sera remplacée par la sauvegarde du { $date } :
restore-plan-rows = Lignes : { $now } maintenant, { $then } dans la sauvegarde
restore-plan-incomplete = La sauvegarde est INCOMPLÈTE : les lignes de { $tables } n’y sont pas, seulement les tables vides.
restore-plan-table = { $name } : { $now } maintenant, { $then } dans la sauvegarde
restore-plan-tables-more = et { $tables } de plus
restore-plan-versions = PostgreSQL { $then } à l’époque, { $now } maintenant
restore-plan-sessions = Connectés en ce moment, ils seront déconnectés : { $sessions }
restore-plan-sessions-in-place = Connectés en ce moment ; qui retient une table sera déconnecté : { $sessions }
restore-plan-nobody = Personne n’est connecté.
restore-plan-django = Les migrations Django diffèrent ({ $apps }) : si le code est plus récent que la sauvegarde, lancez migrate ensuite.
restore-plan-safety = Une sauvegarde de sécurité est faite d’abord, et la base actuelle est gardée sept jours.
restore-plan-in-place = « { $user } » n’a pas le droit de créer des bases : la restauration se fait dans la base elle-même, tout entière en une transaction. Une sauvegarde de sécurité est faite d’abord ; elle seule permet de revenir en arrière.
restore-which = Le fichier contient ces bases : { $found }. Tapez le nom de celle qui est voulue :
restore-ask = Tapez le nom de la base pour continuer :
status-former = { $name } : remplacée par une restauration, gardée jusqu’au { $date }
cli-arg-confirm = Remplacer la base en service ; son nom, tapé en entier
cli-arg-undo = Faire revenir la base que la dernière restauration a remplacée
error-nothing-to-replace = Le serveur n’a pas de base « { $database } » : il n’y a rien à remplacer.
    .advice = Vérifiez le nom ; si la base a disparu, `sauvegarde restore FICHIER --into { $database }` la refait.
error-nothing-to-replace-but-former = Le serveur n’a plus de base « { $database } ». Celle que la dernière restauration a remplacée est toujours là : « { $former } ».
    .advice = Pour la retrouver, en tant qu’administrateur : { $statement } Pour refaire plutôt la base à partir d’une sauvegarde : --into avec son nom.
error-may-not-replace = « { $user } » n’est pas propriétaire de la base « { $database } » et ne peut donc pas la remplacer.
    .advice = Prenez son propriétaire avec --url, ou restaurez à côté avec --into NOM. Rien n’a été changé.
    .advice-window = Indiquez son propriétaire comme utilisateur dans « Paramètres… ». Rien n’a été changé.
error-not-a-backup = { $path } n’est pas une sauvegarde d’une base PostgreSQL : cela semble être { $seems }.
    .advice = Choisissez un fichier créé par Sauvegarde, pg_dump, pg_dumpall ou pgAdmin. Rien n’a été exécuté.
seems-folder = un dossier sans sauvegarde au format « directory » de pg_dump
seems-pipe = un tube ou un périphérique, pas un fichier
    .advice = Enregistrez d’abord son contenu dans un fichier, puis donnez ce fichier.
seems-compressed = un fichier compressé par { $program }
    .advice = Décompressez-le d’abord avec { $program }, puis restaurez ce qui en sort. Rien n’a été exécuté.
seems-zip = une archive ZIP
    .advice = Extrayez-en d’abord le fichier, puis restaurez celui-ci. Rien n’a été exécuté.
seems-tar = une archive tar
seems-pdf = un document PDF
seems-picture = une image
seems-sqlite = une base SQLite
seems-mysql = une sauvegarde de MySQL ou de MariaDB
seems-data-directory = le répertoire de données d’un serveur PostgreSQL, ou une copie de celui-ci
    .advice = Une telle copie se donne à un serveur PostgreSQL de la même version comme répertoire de données ; elle ne se restaure pas dans un serveur qui tourne. Rien n’a été exécuté.
seems-with-messages = des messages de pg_dump, devant l’export ou au milieu de celui-ci
    .advice = Ce fichier a été créé avec 2>&1 : recommencez sans, ou avec pg_dump -f FICHIER. Si ce n’est plus possible, supprimez dans une copie chaque ligne qui commence par « pg_dump: », puis restaurez cette copie. Rien n’a été exécuté.
seems-document = un document ou un fichier de données
seems-text = un texte qui n’est pas du SQL
seems-binary = un fichier d’un autre programme
error-not-of-ours = { $path } n’a pas été créé par Sauvegarde : sans le manifeste d’une sauvegarde, rien ne dit ce qu’il doit contenir.
    .advice = `sauvegarde import { $path }` le lit jusqu’au bout, compte ses lignes et en fait une sauvegarde, qui peut être vérifiée ; `sauvegarde restore { $path }` le prend tel quel.
error-databases-in-file = Le fichier contient plusieurs bases : { $found }.
error-database-not-in-file = Le fichier contient plusieurs bases, et aucune ne s’appelle « { $wanted } » : { $found }.
    .advice = Indiquez laquelle : --from NOM. Rien n’a été exécuté.
    .advice-window = pg_dumpall l’a écrit. Dans un terminal, `sauvegarde import FICHIER --from NOM` fait une sauvegarde de l’une d’elles, qui est ensuite dans la liste. Rien n’a été exécuté.
error-no-database-in-file = Le fichier contient des rôles et des tablespaces, mais aucune base.
    .advice = Il a été créé par pg_dumpall --globals-only. Choisissez le fichier qui contient la base elle-même. Rien n’a été exécuté.
error-no-rows-in-file = Le fichier contient les définitions des tables, mais aucune de leurs lignes.
    .advice = Il a été créé par pg_dump --schema-only. Choisissez le fichier qui contient les lignes ; à côté de votre base (--into NOM), celui-ci se restaure, avec des tables vides. Rien n’a été exécuté.
error-no-tables-in-file = Le fichier ne contient pas les tables auxquelles son contenu se rapporte.
    .advice = Il a été créé par pg_dump --data-only, --statistics-only ou --section. Choisissez le fichier qui contient aussi les définitions. Rien n’a été exécuté.
error-made-by-hand = { $path } n’a pas été écrit par un outil de PostgreSQL : il ne commence pas comme une sauvegarde.
    .advice = Personne ne peut dire s’il est complet ; il ne devient donc pas une sauvegarde. Essayez-le à côté de votre base : `sauvegarde restore FICHIER --into NOM`.
restore-not-text = elle contient des octets qui ne sont pas du texte dans l’encodage du dump ; restaurez ce fichier à la main avec psql
status-set-aside = { $name } : mise de côté à l’annulation d’une restauration, gardée jusqu’au { $date }

## Fenêtres

window-close = Fermer
window-progress = Progression
window-cancel = Annuler
window-no-dialog = Ce bureau n’ouvre pas de dialogue de fichiers.
    .advice = Il y manque un portail (xdg-desktop-portal) ou zenity. En attendant, la ligne de commande prend tout chemin : `sauvegarde restore FICHIER`.
window-restore-title = Restaurer — Sauvegarde
window-restore-heading = Restaurer une sauvegarde
window-restore-intro = Choisissez la sauvegarde à remettre en place. Rien ne change avant que vous ne l’ayez confirmé.
window-restore-reading = Lecture du dossier…
window-restore-empty = Il n’y a pas encore de sauvegarde dans ce dossier.
window-restore-other-file = Choisir un autre fichier…
window-restore-choose = Fichier à restaurer
window-restore-proceed = Continuer…
window-restore-damaged = endommagée
window-restore-missing = fichier manquant
window-restore-not-restorable = essai de restauration échoué
window-restore-origin = Origine
window-restore-origin-value = base « { $database } », PostgreSQL { $version }
window-restore-unknown = Inconnu : il n’y a pas de manifeste à côté de ce fichier. Il sera lu jusqu’au bout avant que quoi que ce soit ne change.
window-restore-question = Remplacer « { $database } » par la sauvegarde du { $date } ?
window-restore-question-file = Remplacer « { $database } » par le contenu de « { $name } » ?
window-restore-looking = Lecture de l’état actuel de la base…
window-restore-rows = { $now } maintenant, { $then } dans la sauvegarde
window-restore-tables = Tables qui diffèrent
window-restore-versions = { $then } à l’époque, { $now } maintenant
window-restore-connected = Connectés
window-restore-sessions = Ils seront déconnectés :
    { $sessions }
window-restore-safety = Vous pourrez revenir en arrière.
    .advice = Une sauvegarde de sécurité est faite et vérifiée d’abord. La base actuelle n’est pas effacée : elle est gardée sept jours sous un autre nom.
window-restore-safety-in-place = La restauration se fait dans la base elle-même, en une transaction.
    .advice = « { $user } » n’a pas le droit de créer des bases : l’ancienne n’est pas gardée à côté. Une sauvegarde de sécurité est faite et vérifiée d’abord ; elle seule permet de revenir en arrière.
window-restore-will-miss = Ce qui manquera ; taper le nom l’accepte
window-restore-type-name = Pour confirmer, tapez le nom de la base :
window-restore-restore = Restaurer
window-restore-meanwhile = La base actuelle sert encore jusqu’à la fin : la nouvelle est construite à côté, comptée, puis prend sa place. Vous pouvez fermer cette fenêtre ; la restauration continue.
window-restore-meanwhile-in-place = La restauration se fait dans la base elle-même, en une transaction : rien ne change avant sa fin, et personne d’autre n’y écrit jusque-là. Vous pouvez fermer cette fenêtre ; la restauration continue.
window-restore-meanwhile-undo = Les deux bases échangent leurs noms ; aucune n’est effacée.
window-restore-cancelling = Annulation…
window-restore-done = C’est fait
window-restore-failed = La restauration n’a pas eu lieu
window-restore-kept = La base d’avant est gardée jusqu’au { $date } ; « Annuler la restauration » la remet en place.
window-restore-undo = Annuler la restauration
window-restore-undo-ask = Annuler la restauration…
window-restore-undo-question = Remettre « { $database } » comme avant la restauration du { $date } ?
window-restore-undo-question-open = Annuler la dernière restauration de « { $database } » ?
window-restore-undo-safety = Ce qui a été saisi depuis ne sera plus dans la base.
    .advice = Rien n’est effacé : la base d’aujourd’hui est gardée sept jours sous un autre nom. Qui est connecté sera déconnecté.
window-restore-keep = Ne rien changer
window-restore-gone = « { $name } » n’est plus à sa place.
    .advice = Choisissez une autre sauvegarde, ou celle-ci par « Choisir un autre fichier… » si elle a été déplacée.
window-restore-former = « { $database } » a été remplacée par une restauration le { $date }.
    .advice = La base d’avant est gardée jusqu’au { $until }.
window-restore-busy = Une autre opération est en cours.
    .advice = Rien n’a été changé. Attendez sa fin, puis recommencez.
window-restore-running = Restauration de « { $database } »
window-restore-undoing = Retour à la base d’avant
window-restore-undone = « { $database } » est comme avant la restauration.
window-restore-back = Revenir à la liste
window-restore-pinned = Épinglée
window-restore-unusual = Inhabituel
window-settings-title = Paramètres — Sauvegarde
window-settings-connection = Base et dossier
window-settings-desktop = Bureau
window-settings-about = À propos
window-settings-save = Enregistrer
window-settings-url = Coller une adresse, ou remplir les champs
window-settings-url-example = postgresql://utilisateur@serveur:5432/base
window-settings-host = Serveur
window-settings-port-label = Port
window-settings-port = le port n’est pas un nombre de 1 à 65535
window-settings-database = Base de données
window-settings-user = Utilisateur
window-settings-password = Mot de passe
window-settings-known = déjà connu
window-settings-folder = Dossier des sauvegardes
window-settings-browse = Parcourir…
window-settings-choose = Dossier des sauvegardes
window-settings-synced = { $service } a été trouvé : sans autre choix, les sauvegardes vont dans { $path }.
window-settings-nothing-synced = Aucun dossier synchronisé (OneDrive, Nextcloud, Dropbox, iCloud Drive) n’a été trouvé sur cet ordinateur : choisissez un dossier.
window-settings-test = Tester la connexion
window-settings-testing = Vérification en cours…
window-settings-good = Tout ce qu’il faut pour une sauvegarde est là.
window-settings-weak = Les sauvegardes fonctionnent ; voyez les remarques.
window-settings-bad = Une sauvegarde ne peut pas encore fonctionner.
window-settings-schedule = Horaire
window-settings-scheduled = Sauvegarder automatiquement
window-settings-scheduled-hint = Une sauvegarde manquée parce que l’ordinateur dormait ou était éteint est rattrapée, une fois.
window-settings-common = Horaires courants
window-settings-when = En toutes lettres
window-settings-when-example = quotidien 12:30
window-settings-when-hint = Par exemple : quotidien 12:30, 18:00 · ouvrés 12:30 · toutes les 4h · lundi, jeudi 03:00 · mensuel 1 03:00
window-settings-when-other = Un autre, en toutes lettres
window-settings-when-meaning = { $meaning }. Prochaine : { $next }
window-settings-proposal = Sauvegarder { $meaning } et démarrer avec la session
schedule-common-daily = quotidien 12:30
schedule-common-twice = quotidien 12:30, 18:00
schedule-common-weekdays = ouvrés 12:30
schedule-common-4h = toutes les 4h
schedule-common-hourly = toutes les heures
schedule-common-weekly = lundi 12:30
settings-keep = Sauvegardes gardées
settings-keep-all = Toutes : rien n’est jamais supprimé
settings-keep-proposed = Conseillé : { $what }
settings-keep-as-in-the-file = Comme dans le fichier : { $what }
settings-keep-proposal = Garder { $what }, et supprimer les autres
settings-keep-hint = Des jours, semaines, mois et années, la dernière de chacun. Restent toujours : { $count } bonnes au moins, la dernière prouvée, et celles qui sont épinglées.
settings-keep-last = { $count ->
    [one] la dernière
   *[other] les { $count } dernières
}
settings-keep-within = toutes celles des { $span } avant la dernière
settings-keep-min = au moins { $count }
settings-hours = { $count ->
    [one] 1 heure
   *[other] { $count } heures
}
settings-days = { $count ->
    [one] 1 jour
   *[other] { $count } jours
}
settings-weeks = { $count ->
    [one] 1 semaine
   *[other] { $count } semaines
}
settings-months = { $count ->
    [one] 1 mois
   *[other] { $count } mois
}
settings-years = { $count ->
    [one] 1 an
   *[other] { $count } ans
}
settings-drill-monthly = Vérifier chaque mois que la dernière se restaure
settings-drill = Vérifier tous les { $days } jours que la dernière se restaure
settings-drill-hint = Elle est restaurée dans une base d’essai, aussitôt supprimée, s’il y a la place et si l’ordinateur est branché.
window-settings-hotkey = Raccourci clavier
window-settings-hotkey-hint = Il lance une sauvegarde depuis n’importe quel programme. Le menu de l’icône dit s’il fonctionne. Vide : aucun raccourci.
window-settings-language = Langue
window-settings-language-system = Celle du système
window-settings-autostart = Lancer à l’ouverture de session
window-settings-autostart-hint = Seule l’icône apparaît.
window-settings-version = Version { $version }
window-settings-purpose = Garde une base PostgreSQL en sécurité : en une touche, elle est lue, compressée, vérifiée et rangée dans un dossier synchronisé.
window-settings-licence = Logiciel libre, sous licence MIT ou Apache 2.0. Police Inter, sous licence SIL Open Font. Les fenêtres sont faites avec Slint :

## Plateau : icône, menu, carte

tray-not-configured = À configurer : ouvrez les paramètres
tray-no-backup = Aucune sauvegarde pour l’instant
tray-last = Dernière sauvegarde : { $date }
tray-old = La dernière sauvegarde date de { $age }
tray-waits-for-server = Le serveur ne répond pas encore ; nouvel essai à { $time }
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
button-retry-ask = Réessayer…
button-details = Détails
button-new-backup = Nouvelle sauvegarde
button-undo-restore = Annuler la restauration…
button-keep-running = Continuer
button-quit-anyway = Annuler et quitter
card-idle-title = Sauvegarde
card-idle = Appuyez sur le bouton pour démarrer une sauvegarde.
card-no-tray = Ce bureau n’a pas de place pour l’icône : le raccourci clavier et cette fenêtre (relancez le programme pour la revoir) la remplacent.
card-rate = { $rate }/s
card-eta = encore { $time }
title-backing-up = Sauvegarde en cours
title-backing-up-elsewhere = Sauvegarde en cours dans un terminal
title-restoring-elsewhere = Restauration en cours dans un terminal
title-restoring = Restauration en cours
title-undoing = Annulation de la restauration
title-verifying = Vérification en cours
title-incomplete = La sauvegarde est faite, mais incomplète.
title-backup-failed = La sauvegarde a échoué
title-restore-failed = La restauration n’a pas eu lieu
title-undo-failed = La restauration n’a pas pu être annulée
title-verify-failed = La vérification n’a pas pu avoir lieu
title-verified = La dernière sauvegarde est bonne.
title-undone = « { $database } » est comme avant la restauration.
verify-found-damage = La dernière sauvegarde est ENDOMMAGÉE.
former-kept = gardée jusqu’au { $date }
quit-question = Une opération est en cours. Quitter l’annule ; rien d’inachevé ne restera.
session-ends = Sauvegarde interrompt proprement ce qui est en cours ; rien d’inachevé ne restera.
tray-was-there = Sauvegarde est déjà lancé : sa fenêtre s’affiche.
cli-tray = Afficher l’icône et attendre le raccourci ; c’est aussi ce que fait `sauvegarde` seul
cli-arg-hidden = N’afficher que l’icône, comme à l’ouverture de session
error-no-display = Il n’y a pas d’écran à utiliser ici ({ $detail }).
    .advice = Lancez le programme dans votre session graphique, ou utilisez la ligne de commande : `sauvegarde backup`.
# Alarms and drills in the tray
tray-unusual = Inhabituel : { $what }
alarms-more = et { $count } autres
told-unusual-since = { $profile ->
    [default] Sauvegarde inhabituelle depuis le { $date }
   *[other] Sauvegarde inhabituelle depuis le { $date } : { $profile }
}
title-unusual = La sauvegarde est faite, mais inhabituelle
title-drill-failed = L’essai de restauration a échoué
title-accepted = C’est noté : c’est voulu
accepted = Les prochaines sauvegardes seront comparées à celle-ci, et les plus anciennes peuvent de nouveau être supprimées selon vos réglages.
alarm-since = Depuis le
alarm-advice = Si c’est voulu, dites-le : jusque-là, aucune sauvegarde plus ancienne n’est supprimée. Si ce n’est pas voulu, « Restaurer… » en ramène une d’avant.
drill-tried = Essayée le
drill-proved = Dernière prouvée
drill-none-proved = aucune encore
drill-advice = Changez dans la base ce que le message nomme, faites une nouvelle sauvegarde, puis refaites l’essai : { $command }. L’alerte reste jusqu’à ce qu’un essai réussisse ; une sauvegarde prouvée plus ancienne n’est jamais supprimée.
tray-proved = Restauration prouvée il y a { $age }
tray-proved-today = Restauration prouvée il y a moins d’un jour
menu-details = Détails…
menu-drill-details = Détails de l’essai…
button-accept = C’est voulu
remark-unusual = inhabituelle
remark-proved = prouvée
remark-proved-at = prouvée { $date }
remark-disproved = ne se restaure pas

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
autostart-comment = Sauvegarde des bases PostgreSQL
autostart-on = Sauvegarde se lance à l’ouverture de votre session.
autostart-off = Sauvegarde ne se lance pas à l’ouverture de votre session.
cli-autostart = Lancer à l’ouverture de session, ou non
cli-autostart-on = Lancer à l’ouverture de session, l’icône seule
cli-autostart-off = Ne pas lancer à l’ouverture de session
cli-autostart-status = Dire si le programme se lance à l’ouverture de session
display-not-set = ni DISPLAY ni WAYLAND_DISPLAY n’est défini
error-library-missing = Il manque une bibliothèque dont les fenêtres ont besoin : { $library }.
    .advice = Installez-la avec les outils de votre système (Debian l’appelle { $package }), ou utilisez la ligne de commande : `sauvegarde backup`.
    .advice-debian = Installez-la (apt-get install { $package }), ou utilisez la ligne de commande : `sauvegarde backup`.
error-keyring-locked = Le trousseau où se trouve le mot de passe est verrouillé, ou a refusé l’accès.
    .advice = Déverrouillez le trousseau et réessayez ; ou mettez le mot de passe dans le fichier de mots de passe de PostgreSQL (.pgpass, sous Windows pgpass.conf).
error-keyring-missing = Ce système n’a pas de trousseau pour les mots de passe.
    .advice = Mettez le mot de passe dans le fichier de mots de passe de PostgreSQL (.pgpass, sous Windows pgpass.conf), ou installez un trousseau (gnome-keyring, par exemple).
error-keyring-silent = Le trousseau ne répond pas depuis 30 secondes.
    .advice = Déverrouillez le trousseau et réessayez ; ou mettez le mot de passe dans le fichier de mots de passe de PostgreSQL (.pgpass, sous Windows pgpass.conf).
error-keyring-failed = Le trousseau n’a pas fait ce qui lui était demandé ({ $detail }).
    .advice = Réessayez ; ou mettez le mot de passe dans le fichier de mots de passe de PostgreSQL (.pgpass, sous Windows pgpass.conf).
cli-config-password = Mettre le mot de passe de la base dans le trousseau du système
cli-arg-forget = Le retirer du trousseau
config-password-ask = Mot de passe de { $user } sur { $address } :
config-password-kept = Le mot de passe de { $user } sur { $address } est dans le trousseau.
config-password-forgotten = Le trousseau n’a plus de mot de passe de { $user } sur { $address }.
config-password-empty = aucun mot de passe n’a été donné
cli-arg-quit = Fermer l’icône ; ce qui est en cours est annulé proprement

## Horaires

schedule-hours = { $count ->
    [one] toutes les heures
   *[other] toutes les { $count } heures à partir de minuit
}
schedule-minutes = toutes les { $count } minutes
schedule-daily = tous les jours à { $times }
schedule-weekdays = du lundi au vendredi à { $times }
schedule-weekly = les { $days } à { $times }
schedule-monthly = { $days } de chaque mois à { $times }
schedule-monthly-or-last = { $days } de chaque mois, ou le dernier jour si le mois est plus court, à { $times }
schedule-month-day = { $day ->
    [1] le 1er
   *[other] le { $day }
}
schedule-cron = selon la ligne cron « { $line } »
schedule-and = { $first } et { $last }
schedule-monday = lundis
schedule-tuesday = mardis
schedule-wednesday = mercredis
schedule-thursday = jeudis
schedule-friday = vendredis
schedule-saturday = samedis
schedule-sunday = dimanches
## Notifications

warning-not-deleted = { $name } n’a pas pu être supprimée ({ $detail }). Elle reste entière ; la prochaine fois, un nouvel essai aura lieu.
held-read = elle est en cours de restauration ou de vérification
held-changed = elle a changé entre-temps
warning-not-told = Notification non transmise ({ $channel }) : { $detail }
notify-channel-ping = veilleur
notify-channel-ntfy = ntfy
notify-channel-webhook = webhook
notify-channel-mail = courriel
notify-channel-metrics = métriques
notify-channel-after = programme lancé ensuite
notify-exit = Code de sortie { $exit }
notify-test-title = Sauvegarde : essai
notify-test-body = Ceci est un essai. Les notifications de Sauvegarde arrivent bien.
notify-address-unusable = L’adresse n’est pas valable.
notify-host-unknown = Le nom du serveur est introuvable.
notify-refused = Le serveur refuse la connexion.
notify-unreachable = Le serveur est injoignable.
notify-silent = Le serveur n’a pas répondu à temps.
notify-cut = Le serveur a coupé la connexion.
notify-unknown-authority = Le certificat du serveur ne vient d’aucune autorité que ce système connaît.
notify-certificate-other-name = Le certificat du serveur est établi pour un autre nom.
notify-certificate-out-of-date = Le certificat du serveur a expiré, ou n’est pas encore valable ; ou l’horloge de cet ordinateur n’est pas à l’heure.
notify-certificate-invalid = Le certificat du serveur n’est pas acceptable.
notify-tls = La connexion chiffrée n’a pas pu être établie.
notify-not-http = La réponse du serveur n’est pas du HTTP.
notify-proxy = Le serveur mandataire (proxy) n’a pas établi la connexion.
notify-answered = Le serveur a répondu : { $answer }
notify-moved = Le serveur renvoie à une autre adresse ({ $answer }) : indiquez l’adresse définitive.
notify-not-accepted = Le serveur n’en a pas tenu compte : { $answer }
notify-mail-left-out = Ce programme a été construit sans l’envoi de courriels.
notify-mail-address = Ceci n’est pas une adresse de courriel : { $address }
notify-mail-unsuitable = Le serveur de courriel ne propose pas le chiffrement ou l’authentification nécessaires.
notify-password-missing = Le mot de passe du serveur de courriel manque : mettez-le dans le trousseau ou dans la variable SAUVEGARDE_MAIL_PASSWORD.
notify-not-written = Le fichier { $path } n’a pas pu être écrit ({ $detail }).
notify-program-failed = { $program } : { $status }. { $said }
notify-unfinished = L’envoi ne s’est pas terminé à temps.

## Ce qui empêcherait les sauvegardes planifiées

obstacle-linger-off = Pas de sauvegarde planifiée quand { $user } n’a pas de session ouverte : le système arrête alors ses services.
    .advice = `loginctl enable-linger { $user }` les maintient.
obstacle-disabled = Le planificateur du système connaît Sauvegarde, mais l’entrée est désactivée.
    .advice = Réglez l’horaire de nouveau : `sauvegarde schedule set QUAND`.
obstacle-program-moved = Le planificateur du système lance un programme qui n’existe plus : { $path }
    .advice = Réglez l’horaire de nouveau, avec le programme à son nouvel emplacement : `sauvegarde schedule set QUAND`.
obstacle-scheduler-silent = Le planificateur du système ne répond pas.
    .advice = Ouvrez une session directement, sans passer par `su` ni `sudo`, puis redemandez : `sauvegarde schedule show`.

# What is suspicious about a backup
alarm-table-gone = { $table } : disparue, elle avait { $before }
alarm-rows = { $table } : { $before } → { $after }
alarm-all-rows = Toutes les tables ensemble : { $before } → { $after }
alarm-everything-empty = Toutes les tables sont vides ; il y avait { $before }
alarm-dump = Taille, non compressée : { $before } → { $after }
alarm-other-server = C’est un autre serveur qu’avant (identifiant { $before } → { $after })
alarm-migrations-back = Django, { $application } : { $before } → { $after }
alarm-unchanged = Chaque table a le même nombre de lignes depuis { $days } jours (est-ce la bonne base ?)
alarm-other = { $table } : { $before } → { $after }

# What follows a backup
warning-unusual-backup = Cette sauvegarde est inhabituelle à côté des précédentes : { $alarms }. `sauvegarde list` montre celles d’avant.
warning-not-pruned = Des sauvegardes plus anciennes n’ont pas été supprimées : { $detail }
told-suspicious = { $profile ->
    [default] La sauvegarde est faite, mais inhabituelle
   *[other] { $profile } : la sauvegarde est faite, mais inhabituelle
  }
  .advice = Aucune sauvegarde plus ancienne n’est supprimée tant que personne ne dit que c’est voulu : sauvegarde accept "{ $file }". Sinon, restaurez-en une plus ancienne.
told-unproved = { $profile ->
    [default] Une sauvegarde n’a pas pu être restaurée à l’essai
   *[other] { $profile } : une sauvegarde n’a pas pu être restaurée à l’essai
  }
status-damaged = Mais son fichier est ENDOMMAGÉ depuis : { $name }. Faites une nouvelle sauvegarde : `sauvegarde backup`.
status-gone = Mais son fichier n’est plus là : { $name }. Faites une nouvelle sauvegarde : `sauvegarde backup`.
status-alarm = Inhabituel depuis le { $date } :
  .advice = Aucune sauvegarde plus ancienne n’est supprimée tant que personne ne dit que c’est voulu : `sauvegarde accept latest`. Si ce n’est pas voulu, restaurez-en une plus ancienne.
status-unproved = L’essai du { $date } n’a pas pu restaurer { $name } :
  .advice = Faites une nouvelle sauvegarde et essayez-la : `sauvegarde backup`, puis `sauvegarde verify --drill latest`.
status-proved = Restauration prouvée il y a { $age } : { $name }
run-removed = { $profile } : { $count ->
    [one] une sauvegarde plus ancienne supprimée
   *[other] { $count } sauvegardes plus anciennes supprimées
  }.
run-proved = { $profile } : restauration prouvée, en { $time }.
run-unproved = { $profile } : la sauvegarde n’a PAS pu être restaurée à l’essai : { $message }
run-not-proved = { $profile } : pas d’essai de restauration cette fois : { $why }.
drill-on-battery = sur batterie
drill-in-cloud = le fichier n’est que dans le nuage
drill-room-unknown = la place libre du serveur n’est pas connue ici, et les programmes serveur de PostgreSQL de sa version ne sont pas installés sur cet ordinateur
drill-no-room = il faut { $needed } de place libre, dont un cinquième du disque, et il y a { $available }
doctor-subject-usual = Comparée à avant
doctor-subject-proof = Essai de restauration
doctor-subject-growth = Disque
doctor-usual = rien d’inhabituel
doctor-unusual = inhabituel depuis le { $since } : { $what }
doctor-proved = restauration prouvée il y a { $age }
doctor-unproved = celui du { $date } a ÉCHOUÉ : { $detail }
doctor-not-tried = aucun encore ; `sauvegarde verify --drill latest` en fait un
doctor-never-proved = aucune sauvegarde n’a jamais été restaurée à l’essai
  .advice = Essayez la dernière : `sauvegarde verify --drill latest`. `sauvegarde run` le fait de lui-même, et dit ce qui l’empêche.
doctor-room-enough = assez de place, aussi loin qu’on peut voir
doctor-full-in = plein dans { $days ->
    [one] un jour
   *[other] { $days } jours
  } environ, si cela continue comme ces 30 derniers jours
  .advice = Rien n’est jamais supprimé sans règle : `sauvegarde config set retention.keep_daily 14` et autres, voir la documentation sur la conservation.
  .fewer = Faites de la place, gardez-en moins, ou prenez un disque plus grand.
# Why a backup stays
kept-newest-good = dernière bonne
kept-last = parmi les dernières
kept-hourly = heure du { $day }/{ $month }/{ $year } { $hour } h
kept-daily = jour { $day }/{ $month }/{ $year }
kept-weekly = semaine { $week } de { $year }
kept-monthly = mois { $month }/{ $year }
kept-yearly = année { $year }
kept-within = à moins de { $span } de la dernière
kept-minimum = parmi les quelques bonnes qui restent toujours
kept-newest-proved = dernière restaurée à l’essai
kept-pinned = épinglée
kept-pinned-because = épinglée « { $note } »
kept-safety = sauvegarde de sécurité
kept-incomplete = incomplète, encore récente
kept-not-restorable = non restaurable, encore récente
kept-suspicious = suspecte, encore récente
kept-cloud-only = seulement dans le nuage
kept-from-the-future = du futur
kept-not-made-here = pas faite ici
kept-other-database = d’une autre base
kept-other-profile = d’un autre profil
kept-damaged = endommagée
kept-missing-file = fichier absent
kept-later-run = part une prochaine fois
kept-newest-not-good = la dernière sauvegarde n’est pas bonne
kept-frozen = rien n’est supprimé pour le moment
kept-no-policy = rien n’est jamais supprimé
