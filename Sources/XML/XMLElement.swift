import Glibc

/// The start of an element, as expat tells of it.
///
/// It points into the parser's memory, which is good until the handler returns. It cannot be copied and handlers borrow
/// it, so none can keep it.
public struct XMLElement: ~Copyable {
  /// What expat puts between a namespace and a name. An URI that holds it is refused by expat.
  static let separator: CChar = 0x0A

  /// The name without its prefix.
  public let name: String

  private let expandedName: UnsafePointer<CChar>
  private let attributes: UnsafeMutablePointer<UnsafePointer<CChar>?>

  init(_ expandedName: UnsafePointer<CChar>, _ attributes: UnsafeMutablePointer<UnsafePointer<CChar>?>) {
    self.expandedName = expandedName
    self.attributes = attributes
    name = String(cString: strchr(expandedName, Int32(Self.separator)).map { UnsafePointer($0 + 1) } ?? expandedName)
  }

  /// The namespace; empty for none.
  public var namespace: String {
    guard let end = strchr(expandedName, Int32(Self.separator)) else { return "" }
    let length = UnsafePointer(end) - expandedName
    return String(decoding: UnsafeRawBufferPointer(start: expandedName, count: length), as: UTF8.self)
  }

  /// The value of the attribute of that name, without a prefix; nil if there is none.
  public func attribute(_ name: String) -> String? {
    var next = attributes
    // Names and values in turn, ended by nil.
    while let candidate = next[0], let value = next[1] {
      if strcmp(candidate, name) == 0 { return String(cString: value) }
      next += 2
    }
    return nil
  }
}
