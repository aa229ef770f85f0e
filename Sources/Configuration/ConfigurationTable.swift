/// All keys of the configuration file. The only place that knows their names, ranges and texts.
enum ConfigurationTable {
  static let root: [ConfigurationField<Configuration>] = [
    .optionalText(
      "publicURL", \.publicURL, .origin,
      "URL at which clients reach the server; without it the Host header of each request is used."),
    .texts("domains", \.domains, .host, "SIP domains of the server; if empty, the domains of its users."),
    .address("listen", \.listen, "Where HTTP is listened for; port 0 takes a free one."),
    .optionalText(
      "tls.certificate", \.tls.certificate, .file, "PEM file with the certificate chain; turns HTTP into HTTPS."),
    .optionalText("tls.key", \.tls.key, .file, "PEM file with the private key of the certificate."),
    .address("sip.listen", \.sip.listen, "Where SIP is listened for; port 0 takes a free one."),
    .optionalText(
      "sip.advertised", \.sip.advertised, .hostMaybePort,
      "Address under which trunks and telephones reach the server, if not the one listened at."),
    .flag("sip.tcp", \.sip.tcp, "Whether SIP is listened for over TCP beside UDP."),
    .choice(
      "unknownCallers", \.unknownCallers,
      "What those hear who send requests from an address that is no trunk's: 403, some of them, or nothing."),
    .text(
      "defaultRegion", \.defaultRegion, .region, "Region whose numbering plan applies to numbers without country code."),
    .seconds("timeouts.ringOwnPhone", \.timeouts.ringOwnPhone, 1...600, "How long the user's own phone rings."),
    .seconds("timeouts.ringTarget", \.timeouts.ringTarget, 1...600, "How long the other side rings."),
    .seconds(
      "timeouts.confirmation", \.timeouts.confirmation, 1...120,
      "How long the key that confirms a call is awaited on the own phone, for users who have one."),
    .seconds(
      "timeouts.session", \.timeouts.session, 0...86_400,
      "How long a phone's session stands without a refresh (Session-Expires, RFC 4028): a phone that is gone ends its "
        + "call after half of it, or a little later. 0: sessions are not refreshed, and such a call stands for ever."),
    .seconds(
      "timeouts.sessionMinimum", \.timeouts.sessionMinimum, 1...86_400,
      "The shortest session that is agreed to (Min-SE). RFC 4028 allows none below 90; less is for tests."),
    .seconds(
      "timeouts.eventTimeout", \.timeouts.eventTimeout, 1...1800,
      "How long a request for events is held if the application names no other time."),
    .seconds("timeouts.tokenLifetime", \.timeouts.tokenLifetime, 60...31_536_000, "How long a bearer token is valid."),
    .seconds(
      "timeouts.applicationIdle", \.timeouts.applicationIdle, 1...86_400,
      "How long an application that uses its event channel lives without a request."),
    .seconds(
      "timeouts.applicationIdleWithoutEvents", \.timeouts.applicationIdleWithoutEvents, 1...604_800,
      "How long an application that never used its event channel lives without a request."),
    .seconds(
      "timeouts.applicationActivity", \.timeouts.applicationActivity, 1...604_800,
      "How long an application that called makeMeAvailable lives without reportMyActivity."),
    .seconds(
      "timeouts.applicationUnknownAfter", \.timeouts.applicationUnknownAfter, 0...604_800,
      "How long an expired application is answered with 410 Gone; afterwards it is 404 Not Found."),
    .seconds(
      "timeouts.completedInvitation", \.timeouts.completedInvitation, 0...604_800,
      "How long a completed invitation stays readable."),
    .seconds(
      "timeouts.conversationLog", \.timeouts.conversationLog, 60...315_360_000,
      "How long the log of a call (`conversationLog`) is kept."),
    .seconds(
      "timeouts.batch", \.timeouts.batch, 0.1...600,
      "How long the parts of a batch may take; one without an answer by then is answered with 504 Timeout."),
    .seconds(
      "timeouts.requestArrival", \.timeouts.requestArrival, 0.1...600, "How long an HTTP request may take to arrive."),
    .seconds(
      "timeouts.connectionIdle", \.timeouts.connectionIdle, 1...86_400,
      "How long an HTTP connection stays open without a request."),
    .seconds(
      "timeouts.signInLockout", \.timeouts.signInLockout, 1...86_400,
      "How long a user or an address stays locked out after too many wrong passwords."),
    .seconds(
      "timeouts.poolCheck", \.timeouts.poolCheck, 0.1...3600,
      "Time between two looks at whether the other pools can be reached."),
    .seconds(
      "timeouts.poolConnect", \.timeouts.poolConnect, 0.1...60, "How long a pool may take to accept a connection."),
    .seconds(
      "timeouts.shutdown", \.timeouts.shutdown, 0...600,
      "How long calls that are being set up may take to get up, and then to end, when the server stops."),
    .integer(
      "limits.requestBody", \.limits.requestBody, 1024...67_108_864, unit: "bytes", "Largest body of an HTTP request."),
    .integer("limits.connections", \.limits.connections, 1...1_000_000, unit: nil, "HTTP connections at once."),
    .integer(
      "limits.connectionsPerAddress", \.limits.connectionsPerAddress, 1...1_000_000, unit: nil,
      "HTTP connections at once from one address; behind a proxy all come from one."),
    .integer(
      "limits.applicationsPerUser", \.limits.applicationsPerUser, 1...100_000, unit: nil, "Applications of one user."),
    .integer(
      "limits.instancesPerApplication", \.limits.instancesPerApplication, 1...1000, unit: nil,
      "Instances (`instanceId`) of one application, each with an event channel."),
    .integer(
      "limits.conversationsPerUser", \.limits.conversationsPerUser, 1...1_000_000, unit: nil,
      "Conversations of one user."),
    .integer(
      "limits.conversationLogsPerUser", \.limits.conversationLogsPerUser, 1...1_000_000, unit: nil,
      "Logs of calls (`conversationLog`) that are kept for one user; the oldest go."),
    .integer("limits.callsInSetup", \.limits.callsInSetup, 1...100_000, unit: nil, "Calls being set up at once."),
    .integer("limits.callsTotal", \.limits.callsTotal, 1...1_000_000, unit: nil, "Calls at once."),
    .integer(
      "limits.signInFailures", \.limits.signInFailures, 4...1_000_000, unit: nil,
      "Wrong passwords after which a user is locked out for `timeouts.signInLockout`; beyond a quarter of them each "
        + "costs a growing delay."),
    .integer(
      "limits.signInFailuresPerAddress", \.limits.signInFailuresPerAddress, 4...1_000_000, unit: nil,
      "The same for an address, whichever users it tries; behind a proxy all come from one."),
    .integer(
      "limits.eventQueue", \.limits.eventQueue, 10...1_000_000, unit: "events",
      "Events kept for one application until it has acknowledged them."),
    .integer(
      "limits.contactsPerUser", \.limits.contactsPerUser, 1...100_000, unit: nil,
      "Contacts in the contact list of one user."),
    .integer(
      "limits.groupsPerUser", \.limits.groupsPerUser, 1...10_000, unit: nil,
      "Groups in the contact list of one user."),
    .integer(
      "limits.watchedContacts", \.limits.watchedContacts, 1...100_000, unit: nil,
      "Contacts whose presence one application may follow; each subscription counts as one more."),
    .integer(
      "limits.ringGroups", \.limits.ringGroups, 1...10_000, unit: nil,
      "Distribution groups that the target of one call may stand for, itself and those nested in it."),
    .choice("tones.region", \.tones.region, "Country whose tones own phones hear, for users who have tones."),
    .optionalText(
      "tones.ports", \.tones.ports, .ports,
      "UDP ports of tones and of keys that confirm a call, the even ones of them; without it any free ones."),
    .choice(
      "store.durability", \.store.durability,
      "What a commit survives: off and normal the end of the process, full a loss of power as well."),
    .choice("log.level", \.log.level, "Least important level that is logged."),
    .flag("log.maskNumbers", \.log.maskNumbers, "Whether telephone numbers are masked in the log."),
    .texts(
      "allowedOrigins", \.allowedOrigins, .origin, "Origins of web pages that may use the API (CORS and XFrame)."),
    .flag(
      "conversationHistory", \.conversationHistory,
      "Whether calls are logged of applications that have not set `conversationHistory` in `communication`."),
    .flag(
      "usersChangeWorkNumber", \.usersChangeWorkNumber,
      "Whether users change their work numbers themselves, by `changeNumber`; the others they always may."),
    .optionalText(
      "voicemailURI", \.voicemailURI, .callable,
      "URI of the voicemail: what `policies` tells applications, and where calls go that are forwarded to the voicemail."
    ),
    .texts("workHours.days", \.workHours.days, .day, "Days on which work begins; empty for never."),
    .text("workHours.from", \.workHours.from, .timeOfDay, "When work begins."),
    .text("workHours.to", \.workHours.to, .endOfDay, "When work ends; if before `from`, on the day after."),
    .optionalText(
      "workHours.timeZone", \.workHours.timeZone, .timeZone,
      "Time zone of the two; without it the one of the machine."),
    .choice(
      "localCalls", \.localCalls,
      "Which calls of users to other users stay in this server: those to work numbers and SIP addresses, to SIP "
        + "addresses only, or none."),
    .texts(
      "deniedUserAgents", \.deniedUserAgents, .any,
      "User agents whose applications are refused with 410; `*` stands for any characters, letter case does not count."),
    .optionalText(
      "pool", \.pool, .any,
      "Name of the pool this server is; users whose home is another one are sent there."),
    .optionalText(
      "emergency.trunk", \.emergency.trunk, .any,
      "Name of the trunk that takes calls to emergency numbers; without it they are refused."),
  ]

