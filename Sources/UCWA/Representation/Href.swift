/// Where a link leads.
///
/// A resource is described once for all applications of its user, so hrefs inside the application are kept relative to
/// it; a writer puts the application's base in front.
public enum Href: Sendable, Hashable {
  /// A path under the application's base, without a leading slash; empty for the application itself, which may be
  /// followed by a query.
  case application(String)
  /// A URL, or a path from the host's root, written as it is.
  case absolute(String)
  /// A `data:` URI (RFC 2397), written as it is.
  case data(String)

  /// The href of content given by a data URI.
  public static func data(_ uri: DataURI) -> Href { .data(uri.description) }

  /// The href as a client sees it.
  ///
  /// - Parameter base: The application's path without a trailing slash, such as `/ucwa/v1/applications/192`.
  public func text(base: String) -> String {
    switch self {
    case .application(""): base
    case .application(let path): path.utf8.first == 0x3F ? base + path : base + "/" + path
    case .absolute(let text), .data(let text): text
    }
  }
}

// The paths of `ResourceDescription.path`, filled in.
extension Href {
  /// The application itself.
  public static let application = Href.application("")
  /// The signed-in user.
  public static let me = Href.application("me")
  /// The user's telephones.
  public static let phones = Href.application("me/phones")
  /// How the user appears to others.
  public static let presence = Href.application("me/presence")
  /// The user's note.
  public static let note = Href.application("me/note")
  /// The user's location.
  public static let location = Href.application("me/location")
  /// The user's photo.
  public static let photo = Href.application("photos/me")
  /// What the administrator has set for the application.
  public static let policies = Href.application("policies")
  /// The hub of people.
  public static let people = Href.application("people")
  /// The operation that carries several requests.
  public static let batch = Href.application("batch")
  /// The hub of calls.
  public static let communication = Href.application("communication")
  /// The hub of online meetings.
  public static let onlineMeetings = Href.application("onlineMeetings")
  /// The user's conversations.
  public static let conversations = Href.application("communication/conversations")
  /// The operation that starts a call.
  public static let startPhoneAudio = Href.application("communication/startPhoneAudio")

  /// One of the user's telephones.
  public static func phone(_ type: PhoneType) -> Href { .application("me/phones/" + type.rawValue) }

  /// An operation on one of the user's telephones.
  public static func phone(_ type: PhoneType, _ operation: String) -> Href {
    .application("me/phones/" + type.rawValue + "/" + operation)
  }

  /// A contact by the last part of its path; what is not allowed in a path is percent-encoded.
  public static func contact(_ id: String) -> Href { .application("people/" + PercentEncoding.pathSegment(id)) }

  /// A contact's photo. It lies with the other photos, below the path of the cookie by which browsers fetch them.
  public static func contactPhoto(_ id: String) -> Href { .application("photos/" + PercentEncoding.pathSegment(id)) }

  /// A resource of a contact, such as `contactPresence`.
  public static func contact(_ id: String, _ child: String) -> Href {
    .application("people/" + PercentEncoding.pathSegment(id) + "/" + child)
  }

  /// An invitation.
  public static func invitation(_ id: String) -> Href { .application("communication/invitations/" + id) }

  /// The operation that gives up an invitation.
  public static func cancel(invitation id: String) -> Href {
    .application("communication/invitations/" + id + "/cancel")
  }

  /// The operation that refuses an incoming invitation.
  public static func decline(invitation id: String) -> Href {
    .application("communication/invitations/" + id + "/decline")
  }

  /// A conversation.
  public static func conversation(_ id: String) -> Href { .application("communication/conversations/" + id) }

  /// A resource of a conversation, such as `phoneAudio` or `participants`.
  public static func conversation(_ id: String, _ child: String) -> Href {
    .application("communication/conversations/" + id + "/" + child)
  }

  /// The call of a conversation.
  public static func phoneAudio(conversation id: String) -> Href { .conversation(id, "phoneAudio") }

  /// The operation that ends the call of a conversation.
  public static func stopPhoneAudio(conversation id: String) -> Href { .conversation(id, "phoneAudio/stopPhoneAudio") }

  /// The participants of a conversation.
  public static func participants(conversation id: String) -> Href { .conversation(id, "participants") }

  /// A participant of a conversation.
  public static func participant(_ participant: String, conversation id: String) -> Href {
    .conversation(id, "participants/" + participant)
  }

  /// The user as a participant of a conversation.
  public static func localParticipant(conversation id: String) -> Href { .conversation(id, "localParticipant") }

  /// A participant's audio.
  public static func participantAudio(_ participant: String, conversation id: String) -> Href {
    .conversation(id, "participants/" + participant + "/participantAudio")
  }

  /// The application as one of its instances sees it; an empty text for one without a name.
  public static func application(instance: String) -> Href {
    instance.isEmpty ? .application : .application("?instanceId=" + PercentEncoding.queryValue(instance))
  }

  /// A package of an instance's event channel; an empty text for the instance without a name.
  public static func events(ack: Int, instance: String = "") -> Href {
    .application(
      "events?ack=" + String(ack)
        + (instance.isEmpty ? "" : "&instanceId=" + PercentEncoding.queryValue(instance)))
  }
}
