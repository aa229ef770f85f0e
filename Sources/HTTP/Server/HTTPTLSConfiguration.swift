/// The server's side of TLS: version 1.2 or later, ALPN `http/1.1`.
public struct HTTPTLSConfiguration: Sendable {
  /// Path of a PEM file with the server's certificate, then its intermediates.
  public var certificateFile: String
  /// Path of a PEM file with the certificate's private key, not encrypted.
  public var privateKeyFile: String

  /// Certificate and key from these paths, read once when the server is made.
  public init(certificateFile: String, privateKeyFile: String) {
    self.certificateFile = certificateFile
    self.privateKeyFile = privateKeyFile
  }
}
