extension Language {
  /// The texts in German.
  static let germanTexts: [MessageKey: String] = [
    .jsonUnreadable:
      "Der Inhalt konnte nicht als JSON gelesen werden. Senden Sie ein JSON-Objekt oder nennen Sie den Typ des Inhalts.",
    .xmlUnreadable:
      "Der Inhalt konnte nicht als XML gelesen werden. Senden Sie ein input-Element ohne DOCTYPE.",
    .entityTooLarge: "Der Inhalt ist länger als die erlaubten {limit} Bytes.",
    .unsupportedMediaType: "Der Inhalt muss JSON oder XML sein, und Content-Type muss angeben, welches von beiden.",
    .notAcceptable: "Der Accept-Header lässt weder JSON noch XML zu, und etwas anderes wird nicht angeboten.",
    .invalidHTTP: "Die Anfrage ist kein gültiges HTTP.",
    .requestTooSlow: "Die Übertragung der Anfrage hat zu lange gedauert.",
    .headersTooLarge: "Die Header-Felder sind zu groß.",
    .tooManyConnections: "Es bestehen zu viele Verbindungen.",
    .batchMediaType:
      "Der Inhalt muss multipart/batching sein, und Content-Type muss die Grenze zwischen den Teilen nennen.",
    .batchUnreadable: "Der Batch hat keine Teile, oder Content-Type nennt nicht die Grenze zwischen ihnen.",
    .batchPartMediaType: "Jeder Teil eines Batches muss application/http; msgtype=request sein.",
    .batchPartUnreadable: "Dieser Teil des Batches konnte nicht als HTTP-Anfrage gelesen werden.",
    .notInBatch:
      "Batches, Ereignisse und Fotos können nicht in einem Batch angefragt werden. Senden Sie eine eigene Anfrage.",
    .batchTooLong: "Ein Batch darf höchstens {limit} Teile haben.",
    .batchPartsOutstanding:
      "Höchstens {limit} Teile der Batches eines Benutzers dürfen auf Antwort warten. "
      + "Warten Sie die laufenden ab.",
    .batchPartTimeout: "Dieser Teil des Batches wurde nicht rechtzeitig beantwortet.",

    .parameterRefused: "Ein Parameter fehlt oder kann nicht angenommen werden: {name}. {reason}",
    .parametersRefused: "Parameter fehlen oder können nicht angenommen werden: {names}.",
    .required: "Er ist erforderlich.",
    .noPhoneToRing: "Er ist erforderlich, da für den Benutzer kein Telefon eingerichtet ist, das klingeln könnte.",
    .tooLong: "Er hat {length} Zeichen; erlaubt sind höchstens {maximum}.",
    .mustBeBoolean: "Er muss true oder false sein.",
    .mustBeNumber: "Er muss eine Zahl sein.",
    .mustBeInRange: "Er muss zwischen {lowest} und {highest} liegen.",
    .mustBeOneOf: "Er muss einer dieser Werte sein: {values}.",
    .eachMustBeOneOf: "Jeder Eintrag muss einer dieser Werte sein: {values}.",
    .mustBeList: "Er muss eine Liste sein.",
    .mustNotBeList: "Er darf keine Liste sein.",
    .mustNotBeObject: "Er darf kein Objekt sein.",
    .mustComeBack: "Er muss so zurückgesendet werden, wie er gelesen wurde.",
    .atMost: "Höchstens {maximum} Zeichen sind erlaubt.",
    .mustBeDecimal: "Er muss eine Dezimalzahl sein.",
    .instanceRequired: "Er ist erforderlich, da die Anwendung mehrere Instanzen hat.",
    .mustBeDuration: "Er muss eine Zeitdauer unter 100 Tagen sein, etwa 00:05:00 oder PT5M.",
    .mustBeDataURI: "Er muss ein data:-URI sein.",
    .notCallable: "Er ist weder eine SIP-Adresse noch ein tel-URI noch eine Rufnummer, die angerufen werden kann.",
    .numberNotDialable:
      "Die Nummer in {name} kann nicht gewählt werden. Geben Sie sie vollständig mit + und Landesvorwahl an.",
    .notDialable: "Er ist keine Nummer, die gewählt werden kann.",

    .tokenNeeded: "Ein gültiges Token ist erforderlich. Wie Sie eines erhalten, steht im WWW-Authenticate-Header.",
    .scopeMissing: "Dem Token fehlt eine Berechtigung. Eine von diesen ist erforderlich: {scopes}.",
    .phoneAudioNotAllowed:
      "Telefonie über das eigene Telefon ist für diesen Benutzer nicht freigegeben. "
      + "Ein Administrator kann sie freigeben.",
    .emergencyRefused:
      "Notrufnummern können auf diesem Weg nicht angerufen werden: Der Anruf würde den Standort Ihres Telefons nicht "
      + "übermitteln. Wählen Sie die Nummer am Telefon selbst.",
    .noEmergencyCalls: "Notrufnummern können hier nicht angerufen werden: Wählen Sie sie am Telefon selbst.",
    .emergencyWithoutLocation:
      "Ein hier aufgebauter Anruf teilt den Rettungsdiensten Ihren Standort nicht mit: Wählen Sie nach "
      + "Möglichkeit am Telefon selbst.",
    .userAgentNotAllowed:
      "Diese Version der Anwendung ist hier nicht zugelassen. Aktualisieren Sie sie, oder fragen Sie einen "
      + "Administrator.",
    .noDelegator:
      "Dieser Benutzer ist niemandes Stellvertretung und kann daher für niemanden anrufen. Ein Administrator "
      + "kann das ändern.",
    .notADelegate:
      "Dieser Benutzer ist keine Stellvertretung der in delegator genannten Person. Ein Administrator kann das "
      + "ändern.",
    .delegatorRequired:
      "Er ist erforderlich, da der Benutzer für mehrere andere anrufen darf.",
    .mustBeUser:
      "Er muss die SIP-Adresse eines Benutzers sein.",
    .delegatorWithoutPhoneAudio:
      "Telefonie über das eigene Telefon ist für die Person, für die angerufen werden soll, nicht freigegeben. "
      + "Ein Administrator kann sie freigeben.",
    .noDelegates: "Dieser Benutzer hat keine Stellvertretung. Ein Administrator kann jemanden dazu machen.",
    .delegatesWithoutPhoneAudio:
      "Für keine Stellvertretung des Benutzers ist Telefonie über das eigene Telefon freigegeben.",
    .noTeam: "Dieser Benutzer hat kein Team. Ein Administrator kann eine Gruppe dazu machen.",
    .teamEmpty: "Im Team des Benutzers ist sonst niemand, bei dem es klingeln könnte.",
    .noVoicemail: "Auf diesem Server gibt es keine Mailbox. Ein Administrator kann sie einrichten.",
    .unansweredWhileForwarding:
      "Alle Anrufe werden sofort weitergeleitet, sodass keiner unbeantwortet bleibt. Schalten Sie das zuerst aus.",
    .forwardingToSelf: "Er nennt den Benutzer selbst, an den dessen Anrufe nicht weitergeleitet werden können.",
    .forwardingToEmergency: "Er nennt eine Notrufnummer, an die keine Anrufe weitergeleitet werden.",
    .forwardingToNobody: "Er nennt eine Adresse, die hier niemand hat.",
    .forwardingTargetMissing: "Es ist noch kein Ziel gewählt. Wählen Sie eines mit dem Vorgang, der es nennt.",
    .contactByOperation:
      "Er setzt einen gewählten Kontakt voraus. Der Vorgang, der an einen Kontakt weiterleitet, wählt ihn.",

    .resourceNotFound:
      "Diese Ressource gibt es nicht. Sie wurde möglicherweise beendet; folgen Sie den Links der übergeordneten "
      + "Ressource.",
    .applicationNotFound:
      "Diese Anwendung gibt es nicht. Erstellen Sie sie mit einem POST an die Ressource applications.",
    .conversationNotFound: "Diese Unterhaltung gibt es nicht. Sie wurde möglicherweise beendet.",
    .destinationNotFound: "Der in der Anfrage genannte Teilnehmer ist hier nicht bekannt.",
    .revisionNotOffered:
      "Die Ressource wird in Revision {offered} angeboten; die Anfrage verlangt eine neuere.",
    .methodNotAllowed: "Die Ressource unterstützt diese Methode nicht. Unterstützt werden: {methods}.",
    .inactiveApplicationExpired:
      "Die Anwendung war zu lange inaktiv und wurde beendet. Erstellen Sie sie neu.",
    .cannotRedirect:
      "Der Benutzer gehört zu einem anderen Pool; dieser ist nicht erreichbar und hat keinen Ersatz.",

    .operationAlreadyExists:
      "Diese operationId gehört zu einem anderen Vorgang dieser Anwendung mit anderem Inhalt. Verwenden Sie eine neue.",
    .tooManyGroups:
      "Das Ziel steht für mehr als {limit} Gruppen. Rufen Sie weniger auf einmal an.",
    .pGetReplaced:
      "Eine andere Anfrage wartet auf dieselben Ereignisse. Wenn Sie diese nicht gesendet haben, läuft die Anwendung "
      + "zweimal.",
    .threadIDAlreadyExists: "Zu dieser threadId besteht bereits eine Unterhaltung.",
    .anotherOperationPending:
      "Ein anderer Vorgang an dieser Ressource läuft noch. Versuchen Sie es erneut, sobald sein Ereignis eingetroffen "
      + "ist.",
    .tooManyConversations:
      "Der Benutzer hat die erlaubte Höchstzahl von Unterhaltungen erreicht: {limit}. Beenden Sie zuerst eine.",
    .makeMeAvailableRequired: "Rufen Sie zuerst makeMeAvailable auf.",
    .tooManyApplications:
      "Der Benutzer hat die erlaubte Höchstzahl von Anwendungen erreicht: {limit}. Löschen Sie zuerst eine.",
    .nothingToReplace:
      "Das Gespräch kann jetzt nicht verlegt oder übergeben werden: Es steht nicht, oder eine andere Änderung läuft noch.",
    .onThatPhoneAlready: "Das Gespräch wird schon an diesem Telefon geführt.",
    .notThatParty: "Das Gespräch wird mit jemand anderem geführt. Nennen Sie die Gegenseite dieser Unterhaltung.",
    .tooManyInstances:
      "Die Anwendung hat die erlaubte Höchstzahl von Instanzen erreicht: {limit}. Löschen Sie zuerst eine.",
    .preconditionFailed:
      "Die Ressource hat sich geändert, seit Sie sie gelesen haben. Lesen Sie sie erneut, und senden Sie ihr etag in "
      + "If-Match.",
    .preconditionRequired: "Ein PUT erfordert einen If-Match-Header mit dem etag der Ressource.",
    .nothingToDecline: "Die Einladung ist keine eingehende, die auf eine Antwort wartet; es gibt nichts abzulehnen.",
    .invitationCompleted: "Die Einladung ist abgeschlossen; es gibt nichts mehr abzubrechen.",
    .nothingToHold: "In dieser Unterhaltung besteht keine Telefonverbindung, die gehalten werden könnte.",
    .nothingHeld: "In dieser Unterhaltung wird keine Telefonverbindung gehalten.",
    .availableAlready: "Der Benutzer ist in dieser Anwendung bereits verfügbar.",
    .acceptedByPhone: "Diese Einladung wird angenommen, indem das Telefon abgehoben wird.",
    .ownPhoneInvited:
      "Das anzurufende Telefon ist dasselbe, das zuerst klingeln würde, und ein Telefon kann sich nicht "
      + "selbst anrufen. Nennen Sie in phoneNumber oder in to ein anderes.",
    .phoneAudioThere:
      "In dieser Unterhaltung besteht bereits eine Telefonverbindung, oder sie wird gerade aufgebaut.",
    .answeredByAnother:
      "Jemand anders hat den Anruf angenommen. Er wird in einer neuen Unterhaltung fortgesetzt.",
    .noPhoneAudio: "In dieser Unterhaltung besteht keine Telefonverbindung.",

    .callbackChannelError:
      "Die Ereignisse dieses Vorgangs konnten nicht gespeichert werden. Er wurde daher nicht begonnen, und kein "
      + "Telefon klingelt.",
    .changeUnrecorded: "Die Änderung kann derzeit nicht gespeichert werden.",
    .directoryVersion: "Das Verzeichnis hinter diesem Server hat eine Version, die er nicht lesen kann.",
    .directoryUnreadable: "Das Verzeichnis kann derzeit nicht gelesen werden.",
    .workNumberTaken: "Ein anderer Benutzer hat diese geschäftliche Rufnummer.",
    .workNumberFixed: "Die geschäftliche Rufnummer kann nur ein Administrator ändern.",
    .directoryUnwritable: "In das Verzeichnis kann derzeit nicht geschrieben werden.",
    .directoryBusy: "Das Verzeichnis ist überlastet.",
    .contactsUnknown: "Nicht alle sind Adressen von Kontakten; eine gehört niemandem.",
    .subscriptionRequired: "Er ist erforderlich, da es nicht genau ein Abonnement gibt.",
    .contactListUnrecorded: "Die Kontaktliste konnte nicht gespeichert werden. Es wurde nichts geändert.",
    .relationshipUnknown:
      "Unknown kann nicht gesetzt werden; lassen Sie den Wert weg, um zum Ausgangswert zurückzukehren.",
    .isDistributionGroup: "Er ist eine Verteilergruppe; diese fügt addToContactList hinzu.",
    .neitherContactNorNumber:
      "Er ist weder die Adresse eines hiesigen Benutzers noch eine Nummer, die gewählt werden kann.",
    .tooManyContactGroups:
      "Die Kontaktliste hat die erlaubte Höchstzahl von Gruppen erreicht: {limit}. Entfernen Sie zuerst eine.",
    .groupNameTaken: "Die Kontaktliste hat bereits eine Gruppe dieses Namens.",
    .noContactsSubscription: "Es gibt kein Abonnement von Kontakten und Gruppen, das beendet werden könnte.",
    .mustNameContact: "Er muss einen Kontakt nennen.",
    .tooManySearches: "Es laufen zu viele Suchen gleichzeitig.",
    .queryOrMailRequired: "Er ist erforderlich, sofern mail fehlt.",
    .tooManyContacts:
      "Die Kontaktliste hat die erlaubte Höchstzahl von Kontakten erreicht: {limit}. Entfernen Sie zuerst einen.",
    .tooManyRelationships:
      "Für so viele Kontakte wie erlaubt ist eine Datenschutzstufe gesetzt: {limit}. Setzen Sie zuerst eine zurück.",
    .tooManyWatched:
      "Eine Anwendung kann die Anwesenheit von höchstens {limit} Kontakten verfolgen. Wählen Sie weniger.",
    .tooManyMembers: "Die Gruppe hat mehr als {limit} Mitglieder; diese werden nicht angezeigt.",
    .noTrunk: "Es ist kein SIP-Trunk eingerichtet; daher kann kein Telefon angerufen werden.",
    .serverFull: "Der Server führt derzeit so viele Anrufe, wie er kann.",
    .takesNoNewCalls: "Der Server wird gleich angehalten oder neu gestartet und nimmt keine neuen Anrufe an.",

    .ownLeg: "Ihr Telefon",
    .otherLeg: "Die Gegenseite",
    .newLeg: "Das Ziel der Übergabe",
    .transferred: "Das Gespräch wurde übergeben und geht ohne Sie weiter.",
    .transferUndone: "Die beiden Gespräche konnten nicht verbunden werden; beide gehen weiter wie zuvor.",
    .busy: "{leg} ist besetzt{details}.",
    .noResponse: "{leg} war nicht erreichbar: keine Antwort{details}.",
    .noAnswer: "{leg} hat nicht rechtzeitig abgehoben{details}.",
    .unavailable: "{leg} ist derzeit nicht erreichbar{details}.",
    .declined: "{leg} hat den Anruf abgelehnt{details}.",
    .unknownNumber: "{leg} hat keine bekannte Rufnummer{details}.",
    .noCommonAudio: "{leg} und dieser Anruf haben kein gemeinsames Audioformat{details}.",
    .setupEnded: "{leg} hat den Rufaufbau beendet{details}.",
    .undeliverable: "{leg} war nicht erreichbar: Die Anfrage konnte nicht zugestellt werden{details}.",
    .unreachable: "{leg} war nicht erreichbar{details}.",
    .ringTimeout: "{leg} hat innerhalb von {seconds} Sekunden nicht abgehoben.",
    .answeredWithoutAudio:
      "{leg} hat ohne Audio geantwortet; daher konnten beide Seiten nicht verbunden werden.",
    .gaveNoOffer: "{leg} hat kein Audio angeboten; daher konnten beide Seiten nicht verbunden werden.",
    .refusedAudioOfOther:
      "{leg} hat das Audio der anderen Seite abgelehnt; daher konnten beide Seiten nicht verbunden werden.",
    .refusedOfferedAudio:
      "{leg} hat das angebotene Audio abgelehnt (SIP {status}); daher konnten beide Seiten nicht verbunden werden.",
    .changeUnconfirmedInSetup:
      "{leg} hat eine Änderung des Anrufs nicht bestätigt; daher konnten beide Seiten nicht verbunden werden.",
    .changeUnconfirmed: "{leg} hat eine Änderung des Anrufs nicht bestätigt; daher wurde der Anruf beendet.",
    .holdRefused: "{leg} hat das Halten abgelehnt (SIP {status}); der Anruf geht unverändert weiter.",
    .resumeRefused: "{leg} hat das Fortsetzen abgelehnt (SIP {status}); der Anruf wird weiter gehalten.",
    .holdUnanswered: "{leg} hat keine brauchbare Antwort gegeben; daher konnte der Anruf nicht gehalten werden.",
    .resumeUnanswered: "{leg} hat keine brauchbare Antwort gegeben; daher konnte der Anruf nicht fortgesetzt werden.",
    .silent: "{leg} antwortet nicht mehr; daher wurde der Anruf beendet.",
    .hungUp: "{leg} hat aufgelegt.",
    .callerGaveUp: "Der Anrufer hat aufgelegt, bevor ein Telefon abgenommen wurde.",
    .declinedByUser: "Der Anruf wurde von der Anwendung abgelehnt.",
    .takenElsewhere: "Jemand anderes hat den Anruf angenommen.",
    .takenByVoicemail: "Die Mailbox hat den Anruf angenommen.",
    .notTakenElsewhere: "Niemand, an den der Anruf ging, hat ihn angenommen.",
    .doNotDisturb: "Sie wollen nicht gestört werden.",
    .inAnotherCall: "Sie sind in einem anderen Gespräch.",
    .noPhone: "Sie haben kein Telefon, das klingeln kann.",
    .cancelledByUser: "Der Anruf wurde abgebrochen.",
    .ownPhoneHungUp: "Ihr Telefon hat aufgelegt, bevor die Gegenseite abgehoben hat.",
    .confirmationTimeout:
      "Der Anruf wurde nicht innerhalb von {seconds} Sekunden per Taste an Ihrem Telefon bestätigt.",
    .notConfirmed: "Der Anruf wurde nicht bestätigt: An Ihrem Telefon wurden falsche Tasten gedrückt.",
    .applicationEnded: "Die Anwendung wurde beendet, bevor die Gegenseite angerufen wurde.",
    .otherSideHungUp: "Die Gegenseite hat aufgelegt, bevor der Anruf verbunden war.",
    .endedByApplication: "Der Anruf wurde von der Anwendung beendet.",
    .serverStopping: "Der Server wird angehalten.",
    .restartedDuringCall: "Der Server wurde neu gestartet und steuert den Anruf nicht mehr.",
    .restartedDuringSetup: "Der Server wurde neu gestartet, bevor der Anruf verbunden war.",
    .sentOn: "Die Gegenseite leitet den Anruf weiter.",
    .forwardedInCircle: "Die Gegenseite leitet den Anruf im Kreis weiter.",
    .forwardedToForbidden: "Die Gegenseite leitet an eine Adresse weiter, die nicht angerufen werden darf.",
    .eventsUnrecorded: "Die Ereignisse dieses Anrufs konnten nicht gespeichert werden.",
    .details: " ({list})",
    .sipStatus: "SIP {status}",
    .q850Cause: "Q.850-Ursache {cause}, {text}",

    .cause1: "Rufnummer nicht vergeben",
    .cause2: "kein Weg zum Ziel",
    .cause3: "kein Weg zum Ziel",
    .cause16: "normales Auslösen",
    .cause17: "Teilnehmer besetzt",
    .cause18: "Teilnehmer antwortet nicht",
    .cause19: "Teilnehmer hebt nicht ab",
    .cause20: "Teilnehmer abwesend",
    .cause21: "Anruf abgewiesen",
    .cause22: "Rufnummer geändert",
    .cause27: "Ziel außer Betrieb",
    .cause28: "ungültiges Rufnummernformat",
    .cause29: "Leistungsmerkmal abgelehnt",
    .cause31: "normal, ohne nähere Angabe",
    .cause34: "keine Leitung verfügbar",
    .cause38: "Netz außer Betrieb",
    .cause41: "vorübergehende Störung",
    .cause42: "Vermittlungseinrichtung überlastet",
    .cause44: "angeforderte Leitung nicht verfügbar",
    .cause47: "Ressource nicht verfügbar",
    .cause50: "angefordertes Leistungsmerkmal nicht abonniert",
    .cause55: "ankommende Anrufe gesperrt",
    .cause57: "Übermittlungsdienst nicht erlaubt",
    .cause58: "Übermittlungsdienst nicht verfügbar",
    .cause63: "Dienst nicht verfügbar",
    .cause65: "Übermittlungsdienst nicht vorhanden",
    .cause79: "Dienst nicht vorhanden",
    .cause88: "unverträgliches Ziel",
    .cause102: "Zeitüberschreitung",
    .cause111: "Protokollfehler",
    .cause127: "Netzübergang, ohne nähere Angabe",
    .unknownCause: "unbekannte Ursache",
  ]
}
