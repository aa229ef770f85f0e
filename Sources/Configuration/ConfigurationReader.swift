/// Takes values from JSON into typed objects by the table of keys and collects everything that is wrong.
struct ConfigurationReader {
  private let file: String
  private(set) var problems: [ConfigurationProblem] = []
  // Where each key stands, for problems that show only when all keys are known.
  private var lines: [String: Int] = [:]

  init(file: String) {
    self.file = file
  }

  /// Notes a problem with a key, "" for the whole file. A key that is not there is reported where its object begins.
  mutating func report(_ key: String, _ message: String, allowed: String? = nil) {
    var place = key
    while lines[place] == nil, let dot = place.lastIndex(of: ".") { place = String(place[..<dot]) }
    let problem = ConfigurationProblem(
      file: file, line: lines[place], key: key.isEmpty ? nil : key, message: message, allowed: allowed)
    problems.append(problem)
  }

  /// `place` is where the object stands in the file, "" for the whole.
  mutating func readObject<Root>(
    _ json: JSONValue, into root: inout Root, fields: [ConfigurationField<Root>], lists: [ConfigurationList<Root>],
    place: String, line: Int
  ) {
    lines[place] = line
    guard case .object(let members) = json else {
      report(place, "\(json.shown) is not an object", allowed: "{…}")
      return
    }
    var given: Set<String> = []
    let level = Level(place: place, prefix: "", fields: fields, lists: lists)
    readMembers(members, into: &root, level, given: &given)
    for field in fields where field.isRequired && !given.contains(field.path) {
      report(level.shown(field.path), "is missing", allowed: field.allowed)
    }
  }

  /// What may stand where.
  private struct Level<Root> {
    let place: String
    var prefix: String
    let fields: [ConfigurationField<Root>]
    let lists: [ConfigurationList<Root>]

    func shown(_ path: String) -> String { place.isEmpty ? path : "\(place).\(path)" }
  }

  private mutating func readMembers<Root>(
    _ members: [JSONValue.Member], into root: inout Root, _ level: Level<Root>, given: inout Set<String>
  ) {
    for member in members {
      let path = level.prefix + member.name
      let shown = level.shown(path)
      if let first = lines[shown] {
        lines[shown] = member.line
        report(shown, "stands in line \(first) already", allowed: "each key once")
        continue
      }
      lines[shown] = member.line
      if let field = level.fields.first(where: { $0.path == path }) {
        read(member.value, field, into: &root, shown, given: &given)
      } else if let list = level.lists.first(where: { $0.path == path }) {
        if member.value != .null { list.read(&root, member.value, &self, member.line) }
      } else if level.fields.contains(where: { $0.path.hasPrefix(path + ".") }) {
        switch member.value {
        case .null: continue
        case .object(let inner):
          var below = level
          below.prefix = path + "."
          readMembers(inner, into: &root, below, given: &given)
        default: report(shown, "\(member.value.shown) is not an object", allowed: "{…}")
        }
      } else {
        let known = level.fields.map(\.path) + level.lists.map(\.path)
        let suggestion = Suggestion.nearest(to: member.name, below: level.prefix, among: known)
        report(shown, "unknown key" + (suggestion.map { "; did you mean \(level.shown($0))?" } ?? ""))
      }
    }
  }

  private mutating func read<Root>(
    _ value: JSONValue, _ field: ConfigurationField<Root>, into root: inout Root, _ shown: String,
    given: inout Set<String>
  ) {
    // null is the same as leaving the key out.
    if value == .null { return }
    given.insert(field.path)
    guard let complaint = field.read(&root, value) else { return }
    report(shown, "\(field.isSecret ? "the value (hidden)" : value.shown) \(complaint)", allowed: field.allowed)
  }
}
