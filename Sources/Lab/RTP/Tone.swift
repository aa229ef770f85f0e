import Foundation
import Media
import Synchronization

/// A sine tone as it goes on the wire: encoded once, sent in a circle.
struct Tone: Sendable {
  /// Hertz, a multiple of `Tone.step`.
  let frequency: Int
  /// One turn, and the start of the next so that a packet never has to be put together from two pieces.
  let bytes: [UInt8]

  /// Samples a second.
  static let sampleRate = G711.sampleRate
  /// Samples in a packet of 20 ms.
  static let packet = G711.packet
  /// Samples after which every tone is back where it began.
  static let turn = 400
  /// Hertz between two tones that are told apart with certainty: each makes whole periods in a turn.
  static let step = sampleRate / turn

  /// The tone of a phone: 400 Hz and 20 Hz for each step of the number's last two digits.
  static func frequency(of number: String) -> Int { 400 + step * (Int(number.suffix(2)) ?? 0) }

  private static let made = Mutex<[Int: Tone]>([:])

  /// The tone in a codec, made at its first use.
  static func make(_ frequency: Int, _ codec: G711) -> Tone {
    made.withLock { made in
      let key = frequency << 8 | Int(codec.rawValue)
      if let tone = made[key] { return tone }
      let tone = Tone(
        frequency: frequency,
        bytes: (0..<turn + packet).map { index in
          codec.encode(Int16(8_000 * sin(2 * Double.pi * Double(frequency) * Double(index) / Double(sampleRate))))
        })
      made[key] = tone
      return tone
    }
  }
}