  static let trunk: [ConfigurationField<Configuration.Trunk>] = [
    .text("name", \.name, .any, isRequired: true, "Name of the trunk in logs, metrics and `emergency.trunk`; unique."),
    .text("host", \.host, .host, isRequired: true, "Host of the trunk or PBX."),
    .integer("port", \.port, 1...65_535, unit: nil, "SIP port of the trunk or PBX."),
    .choice("transport", \.transport, "SIP transport."),
    .optionalText("username", \.username, .any, "User name for digest authentication."),
    .secret("password", \.password, "Password for digest authentication; rather use `passwordFile`."),
    .optionalText("passwordFile", \.passwordFile, .file, "File whose first line is the password."),
    .choice(
      "offerlessInvite", \.offerlessInvite,
      "Whether the target is called by an INVITE without offer; auto remembers a trunk that refuses it."),
    .choice(
      "earlyMedia", \.earlyMedia,
      "Whether the user hears what the target lets be heard before it answers: where it offers that reliably, or never."
    ),
    .flag("refer", \.refer, "Whether telephones reached by this trunk may transfer calls (REFER)."),
    .optionalText(
      "fromDomain", \.fromDomain, .host, "Domain in From of calls by this trunk; without it the domain of the user."),
    .integer(
      "timerB", \.timerB, 500...64_000, unit: "ms", "How long the trunk may take for its first answer (SIP timer B)."),
    .optionalText(
      "inbound.username", \.inbound.username, .digestName,
      "User name by which a caller from any other address is taken for this trunk; without it only the trunk's own "
        + "address is."),
    .secret("inbound.password", \.inbound.password, "Password of that caller; rather use `inbound.passwordFile`."),
    .optionalText("inbound.passwordFile", \.inbound.passwordFile, .file, "File whose first line is that password."),
    .optionalText(
      "inbound.realm", \.inbound.realm, .digestRealm, "Realm of the challenge; without it the server's host."),
    .choice(
      "inbound.algorithm", \.inbound.algorithm,
      "Hash by which the caller shows the password; any offers both, SHA-256 first (RFC 8760)."),
  ]

