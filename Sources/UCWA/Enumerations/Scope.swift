/// What a token allows (UCWA 2.0, "Azure Active Directory scopes for online applications").
///
/// An operation is allowed if the token has at least one of the operation's scopes.
public struct Scope: OptionSet, Sendable, Hashable {
  /// One bit for each scope.
  public let rawValue: UInt8

  /// The set with those bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// `Conversations.Initiate`: start calls.
  public static let conversationsInitiate = Scope(rawValue: 1 << 0)
  /// `Conversations.Receive`: take part in conversations and see invitations.
  public static let conversationsReceive = Scope(rawValue: 1 << 1)
  /// `User.ReadWrite`: the user's own data and phones.
  public static let userReadWrite = Scope(rawValue: 1 << 2)
  /// `Contacts.ReadWrite`: people and contacts.
  public static let contactsReadWrite = Scope(rawValue: 1 << 3)
  /// `Meetings.ReadWrite`: online meetings.
  public static let meetingsReadWrite = Scope(rawValue: 1 << 4)

  /// All five scopes, what a password grant gives.
  public static let all: Scope = [
    .conversationsInitiate, .conversationsReceive, .userReadWrite, .contactsReadWrite, .meetingsReadWrite,
  ]

  private static let names: [(Scope, String)] = [
    (.conversationsInitiate, "Conversations.Initiate"),
    (.conversationsReceive, "Conversations.Receive"),
    (.userReadWrite, "User.ReadWrite"),
    (.contactsReadWrite, "Contacts.ReadWrite"),
    (.meetingsReadWrite, "Meetings.ReadWrite"),
  ]

  /// The scopes of an OAuth `scope` parameter or `scp` claim: names between blanks (RFC 6749 section 3.3).
  ///
  /// A name may be preceded by a resource's address, as in `https://contoso.test/Contacts.ReadWrite`. Letter case does
  /// not count. Unknown names are returned apart, so that the caller can refuse them or pass over them.
  public static func parse(_ text: String) -> (scopes: Scope, unknown: [String]) {
    var scopes: Scope = []
    var unknown: [String] = []
    for word in text.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r\n" }) {
      let last = word.split(separator: "/").last.map { $0.lowercased() } ?? ""
      if let known = names.first(where: { $0.1.lowercased() == last }) {
        scopes.insert(known.0)
      } else {
        unknown.append(String(word))
      }
    }
    return (scopes, unknown)
  }

  /// The names of the scopes in the set, in the reference's order.
  public var names: [String] { Scope.names.filter { contains($0.0) }.map(\.1) }

  /// The set as an OAuth `scope` value: names with a blank between.
  public var text: String { names.joined(separator: " ") }

  /// Whether a token with this set may do what needs one of `required`; an empty `required` asks for nothing.
  public func permits(anyOf required: Scope) -> Bool { required.isEmpty || !isDisjoint(with: required) }
}
