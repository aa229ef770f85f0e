/// A key that holds a list of objects.
struct ConfigurationList: Sendable {
  let path: String
  let keys: [ConfigurationKey]
  let read: @Sendable (inout Configuration, JSONValue, inout ConfigurationReader) -> Void

  init<Element: Sendable>(
    _ path: String, _ value: WritableKeyPath<Configuration, [Element]> & Sendable, element: Element,
    fields: [ConfigurationField<Element>]
  ) {
    self.path = path
    keys = fields.map { $0.key(prefix: path + "[].", defaults: element) }
    read = { configuration, json, reader in
      guard case .list(let items) = json else {
        reader.report(path, "\(json.shown) is not a list", allowed: "[{…}, …]")
        return
      }
      configuration[keyPath: value] = items.enumerated().map { index, item in
        var result = element
        reader.readObject(item, into: &result, fields: fields, lists: [], place: "\(path)[\(index)]")
        return result
      }
    }
  }
}
