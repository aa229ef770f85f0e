import Synchronization

/// One answer of the event channel: the events that were sent together under one ack, frozen.
///
/// It is kept until the client acknowledges it, and answers every repeat with the same bytes.
public final class EventPackage: Sendable {
  /// Where the client goes from here.
  public enum Continuation: Sendable, Hashable {
    /// Ask for the package of that number; doing so acknowledges this one.
    case next(Int)
    /// Events were given up because too many waited: read the state anew, then ask for the package of that number.
    case resume(Int)
    /// The ack was out of order: the oldest package not yet acknowledged has that number.
    case resync(Int)
  }

  /// The number of the package, the ack in its own URL.
  public let ack: Int
  /// The events in order.
  public let events: [Event]
  /// Where the client goes from here.
  public let continuation: Continuation
  /// The instance of the application whose channel this is; empty for the one without a name.
  public let instance: String

  private struct Rendering: Sendable {
    let base: String
    let format: PayloadFormat
    let bytes: [UInt8]
  }

  private let rendering = Mutex<[Rendering]>([])

  /// Freezes events as the package of that number.
  public init(ack: Int, events: [Event], continuation: Continuation, instance: String = "") {
    self.instance = instance
    self.ack = ack
    self.events = events
    self.continuation = continuation
  }

  /// The package as a body, made once for each format.
  ///
  /// - Parameters:
  ///   - base: The application's path without a trailing slash, such as `/ucwa/v1/applications/192`.
  ///   - language: The language of reasons; an application has one, so it is the same for a base.
  public func bytes(_ format: PayloadFormat, base: String, language: Language = .english) -> [UInt8] {
    if events.isEmpty { return rendered(format, base: base, language) }
    let kept = rendering.withLock { $0.first { $0.format == format && $0.base == base }?.bytes }
    if let kept { return kept }
    let bytes = rendered(format, base: base, language).trimmed()
    rendering.withLock { renderings in
      guard !renderings.contains(where: { $0.format == format && $0.base == base }) else { return }
      if renderings.count >= 2 { renderings.removeFirst() }
      renderings.append(Rendering(base: base, format: format, bytes: bytes))
    }
    return bytes
  }

  private func rendered(_ format: PayloadFormat, base: String, _ language: Language) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(256 + events.count * 1024)
    switch format {
    case .json: writeJSON(into: &bytes, base: base, language)
    case .xml: writeXML(into: &bytes, base: base, language)
    }
    return bytes
  }
}
