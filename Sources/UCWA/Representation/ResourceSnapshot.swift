import Synchronization

/// A resource as it was published: immutable, shared between threads, applications and events.
///
/// Its bytes in a format are made at most once per application's base and kept; a change of the resource is a new
/// snapshot.
public final class ResourceSnapshot: Sendable {
  /// The resource.
  public let resource: Resource

  private struct Rendering: Sendable {
    let base: String
    let format: PayloadFormat
    let bytes: [UInt8]
  }

  // A user rarely has more than two applications that read at the same time; beyond this the oldest gives way.
  private static let kept = 4

  private let renderings = Mutex<[Rendering]>([])

  /// Publishes a resource. Debug builds stop if it differs from its description.
  public init(_ resource: Resource) {
    assert(resource.violations().isEmpty, resource.violations().joined(separator: "; "))
    self.resource = resource
  }

  /// A resource that was published by an earlier process, as that one made it.
  init(read resource: Resource) { self.resource = resource }

  /// The type of the resource.
  public var rel: Term { resource.rel }

  /// Where it is.
  public var href: Href { resource.href }

  /// The version of the resource; nil if it has none.
  public var etag: String? { resource.etag }

  /// The resource as a body.
  ///
  /// - Parameter base: The application's path without a trailing slash, such as `/ucwa/v1/applications/192`.
  public func bytes(_ format: PayloadFormat, base: String) -> [UInt8] {
    if let bytes = cached(format, base: base) { return bytes }
    // Copied, so that what is kept has no room left over.
    let bytes = resource.bytes(format, base: base).trimmed()
    renderings.withLock { renderings in
      guard !renderings.contains(where: { $0.format == format && $0.base == base }) else { return }
      if renderings.count >= ResourceSnapshot.kept { renderings.removeFirst() }
      renderings.append(Rendering(base: base, format: format, bytes: bytes))
    }
    return bytes
  }

  /// Gives back the memory of the bytes that were made; they are made again when asked for.
  ///
  /// For a resource that is not expected to be read soon, such as the invitation of a call that is up.
  public func dropBytes() { renderings.withLock { $0 = [] } }

  func cached(_ format: PayloadFormat, base: String) -> [UInt8]? {
    renderings.withLock { renderings in
      for rendering in renderings where rendering.format == format && rendering.base == base {
        return rendering.bytes
      }
      return nil
    }
  }
}

extension [UInt8] {
  /// The same bytes in an array that is as large as they are, unless little would be gained.
  func trimmed() -> [UInt8] {
    guard capacity - count > 128 else { return self }
    return [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = buffer.initialize(fromContentsOf: self)
    }
  }
}
