/// One key of an object `Root`: how it is read, checked, and described. Name, range, default and text stand in one
/// place, so that documentation, checks and the typed configuration cannot drift apart.
struct ConfigurationField<Root>: Sendable {
  /// Why a value was not taken, to stand after the value: "is not HOST:PORT".
  typealias Complaint = String

  let path: String
  let allowed: String
  var unit: String?
  let summary: String
  var isRequired = false
  var isSecret = false
  let defaultText: @Sendable (Root) -> String
  let read: @Sendable (inout Root, JSONValue) -> Complaint?

  func key(prefix: String, defaults: Root) -> ConfigurationKey {
    ConfigurationKey(
      path: prefix + path, allowed: allowed, defaultText: isRequired ? "required" : defaultText(defaults), unit: unit,
      summary: summary)
  }
}

extension ConfigurationField {
  typealias Path<Value> = WritableKeyPath<Root, Value> & Sendable

  static func flag(_ path: String, _ value: Path<Bool>, _ summary: String) -> Self {
    Self(
      path: path, allowed: "true or false", summary: summary,
      defaultText: { $0[keyPath: value] ? "true" : "false" },
      read: { root, json in
        guard case .boolean(let flag) = json else { return "is not true or false" }
        root[keyPath: value] = flag
        return nil
      })
  }

  static func integer<Number: FixedWidthInteger & Sendable>(
    _ path: String, _ value: Path<Number>, _ range: ClosedRange<Int>, unit: String?, _ summary: String
  ) -> Self {
    Self(
      path: path, allowed: "\(range.lowerBound) to \(range.upperBound)", unit: unit, summary: summary,
      defaultText: { "\($0[keyPath: value])" },
      read: { root, json in
        guard case .integer(let number) = json else { return "is not a whole number" }
        guard range.contains(number), let number = Number(exactly: number) else { return "is out of range" }
        root[keyPath: value] = number
        return nil
      })
  }

  static func seconds(
    _ path: String, _ value: Path<Duration>, _ range: ClosedRange<Double>, _ summary: String
  ) -> Self {
    let low = ConfigurationText.number(range.lowerBound)
    let high = ConfigurationText.number(range.upperBound)
    return Self(
      path: path, allowed: "\(low) to \(high)", unit: "s", summary: summary,
      defaultText: { ConfigurationText.number(ConfigurationText.seconds($0[keyPath: value])) },
      read: { root, json in
        let seconds: Double
        switch json {
        case .integer(let number): seconds = Double(number)
        case .number(let number): seconds = number
        default: return "is not a number of seconds"
        }
        guard range.contains(seconds) else { return "is out of range" }
        root[keyPath: value] = .seconds(seconds)
        return nil
      })
  }

  static func choice<Choice: RawRepresentable<String> & CaseIterable & Sendable>(
    _ path: String, _ value: Path<Choice>, _ summary: String
  ) -> Self {
    let allowed = Choice.allCases.map { ConfigurationText.quoted($0.rawValue) }.joined(separator: ", ")
    return Self(
      path: path, allowed: allowed, summary: summary,
      defaultText: { ConfigurationText.quoted($0[keyPath: value].rawValue) },
      read: { root, json in
        guard case .text(let text) = json, let choice = Choice(rawValue: text) else { return "is none of the choices" }
        root[keyPath: value] = choice
        return nil
      })
  }

  static func address(_ path: String, _ value: Path<HostPort>, _ summary: String) -> Self {
    Self(
      path: path, allowed: "HOST:PORT, e.g. 127.0.0.1:5060", summary: summary,
      defaultText: { ConfigurationText.quoted($0[keyPath: value].description) },
      read: { root, json in
        guard case .text(let text) = json, let address = HostPort(text) else { return "is not HOST:PORT" }
        root[keyPath: value] = address
        return nil
      })
  }
}
