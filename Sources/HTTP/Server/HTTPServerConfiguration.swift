/// How an ``HTTPServer`` listens and what it allows.
public struct HTTPServerConfiguration: Sendable {
  /// Address or name to listen on. Default `127.0.0.1`; `0.0.0.0` and `::` stand for all addresses.
  /// Of a name with several addresses, the first that this machine has.
  public var host: String
  /// Port to listen on; 0, the default, takes a free one, see ``HTTPServer/port``.
  public var port: Int
  /// Threads, each with its own loop and listening socket. Default 1.
  public var threads: Int
  /// Certificate and key; nil, the default, for plain HTTP.
  public var tls: HTTPTLSConfiguration?
  /// What a client may use.
  public var limits: HTTPLimits
  /// Makes the response where the server itself must refuse, so that an application can keep to its own error format.
  /// Called on the loop's thread; must not block. The request is there when its header fields were complete, without
  /// its content. The connection closes after it. Default: the fault's status and no content.
  public var errorResponse: @Sendable (_ fault: HTTPServerFault, _ request: HTTPRequest?) -> HTTPResponse

  /// A configuration; see the properties for defaults.
  public init(
    host: String = "127.0.0.1", port: Int = 0, threads: Int = 1, tls: HTTPTLSConfiguration? = nil,
    limits: HTTPLimits = HTTPLimits(),
    errorResponse: @escaping @Sendable (HTTPServerFault, HTTPRequest?) -> HTTPResponse = { fault, _ in
      HTTPResponse(status: fault.status)
    }
  ) {
    self.host = host
    self.port = port
    self.threads = threads
    self.tls = tls
    self.limits = limits
    self.errorResponse = errorResponse
  }
}
