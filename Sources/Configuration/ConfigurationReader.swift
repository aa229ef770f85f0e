/// Takes values from JSON into typed objects by the table of keys and collects everything that is wrong.
struct ConfigurationReader {
  let file: String
  private(set) var problems: [ConfigurationProblem] = []

  init(file: String) {
    self.file = file
  }

  mutating func report(_ key: String, _ message: String, allowed: String? = nil) {
    problems.append(
      ConfigurationProblem(file: file, key: key.isEmpty ? nil : key, message: message, allowed: allowed))
  }

  /// `place` is where the object stands in the file, "" for the whole.
  mutating func readObject<Root>(
    _ json: JSONValue, into root: inout Root, fields: [ConfigurationField<Root>], lists: [ConfigurationList],
    place: String
  ) {
    guard case .object(let object) = json else {
      report(place, "\(json.shown) is not an object", allowed: "{…}")
      return
    }
    var given: Set<String> = []
    readMembers(object, into: &root, fields: fields, lists: lists, place: place, prefix: "", given: &given)
    for field in fields where field.isRequired && !given.contains(field.path) {
      report(join(place, field.path), "is missing", allowed: field.allowed)
    }
  }

  private mutating func readMembers<Root>(
    _ object: [String: JSONValue], into root: inout Root, fields: [ConfigurationField<Root>],
    lists: [ConfigurationList], place: String, prefix: String, given: inout Set<String>
  ) {
    for (name, value) in object.sorted(by: { $0.key < $1.key }) {
      let path = prefix + name
      let shownPath = join(place, path)
      if let field = fields.first(where: { $0.path == path }) {
        // null is the same as leaving the key out.
        if value == .null { continue }
        given.insert(path)
        if let complaint = field.read(&root, value) {
          let shown = field.isSecret ? "the value (hidden)" : value.shown
          report(shownPath, "\(shown) \(complaint)", allowed: field.allowed)
        }
      } else if let list = lists.first(where: { $0.path == path }) {
        if value == .null { continue }
        // Lists of objects stand at the top of the file only.
        guard var configuration = root as? Configuration else { continue }
        list.read(&configuration, value, &self)
        if let changed = configuration as? Root { root = changed }
      } else if fields.contains(where: { $0.path.hasPrefix(path + ".") }) {
        switch value {
        case .null: continue
        case .object(let members):
          readMembers(
            members, into: &root, fields: fields, lists: lists, place: place, prefix: path + ".", given: &given)
        default: report(shownPath, "\(value.shown) is not an object", allowed: "{…}")
        }
      } else {
        let known = fields.map(\.path) + lists.map(\.path)
        let suggestion = Suggestion.nearest(to: name, below: prefix, among: known)
        let hint = suggestion.map { "; did you mean \(join(place, $0))?" } ?? ""
        report(shownPath, "unknown key\(hint)")
      }
    }
  }

  private func join(_ place: String, _ path: String) -> String {
    place.isEmpty ? path : "\(place).\(path)"
  }
}
