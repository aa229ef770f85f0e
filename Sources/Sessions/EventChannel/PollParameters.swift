import UCWA

/// What a request to the event channel asks for.
public struct PollParameters: Sendable, Hashable {
  /// The package asked for.
  public var ack: Int
  /// Decides which of two pending requests stays; the higher one, or the newer one if equal.
  public var priority: Int
  /// Seconds until an empty answer; nil keeps what was set before.
  public var timeout: Int?
  /// Seconds that events of medium priority may wait; nil keeps what was set before.
  public var medium: Int?
  /// Seconds that events of low priority may wait; nil keeps what was set before.
  public var low: Int?

  /// The instance whose channel is meant; nil if the request names none.
  public var instance: String?

  /// Asks for a package.
  public init(
    ack: Int, priority: Int = 0, timeout: Int? = nil, medium: Int? = nil, low: Int? = nil,
    instance: String? = nil
  ) {
    self.instance = instance
    self.ack = ack
    self.priority = priority
    self.timeout = timeout
    self.medium = medium
    self.low = low
  }

  /// Reads the query of a request.
  ///
  /// - Throws: 400 ParameterValidationFailure that names all that is wrong: no ack, no number, out of range.
  public static func parse(_ query: [(name: String, value: String)]) throws(UCWAError) -> PollParameters {
    guard let operation = ResourceDescription.eventChannel.operation(.get) else { throw .resourceNotFound }
    let parameters = try operation.validate(body: .empty, query: query)
    return PollParameters(
      ack: parameters.integer("ack") ?? 0, priority: parameters.integer("priority") ?? 0,
      timeout: parameters.integer("timeout"), medium: parameters.integer("medium"), low: parameters.integer("low"),
      instance: parameters.string("instanceId"))
  }
}
