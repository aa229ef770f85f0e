import Foundation

extension Configuration {
  /// Reads a JSON5 file (https://spec.json5.org) and all files it names. Paths in it are relative to its directory and
  /// absolute in the result. Throws everything that is wrong with it at once.
  public static func load(path: String) throws(ConfigurationError) -> Configuration {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw ConfigurationError(problems: [
        ConfigurationProblem(file: path, message: "the file cannot be read: \(reason(path, error))")
      ])
    }
    let value = try parse(data, file: path)
    var reader = ConfigurationReader(file: path)
    var configuration = read(value, &reader)
    let directory = URL(fileURLWithPath: path).deletingLastPathComponent()
    configuration.readFiles(relativeTo: directory, &reader)
    return try configuration.unless(reader.problems)
  }

  /// Reads JSON5 text; `file` is the name for messages. Files named in it are not looked at.
  public static func parse(_ text: String, file: String = "workline.json5") throws(ConfigurationError) -> Configuration
  {
    let value = try parse(Data(text.utf8), file: file)
    var reader = ConfigurationReader(file: file)
    return try read(value, &reader).unless(reader.problems)
  }

  private func unless(_ problems: [ConfigurationProblem]) throws(ConfigurationError) -> Configuration {
    if problems.isEmpty { return self }
    let ordered = problems.enumerated().sorted { ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset) }
    throw ConfigurationError(problems: ordered.map(\.element))
  }

  private static func parse(_ data: Data, file: String) throws(ConfigurationError) -> JSONValue {
    do throws(JSON5Error) {
      return try JSON5Parser.parse(data)
    } catch {
      throw ConfigurationError(problems: [
        ConfigurationProblem(file: file, line: error.line, message: "not valid JSON5: \(error.message)")
      ])
    }
  }

  private static func read(_ value: JSONValue, _ reader: inout ConfigurationReader) -> Configuration {
    var configuration = Configuration()
    reader.readObject(
      value, into: &configuration, fields: ConfigurationTable.root, lists: ConfigurationTable.lists, place: "", line: 1)
    configuration.check(&reader)
    return configuration
  }

  private mutating func readFiles(relativeTo directory: URL, _ reader: inout ConfigurationReader) {
    func absolute(_ path: String) -> String { URL(fileURLWithPath: path, relativeTo: directory).path }
    func content(_ path: String, _ key: String) -> Data? {
      do {
        return try Data(contentsOf: URL(fileURLWithPath: path))
      } catch {
        reader.report(
          key, "\(ConfigurationText.quoted(path)) cannot be read: \(Self.reason(path, error))",
          allowed: "a readable file"
        )
        return nil
      }
    }
    func password(_ path: String, _ key: String) -> Secret? {
      guard let data = content(path, key) else { return nil }
      let line = String(decoding: data.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self)
      if line.isEmpty {
        reader.report(key, "the first line of the file is empty", allowed: "a file whose first line is the password")
      }
      return Secret(line)
    }
    if let certificate = tls.certificate {
      tls.certificate = absolute(certificate)
      _ = content(absolute(certificate), "tls.certificate")
    }
    if let key = tls.key {
      tls.key = absolute(key)
      _ = content(absolute(key), "tls.key")
    }
    for index in issuers.indices where !issuers[index].keys.isEmpty {
      issuers[index].keys = absolute(issuers[index].keys)
      _ = content(issuers[index].keys, "issuers[\(index)].keys")
    }
    for index in trunks.indices {
      if let file = trunks[index].passwordFile {
        trunks[index].passwordFile = absolute(file)
        if let secret = password(absolute(file), "trunks[\(index)].passwordFile") { trunks[index].password = secret }
      }
      if let file = trunks[index].inbound.passwordFile {
        trunks[index].inbound.passwordFile = absolute(file)
        if let secret = password(absolute(file), "trunks[\(index)].inbound.passwordFile") {
          trunks[index].inbound.password = secret
        }
      }
    }
  }

  /// Foundation's own texts differ between systems and say less.
  private static func reason(_ path: String, _ error: any Error) -> String {
    var isDirectory: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory), isDirectory.boolValue {
      return "it is a directory"
    }
    return access(path, R_OK) == 0 ? error.localizedDescription : String(cString: strerror(errno))
  }
}
