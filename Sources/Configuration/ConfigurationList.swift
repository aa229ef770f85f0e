/// A key that holds a list of objects.
struct ConfigurationList<Root>: Sendable {
  let path: String
  let keys: [ConfigurationKey]
  let read: @Sendable (inout Root, JSONValue, inout ConfigurationReader, _ line: Int) -> Void

  init<Element: Sendable>(
    _ path: String, _ value: WritableKeyPath<Root, [Element]> & Sendable, element: Element,
    fields: [ConfigurationField<Element>]
  ) {
    self.path = path
    keys = fields.map { $0.key(prefix: path + "[].", defaults: element) }
    read = { root, json, reader, line in
      guard case .list(let items) = json else {
        reader.report(path, "\(json.shown) is not a list", allowed: "[{…}, …]")
        return
      }
      root[keyPath: value] = items.enumerated().map { index, item in
        var result = element
        var line = line
        if case .object(let members) = item, let first = members.first { line = first.line }
        reader.readObject(item, into: &result, fields: fields, lists: [], place: "\(path)[\(index)]", line: line)
        return result
      }
    }
  }
}
