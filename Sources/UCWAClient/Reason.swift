import Foundation

extension UCWAClient {
  /// Why something failed: the code and subcode programs decide by, and the text people read.
  ///
  /// It is the body of a synchronous error and the `reason` of an event. Source: UCWA 2.0 reference, "reason".
  public struct Reason: Sendable, Equatable {
    /// The kind of failure, `RemoteFailure` for example; nil if the server gave none.
    public let code: String?
    /// The particular failure, `Busy` for example; nil if there is none.
    public let subcode: String?
    /// The server's text in the application's culture.
    public let message: String?
    /// For a 400: each parameter that was refused, with the reason.
    public let parameters: [String: String]

    /// A reason made by hand, as tests need.
    public init(code: String?, subcode: String? = nil, message: String? = nil, parameters: [String: String] = [:]) {
      self.code = code
      self.subcode = subcode
      self.message = message
      self.parameters = parameters
    }

    init?(_ json: JSONValue) {
      guard case .object = json else { return nil }
      let subcode = json["subcode"].text
      var parameters: [String: String] = [:]
      for parameter in json["parameters"].items {
        if let name = parameter["name"].text {
          parameters[name] = parameter["reason"].text ?? ""
        } else {
          for (name, value) in parameter.members { parameters[name] = value.text ?? value["reason"].text ?? "" }
        }
      }
      self.init(
        code: json["code"].text, subcode: subcode == "None" ? nil : subcode, message: json["message"].text,
        parameters: parameters)
    }

    init?(json data: Data) {
      guard let json = try? JSONDecoder().decode(JSONValue.self, from: data) else { return nil }
      self.init(json)
    }
  }
}

extension UCWAClient.Reason: CustomStringConvertible {
  /// `RemoteFailure/Busy: The other side is busy (486)`, with the refused parameters after it.
  public var description: String {
    var text = [code, subcode].compactMap { $0 }.joined(separator: "/")
    if let message, !message.isEmpty { text += text.isEmpty ? message : ": \(message)" }
    if !parameters.isEmpty {
      let list = parameters.sorted { $0.key < $1.key }.map { $0.value.isEmpty ? $0.key : "\($0.key): \($0.value)" }
      text += " (\(list.joined(separator: "; ")))"
    }
    return text
  }
}
