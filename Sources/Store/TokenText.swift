import COpenSSL
import Foundation

/// The text of bearer tokens. 256 random bits need no slow hash: nobody can try them out.
enum TokenText {
  static let prefix = "cwt="
  /// `cwt=` and 43 characters of base64url.
  static let count = 47

  static func make() throws(StoreError) -> String {
    var bytes = [UInt8](repeating: 0, count: 32)
    guard RAND_bytes(&bytes, 32) == 1 else {
      throw .failed(code: 0, detail: "the system gives no random numbers")
    }
    let base64 = Data(bytes).base64EncodedString()
    return prefix
      + base64.replacingOccurrences(of: "+", with: "-").replacingOccurrences(of: "/", with: "_").dropLast(1)
  }

  static func hash(of text: String) throws(StoreError) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    var text = text
    let code = text.withUTF8 { EVP_Digest($0.baseAddress, $0.count, &digest, nil, EVP_sha256(), nil) }
    guard code == 1 else { throw .failed(code: 0, detail: "SHA-256 is not available") }
    return digest
  }
}
