import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// Sends one request and waits for the whole answer. Knows HTTP, and nothing of UCWA.
struct Transport: Sendable {
  /// An answer with any status.
  struct Answer: Sendable {
    let status: Int
    let url: URL
    let body: Data
    let location: String?
    let challenge: String?
    let retryAfterSeconds: Int?
  }

  private let configuration: URLSessionConfiguration
  private let session: URLSession

  init(options: UCWAClient.Options) {
    configuration = URLSessionConfiguration.ephemeral
    // Nothing of a call may come from a cache, and the bearer token is the only thing that identifies the user.
    // FoundationNetworking also traps when a request is cancelled while its cache is being asked.
    configuration.urlCache = nil
    configuration.requestCachePolicy = .reloadIgnoringLocalCacheData
    configuration.httpShouldSetCookies = false
    configuration.timeoutIntervalForRequest = max(options.pollTimeoutSeconds, options.requestTimeoutSeconds)
    // The pending event request occupies one connection for minutes; commands must never queue behind it.
    configuration.httpMaximumConnectionsPerHost = 8
    session = URLSession(configuration: configuration)
  }

  /// Throws `ClientError.unreachable` if no answer came, `CancellationError` if the task was cancelled.
  func send(_ request: URLRequest) async throws -> Answer {
    let address = request.url?.absoluteString ?? ""
    // FoundationNetworking cannot send a body again: when a connection that was kept open turns out to be closed, the
    // request stands still until its timeout instead of failing. A connection of its own fails, or works, at once.
    let session = request.httpBody == nil ? self.session : URLSession(configuration: configuration)
    defer { if session !== self.session { session.finishTasksAndInvalidate() } }
    let body: Data
    let response: URLResponse
    do {
      (body, response) = try await Exchange.perform(request, in: session)
    } catch {
      if Task.isCancelled { throw CancellationError() }
      throw ClientError.unreachable(Self.masked(address), Self.explain(error))
    }
    guard let http = response as? HTTPURLResponse else {
      throw ClientError.malformed("no HTTP answer from \(Self.masked(address))")
    }
    return Answer(
      status: http.statusCode, url: http.url ?? request.url ?? URL(fileURLWithPath: "/"), body: body,
      location: http.value(forHTTPHeaderField: "Location"),
      challenge: http.value(forHTTPHeaderField: "WWW-Authenticate"),
      retryAfterSeconds: http.value(forHTTPHeaderField: "Retry-After").flatMap { Int($0) })
  }

  /// Ends the connections; requests under way fail.
  func close() {
    session.invalidateAndCancel()
  }

  /// An address fit for messages: queries may hold what only the server should see.
  private static func masked(_ address: String) -> String {
    String(address.prefix { $0 != "?" })
  }

  private static func explain(_ error: any Error) -> String {
    guard let error = error as? URLError else { return String(describing: error) }
    return switch error.code {
    case .cannotFindHost, .dnsLookupFailed: "the name cannot be resolved"
    case .cannotConnectToHost: "connection refused"
    case .timedOut: "no answer in time"
    case .networkConnectionLost: "the connection was lost"
    case .secureConnectionFailed: "TLS could not be agreed"
    case .serverCertificateUntrusted, .serverCertificateHasUnknownRoot, .serverCertificateHasBadDate,
      .serverCertificateNotYetValid:
      "its certificate is not trusted"
    case .unsupportedURL, .badURL: "not an http or https address"
    default: error.localizedDescription
    }
  }
}
