extension Language {
  /// The texts in Spanish.
  static let spanishTexts: [MessageKey: String] = [
    .jsonUnreadable:
      "El contenido no se pudo leer como JSON. Envíe un objeto JSON o indique el tipo de lo que envía.",
    .xmlUnreadable: "El contenido no se pudo leer como XML. Envíe un elemento input sin DOCTYPE.",
    .entityTooLarge: "El contenido supera el límite de {limit} bytes.",
    .unsupportedMediaType: "El contenido debe ser JSON o XML, y Content-Type debe indicar cuál de los dos.",
    .notAcceptable: "La cabecera Accept no admite ni JSON ni XML, y no se ofrece nada más.",
    .invalidHTTP: "La solicitud no es HTTP válido.",
    .requestTooSlow: "La solicitud tardó demasiado en llegar.",
    .headersTooLarge: "Los campos de cabecera son demasiado grandes.",
    .tooManyConnections: "Hay demasiadas conexiones.",
    .batchMediaType:
      "El contenido debe ser multipart/batching, y Content-Type debe indicar el límite entre sus partes.",
    .batchUnreadable: "El lote no tiene partes, o Content-Type no indica el límite entre ellas.",
    .batchPartMediaType: "Cada parte de un lote debe ser application/http; msgtype=request.",
    .batchPartUnreadable: "Esta parte del lote no se pudo leer como una solicitud HTTP.",
    .notInBatch:
      "Los lotes, los eventos y las fotos no se pueden pedir dentro de un lote. Envíe una solicitud aparte.",
    .batchTooLong: "Un lote puede tener como máximo {limit} partes.",
    .batchPartsOutstanding:
      "Como máximo {limit} partes de los lotes de un usuario pueden esperar respuesta. Espere a las que están en curso.",
    .batchPartTimeout: "Esta parte del lote no se respondió a tiempo.",

    .parameterRefused: "Falta un parámetro o no se puede aceptar: {name}. {reason}",
    .parametersRefused: "Faltan parámetros o no se pueden aceptar: {names}.",
    .required: "Es obligatorio.",
    .noPhoneToRing: "Es obligatorio, porque el usuario no tiene configurado ningún teléfono que pueda sonar.",
    .tooLong: "Tiene {length} caracteres; se permiten {maximum} como máximo.",
    .mustBeBoolean: "Debe ser true o false.",
    .mustBeNumber: "Debe ser un número.",
    .mustBeInRange: "Debe estar entre {lowest} y {highest}.",
    .mustBeOneOf: "Debe ser uno de estos valores: {values}.",
    .eachMustBeOneOf: "Cada elemento debe ser uno de estos valores: {values}.",
    .mustBeList: "Debe ser una lista.",
    .mustNotBeList: "No debe ser una lista.",
    .mustNotBeObject: "No debe ser un objeto.",
    .mustComeBack: "Debe devolverse tal como se leyó.",
    .atMost: "Se permiten {maximum} caracteres como máximo.",
    .mustBeDecimal: "Debe ser un número decimal.",
    .instanceRequired: "Es obligatorio, porque la aplicación tiene varias instancias.",
    .mustBeDuration: "Debe ser una duración inferior a 100 días, por ejemplo 00:05:00 o PT5M.",
    .mustBeDataURI: "Debe ser un URI data:.",
    .notCallable: "No es una dirección SIP, ni un URI tel, ni un número de teléfono al que se pueda llamar.",
    .numberNotDialable:
      "El número de {name} no se puede marcar. Indíquelo completo, con + y el prefijo del país.",
    .notDialable: "No es un número que se pueda marcar.",

    .tokenNeeded: "Se necesita un token válido. La cabecera WWW-Authenticate indica cómo obtenerlo.",
    .scopeMissing: "Al token le falta un permiso. Se necesita uno de estos: {scopes}.",
    .phoneAudioNotAllowed:
      "La telefonía por el propio teléfono no está permitida para este usuario. Un administrador puede permitirla.",
    .emergencyRefused:
      "A los números de emergencia no se puede llamar de esta manera: la llamada no transmitiría la ubicación de su "
      + "teléfono. Marque el número en el propio teléfono.",
    .noEmergencyCalls: "Aquí no se puede llamar a los números de emergencia: márquelos en el propio teléfono.",
    .emergencyWithoutLocation:
      "Una llamada establecida aquí no indica a los servicios de emergencia dónde está usted: si puede, "
      + "marque en el propio teléfono.",
    .userAgentNotAllowed:
      "Esta versión de la aplicación no está permitida aquí. Actualícela o consulte a un administrador.",
    .noDelegator:
      "Este usuario no es delegado de nadie, por lo que no puede llamar en nombre de nadie. Un administrador "
      + "puede cambiarlo.",
    .notADelegate:
      "Este usuario no es delegado de la persona indicada en delegator. Un administrador puede cambiarlo.",
    .delegatorRequired:
      "Es obligatorio, ya que el usuario puede llamar en nombre de varias personas.",
    .mustBeUser:
      "Debe ser la dirección SIP de un usuario.",
    .delegatorWithoutPhoneAudio:
      "La telefonía por el propio teléfono no está permitida para la persona en cuyo nombre se llamaría. "
      + "Un administrador puede permitirla.",
    .noDelegates: "Este usuario no tiene delegados. Un administrador puede designarlos.",
    .delegatesWithoutPhoneAudio: "No se puede llamar por teléfono a ninguno de los delegados del usuario.",
    .noTeam: "Este usuario no tiene equipo. Un administrador puede designar un grupo.",
    .teamEmpty: "No hay nadie más en el equipo del usuario a quien se pueda llamar.",
    .noVoicemail: "No hay buzón de voz en este servidor. Un administrador puede configurarlo.",
    .unansweredWhileForwarding:
      "Todas las llamadas se desvían de inmediato, así que ninguna queda sin respuesta. Desactive primero ese desvío.",
    .forwardingToSelf: "Designa al propio usuario, a quien no se pueden desviar sus llamadas.",
    .forwardingToEmergency: "Designa un número de emergencia, al que no se desvían llamadas.",
    .forwardingToNobody: "Designa una dirección que aquí no tiene nadie.",
    .forwardingTargetMissing: "Todavía no se ha elegido ningún destino. Elija uno con la operación que lo nombra.",
    .contactByOperation: "Supone que se ha elegido un contacto. Lo elige la operación que desvía a un contacto.",

    .resourceNotFound:
      "No existe tal recurso. Es posible que haya terminado; siga los vínculos del recurso superior.",
    .applicationNotFound: "No existe tal aplicación. Cree una con un POST al recurso applications.",
    .conversationNotFound: "No existe tal conversación. Es posible que haya terminado.",
    .destinationNotFound: "El interlocutor indicado en la solicitud no se conoce aquí.",
    .revisionNotOffered:
      "El recurso se ofrece en la revisión {offered}, inferior a la que pide la solicitud.",
    .methodNotAllowed: "El recurso no admite este método. Admite: {methods}.",
    .inactiveApplicationExpired:
      "La aplicación estuvo inactiva demasiado tiempo y ha terminado. Créela de nuevo.",
    .cannotRedirect:
      "El usuario pertenece a otro grupo de servidores, que no está accesible y no tiene respaldo.",

    .operationAlreadyExists:
      "Otra operación de esta aplicación, con otro contenido, tiene este operationId. Use uno nuevo.",
    .tooManyGroups: "El destino representa más de {limit} grupos. Llame a menos a la vez.",
    .pGetReplaced:
      "Otra solicitud espera los mismos eventos. Si no la ha enviado usted, la aplicación se ejecuta dos veces.",
    .threadIDAlreadyExists: "Ya existe una conversación con este threadId.",
    .anotherOperationPending:
      "Hay otra operación en curso sobre este recurso. Inténtelo de nuevo cuando haya llegado su evento.",
    .tooManyConversations:
      "El usuario ha alcanzado el número máximo de conversaciones: {limit}. Termine una primero.",
    .makeMeAvailableRequired: "Llame a makeMeAvailable antes de esta operación.",
    .tooManyApplications:
      "El usuario ha alcanzado el número máximo de aplicaciones: {limit}. Elimine una primero.",
    .nothingToReplace:
      "La llamada no se puede mover ni transferir ahora: no está establecida o hay otro cambio en curso.",
    .onThatPhoneAlready: "La llamada ya está en ese teléfono.",
    .notThatParty: "La llamada es con otra persona. Indique el interlocutor de esta conversación.",
    .tooManyInstances: "La aplicación ha alcanzado el número máximo de instancias: {limit}. Elimine una primero.",
    .preconditionFailed:
      "El recurso ha cambiado desde que lo leyó. Léalo de nuevo y envíe su etag en If-Match.",
    .preconditionRequired: "Un PUT necesita una cabecera If-Match con el etag del recurso.",
    .nothingToDecline: "La invitación no es una llamada entrante que espere respuesta; no hay nada que rechazar.",
    .invitationCompleted: "La invitación ha concluido; ya no hay nada que cancelar.",
    .nothingToHold: "En esta conversación no hay ninguna comunicación telefónica que se pueda retener.",
    .nothingHeld: "En esta conversación no hay ninguna comunicación telefónica retenida.",
    .availableAlready: "El usuario ya está disponible en esta aplicación.",
    .acceptedByPhone: "Esta invitación se acepta contestando el teléfono.",
    .ownPhoneInvited:
      "El teléfono al que se quiere llamar es el que sonaría primero, y un teléfono no puede llamarse a sí "
      + "mismo. Indique otro en phoneNumber o en to.",
    .phoneAudioThere:
      "En esta conversación ya hay una comunicación telefónica, o se está estableciendo.",
    .answeredByAnother:
      "Ha respondido otra persona. La llamada continúa en una conversación nueva.",
    .noPhoneAudio: "En esta conversación no hay ninguna comunicación telefónica.",

    .callbackChannelError:
      "Los eventos de esta operación no se pudieron registrar; por eso no se inició y no suena ningún teléfono.",
    .changeUnrecorded: "El cambio no se puede registrar en este momento.",
    .directoryVersion: "El directorio que usa este servidor tiene una versión que no puede leer.",
    .directoryUnreadable: "El directorio no se puede leer en este momento.",
    .workNumberTaken: "Otro usuario tiene este número de trabajo.",
    .workNumberFixed: "Solo un administrador puede cambiar el número de trabajo.",
    .directoryUnwritable: "No se puede escribir en el directorio en este momento.",
    .directoryBusy: "El directorio está sobrecargado.",
    .contactsUnknown: "No todas son direcciones de contactos; una no es de nadie.",
    .subscriptionRequired: "Es obligatorio, porque no hay exactamente una suscripción.",
    .contactListUnrecorded: "La lista de contactos no se pudo registrar. No se ha cambiado nada.",
    .relationshipUnknown: "Unknown no se puede establecer; omita el valor para volver al estado inicial.",
    .isDistributionGroup: "Es un grupo de distribución, que se agrega con addToContactList.",
    .neitherContactNorNumber: "No es ni la dirección de alguien de aquí ni un número que se pueda marcar.",
    .tooManyContactGroups:
      "La lista de contactos ha alcanzado el número máximo de grupos: {limit}. Quite uno primero.",
    .groupNameTaken: "La lista de contactos ya tiene un grupo con ese nombre.",
    .noContactsSubscription: "No hay ninguna suscripción a contactos y grupos que se pueda terminar.",
    .mustNameContact: "Debe indicar un contacto.",
    .tooManySearches: "Hay demasiadas búsquedas en curso.",
    .queryOrMailRequired: "Es obligatorio, salvo que se indique mail.",
    .tooManyContacts: "La lista de contactos ha alcanzado el número máximo de contactos: {limit}. Quite uno primero.",
    .tooManyRelationships:
      "El usuario ha establecido el nivel de privacidad del número máximo de contactos: {limit}. "
      + "Restablezca uno primero.",
    .tooManyWatched: "Una aplicación puede seguir la presencia de {limit} contactos como máximo. Siga a menos.",
    .tooManyMembers: "El grupo tiene más de {limit} miembros, que no se muestran.",
    .noTrunk: "No hay ningún enlace SIP configurado, por lo que no se puede llamar a ningún teléfono.",
    .serverFull: "El servidor atiende en este momento tantas llamadas como puede.",
    .takesNoNewCalls: "El servidor está a punto de detenerse o reiniciarse y no admite llamadas nuevas.",

    .ownLeg: "Su teléfono",
    .otherLeg: "Su interlocutor",
    .newLeg: "El destinatario de la transferencia",
    .transferred: "La llamada se ha transferido y continúa sin usted.",
    .transferUndone: "No se pudieron unir las dos llamadas; ambas continúan como antes.",
    .busy: "{leg} está ocupado{details}.",
    .noResponse: "{leg} no está localizable: no hay respuesta{details}.",
    .noAnswer: "{leg} no contestó a tiempo{details}.",
    .unavailable: "{leg} no está disponible en este momento{details}.",
    .declined: "{leg} rechazó la llamada{details}.",
    .unknownNumber: "{leg} no tiene un número conocido{details}.",
    .noCommonAudio: "{leg} y esta llamada no tienen ningún formato de audio en común{details}.",
    .setupEnded: "{leg} puso fin al establecimiento de la llamada{details}.",
    .undeliverable: "{leg} no está localizable: la solicitud no se pudo entregar{details}.",
    .unreachable: "{leg} no está localizable{details}.",
    .ringTimeout: "{leg} no contestó en {seconds} segundos.",
    .answeredWithoutAudio: "{leg} contestó sin audio, por lo que no se pudieron unir ambos lados.",
    .gaveNoOffer: "{leg} no ofreció audio, por lo que no se pudieron unir ambos lados.",
    .refusedAudioOfOther: "{leg} rechazó el audio del otro lado, por lo que no se pudieron unir ambos lados.",
    .refusedOfferedAudio:
      "{leg} rechazó el audio ofrecido (SIP {status}), por lo que no se pudieron unir ambos lados.",
    .changeUnconfirmedInSetup:
      "{leg} no confirmó un cambio de la llamada, por lo que no se pudieron unir ambos lados.",
    .changeUnconfirmed: "{leg} no confirmó un cambio de la llamada, por lo que esta se terminó.",
    .holdRefused: "{leg} rechazó la retención (SIP {status}); la llamada sigue como estaba.",
    .resumeRefused: "{leg} rechazó la reanudación (SIP {status}); la llamada sigue retenida.",
    .holdUnanswered: "{leg} no dio una respuesta utilizable, por lo que no se pudo retener la llamada.",
    .resumeUnanswered: "{leg} no dio una respuesta utilizable, por lo que no se pudo reanudar la llamada.",
    .silent: "{leg} ya no responde, por lo que la llamada se terminó.",
    .hungUp: "{leg} colgó.",
    .callerGaveUp: "Quien llamaba colgó antes de que se contestara en algún teléfono.",
    .declinedByUser: "La aplicación rechazó la llamada.",
    .takenElsewhere: "Otra persona contestó la llamada.",
    .takenByVoicemail: "El buzón de voz contestó la llamada.",
    .notTakenElsewhere: "Nadie de aquellos a quienes se desvió la llamada la contestó.",
    .doNotDisturb: "Usted no quiere ser molestado.",
    .inAnotherCall: "Usted está en otra llamada.",
    .noPhone: "Usted no tiene ningún teléfono que pueda sonar.",
    .cancelledByUser: "La llamada se canceló.",
    .ownPhoneHungUp: "Su teléfono colgó antes de que su interlocutor contestara.",
    .confirmationTimeout:
      "La llamada no se confirmó con una tecla de su teléfono en {seconds} segundos.",
    .notConfirmed: "La llamada no se confirmó: se pulsaron teclas equivocadas en su teléfono.",
    .applicationEnded: "La aplicación terminó antes de que se llamara a su interlocutor.",
    .otherSideHungUp: "Su interlocutor colgó antes de que se estableciera la llamada.",
    .endedByApplication: "La aplicación puso fin a la llamada.",
    .serverStopping: "El servidor se está deteniendo.",
    .restartedDuringCall: "El servidor se reinició y ya no controla la llamada.",
    .restartedDuringSetup: "El servidor se reinició antes de que se estableciera la llamada.",
    .sentOn: "Su interlocutor desvía la llamada.",
    .forwardedInCircle: "Su interlocutor desvía la llamada en círculo.",
    .forwardedToForbidden: "Su interlocutor desvía la llamada a una dirección a la que no se permite llamar.",
    .eventsUnrecorded: "Los eventos de esta llamada no se pudieron registrar.",
    .details: " ({list})",
    .sipStatus: "SIP {status}",
    .q850Cause: "causa Q.850 {cause}, {text}",

    .cause1: "número no asignado",
    .cause2: "sin ruta hacia el destino",
    .cause3: "sin ruta hacia el destino",
    .cause16: "liberación normal",
    .cause17: "usuario ocupado",
    .cause18: "el usuario no responde",
    .cause19: "el usuario no contesta",
    .cause20: "abonado ausente",
    .cause21: "llamada rechazada",
    .cause22: "número cambiado",
    .cause27: "destino fuera de servicio",
    .cause28: "formato de número no válido",
    .cause29: "servicio suplementario rechazado",
    .cause31: "normal, sin especificar",
    .cause34: "ningún circuito disponible",
    .cause38: "red fuera de servicio",
    .cause41: "fallo temporal",
    .cause42: "congestión en el equipo de conmutación",
    .cause44: "circuito solicitado no disponible",
    .cause47: "recurso no disponible",
    .cause50: "servicio suplementario solicitado sin abono",
    .cause55: "llamadas entrantes prohibidas",
    .cause57: "servicio portador no autorizado",
    .cause58: "servicio portador no disponible",
    .cause63: "servicio no disponible",
    .cause65: "servicio portador no implementado",
    .cause79: "servicio no implementado",
    .cause88: "destino incompatible",
    .cause102: "temporizador agotado",
    .cause111: "error de protocolo",
    .cause127: "interfuncionamiento, sin especificar",
    .unknownCause: "causa desconocida",
  ]
}
