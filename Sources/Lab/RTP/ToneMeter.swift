import Foundation
import Media

/// Keeps the last turn of received audio and tells which tone it is.
struct ToneMeter: Sendable {
  private var samples = [UInt8](repeating: 0, count: Tone.turn)
  private var next = 0
  private var isFull = false
  private var codec = G711.pcmu

  /// Takes the payload of one packet.
  mutating func take(_ payload: UnsafeRawBufferPointer, _ codec: G711) {
    self.codec = codec
    for byte in payload.suffix(Tone.turn) {
      samples[next] = byte
      next += 1
      if next == Tone.turn {
        next = 0
        isFull = true
      }
    }
  }

  /// Hertz of the tone that makes up most of the last 50 ms; nil for silence, noise, speech, or too little audio.
  var dominantFrequency: Int? {
    guard isFull else { return nil }
    // The ring need not be unrolled: the order of a turn's two halves changes the phase of a tone, not its level.
    let audio = samples.map { Double(codec.decode($0)) }
    let energy = audio.reduce(0) { $0 + $1 * $1 }
    // Quieter than about -50 dBm0 is the codec's own noise.
    guard energy > Double(Tone.turn) * 50 * 50 else { return nil }
    var best = (frequency: 0, level: 0.0)
    for frequency in stride(from: 300, through: 3_400, by: Tone.step) {
      let level = Self.level(of: frequency, in: audio)
      if level > best.level { best = (frequency, level) }
    }
    // A pure tone of amplitude a has energy N a²/2 and level (N a/2)².
    let share = best.level * 2 / (energy * Double(Tone.turn))
    return share > 0.5 ? best.frequency : nil
  }

  /// Squared magnitude at a frequency by Goertzel's algorithm.
  static func level(of frequency: Int, in audio: [Double]) -> Double {
    let coefficient = 2 * cos(2 * Double.pi * Double(frequency) / Double(Tone.sampleRate))
    return audio.withUnsafeBufferPointer { audio in
      var last = 0.0
      var beforeLast = 0.0
      for sample in audio {
        let value = sample + coefficient * last - beforeLast
        beforeLast = last
        last = value
      }
      return last * last + beforeLast * beforeLast - coefficient * last * beforeLast
    }
  }
}
