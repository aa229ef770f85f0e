import Configuration
import Foundation

/// How important a log line is.
typealias LogLevel = Configuration.Log.Level

/// Writes log lines to standard error, one per event, with numbers masked unless the configuration says otherwise.
struct Log: Sendable {
  private let least: Int
  private let masksNumbers: Bool

  init(_ settings: Configuration.Log) {
    least = Self.rank(settings.level)
    masksNumbers = settings.maskNumbers
  }

  /// Writes a line if its level is wanted; the text is not made otherwise.
  func callAsFunction(_ level: LogLevel, _ text: @autoclosure () -> String) {
    guard Self.rank(level) >= least else { return }
    let line = masksNumbers ? Self.masked(text()) : text()
    let stamp = Date().formatted(.iso8601)
    FileHandle.standardError.write(Data("\(stamp) \(level.rawValue) \(line)\n".utf8))
  }

  private static func rank(_ level: LogLevel) -> Int { LogLevel.allCases.firstIndex(of: level) ?? 0 }

  /// Digits of telephone numbers but the last two become `x`: enough to tell two calls apart, too little to call back.
  static func masked(_ text: String) -> String {
    var out: [UInt8] = []
    var digits: [Int] = []
    func mask() {
      if digits.count >= 7 { for index in digits.dropLast(2) { out[index] = UInt8(ascii: "x") } }
      digits = []
    }
    var isNumber = false
    for byte in text.utf8 {
      if byte == UInt8(ascii: "+") {
        mask()
        isNumber = true
      } else if (0x30...0x39).contains(byte) {
        if isNumber { digits.append(out.count) }
      } else {
        mask()
        isNumber = false
      }
      out.append(byte)
    }
    mask()
    return String(decoding: out, as: UTF8.self)
  }
}
