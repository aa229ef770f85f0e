extension Language {
  /// The texts in French.
  static let frenchTexts: [MessageKey: String] = [
    .jsonUnreadable:
      "Le contenu n'a pas pu être lu comme du JSON. Envoyez un objet JSON ou indiquez le type de ce que vous envoyez.",
    .xmlUnreadable:
      "Le contenu n'a pas pu être lu comme du XML. Envoyez un élément input sans DOCTYPE.",
    .entityTooLarge: "Le contenu dépasse la limite de {limit} octets.",
    .unsupportedMediaType: "Le contenu doit être du JSON ou du XML, et Content-Type doit indiquer lequel des deux.",
    .notAcceptable: "L'en-tête Accept n'admet ni JSON ni XML, et rien d'autre n'est proposé.",
    .invalidHTTP: "La requête n'est pas du HTTP valide.",
    .requestTooSlow: "La transmission de la requête a pris trop de temps.",
    .headersTooLarge: "Les champs d'en-tête sont trop volumineux.",
    .tooManyConnections: "Il y a trop de connexions.",
    .batchMediaType:
      "Le contenu doit être de type multipart/batching, et Content-Type doit indiquer la limite entre ses parties.",
    .batchUnreadable: "Le lot n'a aucune partie, ou Content-Type n'indique pas la limite entre elles.",
    .batchPartMediaType: "Chaque partie d'un lot doit être de type application/http; msgtype=request.",
    .batchPartUnreadable: "Cette partie du lot n'a pas pu être lue comme une requête HTTP.",
    .notInBatch:
      "Les lots, les événements et les photos ne peuvent pas être demandés dans un lot. Envoyez une requête distincte.",
    .batchTooLong: "Un lot peut contenir au plus {limit} parties.",
    .batchPartsOutstanding:
      "Au plus {limit} parties des lots d'un utilisateur peuvent attendre leur réponse. Attendez celles en cours.",
    .batchPartTimeout: "Cette partie du lot n'a pas reçu de réponse à temps.",

    .parameterRefused: "Un paramètre manque ou ne peut pas être accepté : {name}. {reason}",
    .parametersRefused: "Des paramètres manquent ou ne peuvent pas être acceptés : {names}.",
    .required: "Il est obligatoire.",
    .noPhoneToRing:
      "Il est obligatoire, car aucun téléphone pouvant sonner n'est configuré pour l'utilisateur.",
    .tooLong: "Il compte {length} caractères ; {maximum} au plus sont autorisés.",
    .mustBeBoolean: "Il doit être true ou false.",
    .mustBeNumber: "Il doit être un nombre.",
    .mustBeInRange: "Il doit être compris entre {lowest} et {highest}.",
    .mustBeOneOf: "Il doit avoir l'une de ces valeurs : {values}.",
    .eachMustBeOneOf: "Chaque élément doit avoir l'une de ces valeurs : {values}.",
    .mustBeList: "Il doit être une liste.",
    .mustNotBeList: "Il ne doit pas être une liste.",
    .mustNotBeObject: "Il ne doit pas être un objet.",
    .mustComeBack: "Il doit être renvoyé tel qu'il a été lu.",
    .atMost: "{maximum} caractères au plus sont autorisés.",
    .mustBeDecimal: "Il doit être un nombre décimal.",
    .instanceRequired: "Il est obligatoire, car l'application a plusieurs instances.",
    .mustBeDuration: "Il doit être une durée inférieure à 100 jours, par exemple 00:05:00 ou PT5M.",
    .mustBeDataURI: "Il doit être un URI data:.",
    .notCallable:
      "Il n'est ni une adresse SIP, ni un URI tel, ni un numéro de téléphone que l'on peut appeler.",
    .numberNotDialable:
      "Le numéro dans {name} ne peut pas être composé. Indiquez-le en entier, avec + et l'indicatif du pays.",
    .notDialable: "Il n'est pas un numéro que l'on peut composer.",

    .tokenNeeded: "Un jeton valide est nécessaire. L'en-tête WWW-Authenticate indique comment l'obtenir.",
    .scopeMissing: "Il manque une autorisation au jeton. L'une de celles-ci est nécessaire : {scopes}.",
    .phoneAudioNotAllowed:
      "La téléphonie par son propre téléphone n'est pas autorisée pour cet utilisateur. "
      + "Un administrateur peut l'autoriser.",
    .emergencyRefused:
      "Les numéros d'urgence ne peuvent pas être appelés de cette façon : l'appel ne transmettrait pas la position "
      + "de votre téléphone. Composez le numéro sur le téléphone lui-même.",
    .noEmergencyCalls:
      "Les numéros d'urgence ne peuvent pas être appelés ici : composez-les sur le téléphone lui-même.",
    .emergencyWithoutLocation:
      "Un appel établi ici n'indique pas aux services d'urgence où vous êtes : composez si possible le "
      + "numéro sur le téléphone lui-même.",
    .userAgentNotAllowed:
      "Cette version de l'application n'est pas admise ici. Mettez-la à jour ou adressez-vous à un administrateur.",
    .noDelegator:
      "Cet utilisateur n'est le délégué de personne et ne peut donc appeler au nom de personne. Un "
      + "administrateur peut y remédier.",
    .notADelegate:
      "Cet utilisateur n'est pas un délégué de la personne indiquée dans delegator. Un administrateur peut y "
      + "remédier.",
    .delegatorRequired:
      "Il est requis, car l'utilisateur peut appeler au nom de plusieurs personnes.",
    .mustBeUser:
      "Il doit être l'adresse SIP d'un utilisateur.",
    .delegatorWithoutPhoneAudio:
      "La téléphonie par son propre téléphone n'est pas autorisée pour la personne au nom de laquelle l'appel "
      + "serait passé. Un administrateur peut l'autoriser.",
    .noDelegates: "Cet utilisateur n'a pas de délégués. Un administrateur peut en désigner.",
    .delegatesWithoutPhoneAudio: "Aucun des délégués de l'utilisateur ne peut être appelé par téléphone.",
    .noTeam: "Cet utilisateur n'a pas d'équipe. Un administrateur peut désigner un groupe.",
    .teamEmpty: "Personne d'autre dans l'équipe de l'utilisateur ne peut être appelé.",
    .noVoicemail: "Il n'y a pas de messagerie vocale sur ce serveur. Un administrateur peut la configurer.",
    .unansweredWhileForwarding:
      "Tous les appels sont renvoyés immédiatement, aucun ne reste donc sans réponse. Désactivez d'abord ce renvoi.",
    .forwardingToSelf: "Il désigne l'utilisateur lui-même, vers qui ses appels ne peuvent pas être renvoyés.",
    .forwardingToEmergency: "Il désigne un numéro d'urgence, vers lequel aucun appel n'est renvoyé.",
    .forwardingToNobody: "Il désigne une adresse que personne n'a ici.",
    .forwardingTargetMissing:
      "Aucune destination n'est encore choisie. Choisissez-en une par l'opération qui la nomme.",
    .contactByOperation: "Il suppose qu'un contact est choisi. L'opération qui renvoie vers un contact le choisit.",

    .resourceNotFound:
      "Cette ressource n'existe pas. Elle a peut-être pris fin ; suivez les liens de la ressource supérieure.",
    .applicationNotFound:
      "Cette application n'existe pas. Créez-en une par un POST sur la ressource applications.",
    .conversationNotFound: "Cette conversation n'existe pas. Elle a peut-être pris fin.",
    .destinationNotFound: "Le correspondant indiqué dans la requête n'est pas connu ici.",
    .revisionNotOffered:
      "La ressource est proposée en révision {offered}, inférieure à celle que demande la requête.",
    .methodNotAllowed: "La ressource n'accepte pas cette méthode. Elle accepte : {methods}.",
    .inactiveApplicationExpired:
      "L'application est restée inactive trop longtemps et a pris fin. Créez-la de nouveau.",
    .cannotRedirect:
      "L'utilisateur dépend d'un autre pool, qui est injoignable et n'a pas de secours.",

    .operationAlreadyExists:
      "Une autre opération de cette application, au contenu différent, porte déjà cet operationId. Utilisez-en un "
      + "nouveau.",
    .tooManyGroups: "La destination représente plus de {limit} groupes. Appelez-en moins à la fois.",
    .pGetReplaced:
      "Une autre requête attend les mêmes événements. Si vous ne l'avez pas envoyée, l'application s'exécute deux fois.",
    .threadIDAlreadyExists: "Une conversation avec ce threadId existe déjà.",
    .anotherOperationPending:
      "Une autre opération sur cette ressource est en cours. Réessayez lorsque son événement sera arrivé.",
    .tooManyConversations:
      "L'utilisateur a atteint le nombre maximal de conversations : {limit}. Mettez d'abord fin à l'une d'elles.",
    .makeMeAvailableRequired: "Appelez makeMeAvailable avant cette opération.",
    .tooManyApplications:
      "L'utilisateur a atteint le nombre maximal d'applications : {limit}. Supprimez-en d'abord une.",
    .nothingToReplace:
      "L'appel ne peut être ni déplacé ni transféré maintenant : il n'est pas établi, ou un autre changement est en cours.",
    .onThatPhoneAlready: "L'appel se trouve déjà sur ce téléphone.",
    .notThatParty: "L'appel est en cours avec quelqu'un d'autre. Indiquez le correspondant de cette conversation.",
    .tooManyInstances: "L'application a atteint le nombre maximal d'instances : {limit}. Supprimez-en d'abord une.",
    .preconditionFailed:
      "La ressource a changé depuis que vous l'avez lue. Relisez-la et envoyez son etag dans If-Match.",
    .preconditionRequired: "Un PUT nécessite un en-tête If-Match avec l'etag de la ressource.",
    .nothingToDecline: "L'invitation n'est pas un appel entrant en attente de réponse ; il n'y a rien à refuser.",
    .invitationCompleted: "L'invitation est terminée ; il n'y a plus rien à annuler.",
    .nothingToHold:
      "Aucune communication téléphonique pouvant être mise en attente n'est établie dans cette conversation.",
    .nothingHeld: "Aucune communication téléphonique n'est en attente dans cette conversation.",
    .availableAlready: "L'utilisateur est déjà disponible dans cette application.",
    .acceptedByPhone: "Cette invitation est acceptée en répondant au téléphone.",
    .ownPhoneInvited:
      "Le téléphone à appeler est celui qui sonnerait en premier, et un téléphone ne peut pas s'appeler "
      + "lui-même. Indiquez-en un autre dans phoneNumber ou dans to.",
    .phoneAudioThere:
      "Une communication téléphonique existe déjà dans cette conversation, ou est en cours d'établissement.",
    .answeredByAnother:
      "Une autre personne a répondu. L'appel se poursuit dans une nouvelle conversation.",
    .noPhoneAudio: "Aucune communication téléphonique n'est établie dans cette conversation.",

    .callbackChannelError:
      "Les événements de cette opération n'ont pas pu être enregistrés ; elle n'a donc pas été commencée et aucun "
      + "téléphone ne sonne.",
    .changeUnrecorded: "La modification ne peut pas être enregistrée pour le moment.",
    .directoryVersion: "L'annuaire utilisé par ce serveur est d'une version qu'il ne peut pas lire.",
    .directoryUnreadable: "L'annuaire ne peut pas être lu pour le moment.",
    .workNumberTaken: "Un autre utilisateur a déjà ce numéro professionnel.",
    .workNumberFixed: "Seul un administrateur peut modifier le numéro professionnel.",
    .directoryUnwritable: "Il n'est pas possible d'écrire dans l'annuaire pour le moment.",
    .directoryBusy: "L'annuaire est surchargé.",
    .contactsUnknown: "Toutes ne sont pas des adresses de contacts ; l'une n'appartient à personne.",
    .subscriptionRequired: "Il est obligatoire, car il n'y a pas exactement un abonnement.",
    .contactListUnrecorded: "La liste de contacts n'a pas pu être enregistrée. Rien n'a été modifié.",
    .relationshipUnknown: "Unknown ne peut pas être défini ; omettez la valeur pour revenir à l'état initial.",
    .isDistributionGroup: "Il est un groupe de distribution, que addToContactList ajoute.",
    .neitherContactNorNumber: "Il n'est ni l'adresse d'une personne connue ici, ni un numéro que l'on peut composer.",
    .tooManyContactGroups:
      "La liste de contacts a atteint le nombre maximal de groupes : {limit}. Supprimez-en d'abord un.",
    .groupNameTaken: "La liste de contacts a déjà un groupe de ce nom.",
    .noContactsSubscription: "Il n'y a aucun abonnement aux contacts et aux groupes auquel mettre fin.",
    .mustNameContact: "Il doit désigner un contact.",
    .tooManySearches: "Trop de recherches sont en cours.",
    .queryOrMailRequired: "Il est obligatoire, à moins que mail ne soit indiqué.",
    .tooManyContacts:
      "La liste de contacts a atteint le nombre maximal de contacts : {limit}. Supprimez-en d'abord un.",
    .tooManyRelationships:
      "L'utilisateur a défini le niveau de confidentialité du nombre maximal de contacts : {limit}. "
      + "Réinitialisez-en d'abord un.",
    .tooManyWatched: "Une application peut suivre la présence de {limit} contacts au plus. Suivez-en moins.",
    .tooManyMembers: "Le groupe compte plus de {limit} membres, qui ne sont pas affichés.",
    .noTrunk: "Aucune liaison SIP n'est configurée ; aucun téléphone ne peut donc être appelé.",
    .serverFull: "Le serveur traite en ce moment autant d'appels qu'il le peut.",
    .takesNoNewCalls: "Le serveur va être arrêté ou redémarré et ne prend plus de nouveaux appels.",

    .ownLeg: "Votre téléphone",
    .otherLeg: "Votre correspondant",
    .newLeg: "Le destinataire du transfert",
    .transferred: "L'appel a été transféré et se poursuit sans vous.",
    .transferUndone: "Les deux appels n'ont pas pu être reliés ; tous deux se poursuivent comme avant.",
    .busy: "{leg} est occupé{details}.",
    .noResponse: "{leg} n'a pas pu être joint : aucune réponse{details}.",
    .noAnswer: "{leg} n'a pas répondu à temps{details}.",
    .unavailable: "{leg} n'est pas disponible pour le moment{details}.",
    .declined: "{leg} a refusé l'appel{details}.",
    .unknownNumber: "{leg} n'a pas de numéro connu{details}.",
    .noCommonAudio: "{leg} et cet appel n'ont aucun format audio en commun{details}.",
    .setupEnded: "{leg} a mis fin à l'établissement de l'appel{details}.",
    .undeliverable: "{leg} n'a pas pu être joint : la demande n'a pas pu être transmise{details}.",
    .unreachable: "{leg} n'a pas pu être joint{details}.",
    .ringTimeout: "{leg} n'a pas répondu dans un délai de {seconds} secondes.",
    .answeredWithoutAudio: "{leg} a répondu sans audio ; les deux côtés n'ont donc pas pu être reliés.",
    .gaveNoOffer: "{leg} n'a proposé aucun audio ; les deux côtés n'ont donc pas pu être reliés.",
    .refusedAudioOfOther:
      "{leg} a refusé l'audio de l'autre côté ; les deux côtés n'ont donc pas pu être reliés.",
    .refusedOfferedAudio:
      "{leg} a refusé l'audio proposé (SIP {status}) ; les deux côtés n'ont donc pas pu être reliés.",
    .changeUnconfirmedInSetup:
      "{leg} n'a pas confirmé une modification de l'appel ; les deux côtés n'ont donc pas pu être reliés.",
    .changeUnconfirmed: "{leg} n'a pas confirmé une modification de l'appel ; il a donc été mis fin à l'appel.",
    .holdRefused: "{leg} a refusé la mise en attente (SIP {status}) ; l'appel se poursuit tel quel.",
    .resumeRefused: "{leg} a refusé la reprise (SIP {status}) ; l'appel reste en attente.",
    .holdUnanswered: "{leg} n'a donné aucune réponse exploitable ; l'appel n'a donc pas pu être mis en attente.",
    .resumeUnanswered: "{leg} n'a donné aucune réponse exploitable ; l'appel n'a donc pas pu être repris.",
    .silent: "{leg} ne répond plus ; il a donc été mis fin à l'appel.",
    .hungUp: "{leg} a raccroché.",
    .callerGaveUp: "L'appelant a raccroché avant qu'un téléphone ne soit décroché.",
    .declinedByUser: "L'application a refusé l'appel.",
    .takenElsewhere: "Quelqu'un d'autre a pris l'appel.",
    .takenByVoicemail: "La messagerie vocale a pris l'appel.",
    .notTakenElsewhere: "Aucun de ceux à qui l'appel a été renvoyé ne l'a pris.",
    .doNotDisturb: "Vous ne souhaitez pas être dérangé.",
    .inAnotherCall: "Vous êtes déjà en communication.",
    .noPhone: "Vous n'avez aucun téléphone qui puisse sonner.",
    .cancelledByUser: "L'appel a été annulé.",
    .ownPhoneHungUp: "Votre téléphone a raccroché avant que votre correspondant ne réponde.",
    .confirmationTimeout:
      "L'appel n'a pas été confirmé par une touche de votre téléphone dans un délai de {seconds} secondes.",
    .notConfirmed: "L'appel n'a pas été confirmé : de mauvaises touches ont été pressées sur votre téléphone.",
    .applicationEnded: "L'application a pris fin avant que votre correspondant ne soit appelé.",
    .otherSideHungUp: "Votre correspondant a raccroché avant l'établissement de l'appel.",
    .endedByApplication: "L'application a mis fin à l'appel.",
    .serverStopping: "Le serveur est en cours d'arrêt.",
    .restartedDuringCall: "Le serveur a été redémarré et ne contrôle plus l'appel.",
    .restartedDuringSetup: "Le serveur a été redémarré avant l'établissement de l'appel.",
    .sentOn: "Votre correspondant renvoie l'appel.",
    .forwardedInCircle: "Votre correspondant renvoie l'appel en boucle.",
    .forwardedToForbidden: "Votre correspondant renvoie l'appel vers une adresse qui ne peut pas être appelée.",
    .eventsUnrecorded: "Les événements de cet appel n'ont pas pu être enregistrés.",
    .details: " ({list})",
    .sipStatus: "SIP {status}",
    .q850Cause: "cause Q.850 {cause}, {text}",

    .cause1: "numéro non attribué",
    .cause2: "aucun acheminement vers la destination",
    .cause3: "aucun acheminement vers la destination",
    .cause16: "libération normale",
    .cause17: "correspondant occupé",
    .cause18: "le correspondant ne réagit pas",
    .cause19: "le correspondant ne décroche pas",
    .cause20: "abonné absent",
    .cause21: "appel rejeté",
    .cause22: "numéro modifié",
    .cause27: "destination hors service",
    .cause28: "format de numéro non valide",
    .cause29: "service complémentaire refusé",
    .cause31: "normal, sans précision",
    .cause34: "aucun circuit disponible",
    .cause38: "réseau hors service",
    .cause41: "défaillance temporaire",
    .cause42: "équipement de commutation saturé",
    .cause44: "circuit demandé non disponible",
    .cause47: "ressource non disponible",
    .cause50: "service complémentaire demandé sans abonnement",
    .cause55: "appels entrants interdits",
    .cause57: "service support non autorisé",
    .cause58: "service support non disponible",
    .cause63: "service non disponible",
    .cause65: "service support non mis en œuvre",
    .cause79: "service non mis en œuvre",
    .cause88: "destination incompatible",
    .cause102: "délai expiré",
    .cause111: "erreur de protocole",
    .cause127: "interfonctionnement, sans précision",
    .unknownCause: "cause inconnue",
  ]
}