  static let dialRule: [ConfigurationField<Configuration.DialRule>] = [
    .text(
      "pattern", \.pattern, .expression, isRequired: true,
      "Regular expression for all of what was dialled, visual separators left out."),
    .text(
      "template", \.template, .any, isRequired: true, "What it means; `$1` to `$9` stand for the groups of the pattern."
    ),
    .flag(
      "dialable", \.dialable, "Whether the result is dialled as it is, e.g. an extension; otherwise it becomes E.164."),
  ]

  static let route: [ConfigurationField<Configuration.Route>] = [
    .text("pattern", \.pattern, .expression, isRequired: true, "Regular expression for all of a normalised number."),
    .text("trunk", \.trunk, .any, isRequired: true, "Name of the trunk that takes these numbers."),
  ]

  static let issuer: [ConfigurationField<Configuration.Issuer>] = [
    .text(
      "issuer", \.issuer, .any, isRequired: true, "What a token's claim `iss` must be; named in the challenge; unique."),
    .text("audience", \.audience, .any, isRequired: true, "What a token's claim `aud` must be or hold."),
    .text(
      "keys", \.keys, .file, isRequired: true,
      "File with the issuer's public keys as a JWK set; read again when it changes."),
    .optionalText(
      "userClaim", \.userClaim, .any,
      "Claim with the user's SIP URI or alias; without it the first of `upn`, `preferred_username` and `email`."),
    .text("scopeClaim", \.scopeClaim, .any, "Claim with the scopes; a token without it may do nothing."),
  ]

  static let pool: [ConfigurationField<Configuration.Pool>] = [
    .text("name", \.name, .any, isRequired: true, "Name of the pool in users' records; unique."),
    .text("url", \.url, .origin, isRequired: true, "URL at which clients and this server reach the pool."),
    .optionalText(
      "backup", \.backup, .any, "Name of the pool that serves its users while it cannot be reached; may be `pool`."),
  ]

  static let lists: [ConfigurationList<Configuration>] = [
    ConfigurationList("trunks", \.trunks, element: Configuration.Trunk(), fields: trunk),
    ConfigurationList("routes", \.routes, element: Configuration.Route(), fields: route),
    ConfigurationList("dialPlan", \.dialPlan, element: Configuration.DialRule(), fields: dialRule),
    ConfigurationList("issuers", \.issuers, element: Configuration.Issuer(), fields: issuer),
    ConfigurationList("pools", \.pools, element: Configuration.Pool(), fields: pool),
  ]

  static let keys: [ConfigurationKey] =
    root.map { $0.key(prefix: "", defaults: Configuration()) } + lists.flatMap(\.keys)
}
