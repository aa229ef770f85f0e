/// What a journal record describes. The numbers are stored: never reuse one for something else.
public struct RecordKind: RawRepresentable, Hashable, Sendable {
  /// The number that is stored.
  public let rawValue: UInt8

  /// A kind with the given stored number; any number can be stored and read back.
  public init(rawValue: UInt8) {
    self.rawValue = rawValue
  }

  /// An application of a user (UCWA resource `application`).
  public static let application = RecordKind(rawValue: 1)
  /// An invitation, under way or completed (UCWA resource `phoneAudioInvitation`).
  public static let invitation = RecordKind(rawValue: 2)
  /// A conversation and what it holds (UCWA resource `conversation`).
  public static let conversation = RecordKind(rawValue: 3)
  /// A call: both legs with what is needed to continue their dialogs.
  public static let call = RecordKind(rawValue: 4)
  /// How far an event channel has come, and what its client has set.
  public static let eventChannel = RecordKind(rawValue: 5)
  /// Something a trunk was found to do or not to do, for example to refuse an INVITE without offer.
  public static let trunk = RecordKind(rawValue: 6)
  /// What a user has set about himself: note, location, preferred availability (UCWA resources of these names).
  public static let userProfile = RecordKind(rawValue: 8)
  /// A secret of the server, by its name.
  public static let secret = RecordKind(rawValue: 9)
  /// Events that an event channel has taken and that its client has not acknowledged.
  public static let events = RecordKind(rawValue: 10)
  /// The telephones of a call that are not part of one that is up: they are being called, or are going away.
  public static let looseLegs = RecordKind(rawValue: 11)

  /// What such a record is to people, in English and lower case; the number of a kind that is not known here.
  public var name: String {
    switch rawValue {
    case 1: "application"
    case 2: "invitation"
    case 3: "conversation"
    case 4: "call"
    case 5: "event channel"
    case 6: "trunk"
    case 8: "user's settings"
    case 9: "secret of the server"
    case 10: "events"
    case 11: "telephones of a call"
    case 20: "contact list"
    case 21: "presence subscriptions"
    default: "kind \(rawValue)"
    }
  }
}
