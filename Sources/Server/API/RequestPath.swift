/// What a request's path addresses, before any resource is looked at.
enum RequestPath: Equatable {
  /// `/` and the discovery root.
  case root
  /// The discovery resource of the signed-in user.
  case user
  /// The token endpoint.
  case token
  /// The frame for browsers.
  case frame
  /// The script of the frame.
  case frameScript
  /// The collection of applications, and the prefix it was reached by.
  case applications(ApplicationPrefix)
  /// Something of an application: its id and the path below it, without leading slash.
  case application(id: Substring, rest: Substring)
  /// The description of the interface.
  case openAPI
  /// Whether the server can do its work.
  case health
  /// Nothing that is known.
  case unknown

  /// Reads a path as it stands in the request line.
  ///
  /// Leading slashes count as one: the samples of the reference say `//v1/applications/833`. `/ucwa/v1`, `/v1`
  /// are taken, and `/ucwa/oauth/v1`; an application's links use the one under which it was created. Discovery and the token endpoint match without regard to case, as
  /// several clients spell them differently.
  init(_ path: String) {
    var rest = path[...]
    Self.dropSlashes(&rest)
    if rest.isEmpty {
      self = .root
      return
    }
    var below = rest
    var prefix = ApplicationPrefix.short
    if Self.take("ucwa", from: &below) { prefix = Self.take("oauth", from: &below) ? .oauth : .ucwa }
    if Self.take("v1", from: &below), Self.take("applications", from: &below) {
      let end = below.utf8.firstIndex(of: UInt8(ascii: "/")) ?? below.endIndex
      let id = below[..<end]
      var rest = below[end...]
      Self.dropSlashes(&rest)
      self = id.isEmpty ? .applications(prefix) : .application(id: id, rest: rest)
      return
    }
    switch rest.lowercased() {
    case "autodiscover/autodiscoverservice.svc/root": self = .root
    case "autodiscover/autodiscoverservice.svc/root/user", "autodiscover/autodiscoverservice.svc/root/oauth/user":
      self = .user
    case "webticket/oauthtoken": self = .token
    case "openapi.json": self = .openAPI
    case "health": self = .health
    case "xframe", "autodiscover/xframe/xframe.html": self = .frame
    case "autodiscover/xframe/xframe.js": self = .frameScript
    default: self = .unknown
    }
  }

  /// Takes a first segment off, if it is the one named.
  private static func take(_ segment: String, from path: inout Substring) -> Bool {
    let end = path.utf8.firstIndex(of: UInt8(ascii: "/")) ?? path.endIndex
    guard path[..<end] == segment || path[..<end].lowercased() == segment else { return false }
    path = path[end...]
    dropSlashes(&path)
    return true
  }

  // By bytes: every request comes through here, and characters cost a look at how they combine.
  private static func dropSlashes(_ path: inout Substring) {
    path = Substring(path.utf8.drop { $0 == UInt8(ascii: "/") })
  }
}
