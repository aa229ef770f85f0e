/// Why an ``HTTPServer`` cannot be made. The description names address or file and is fit for an operator.
public enum HTTPServerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Another socket listens there (EADDRINUSE).
  case addressInUse(host: String, port: Int)
  /// The process may not listen there (EACCES), as with ports below 1024.
  case permissionDenied(host: String, port: Int)
  /// The host is no address of this machine, does not resolve, or the port is not within 0 to 65535.
  case badAddress(host: String, port: Int, reason: String)
  /// The certificate file cannot be read or holds no certificate.
  case badCertificate(file: String, reason: String)
  /// The key file cannot be read, holds no key, or its key does not belong to the certificate.
  case badPrivateKey(file: String, reason: String)
  /// The operating system refused something else, for example for want of file descriptors.
  case system(operation: String, reason: String)

  /// One line for an operator.
  public var description: String {
    switch self {
    case .addressInUse(let host, let port): "\(host) port \(port) is in use"
    case .permissionDenied(let host, let port): "no permission to listen on \(host) port \(port)"
    case .badAddress(let host, let port, let reason): "cannot listen on \(host) port \(port): \(reason)"
    case .badCertificate(let file, let reason): "certificate \(file): \(reason)"
    case .badPrivateKey(let file, let reason): "private key \(file): \(reason)"
    case .system(let operation, let reason): "\(operation): \(reason)"
    }
  }
}
