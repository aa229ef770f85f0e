import Foundation

/// Tells which tone is in a recording, by Goertzel's algorithm at each frequency of a grid.
public enum ToneAnalyzer {
  /// A tone found.
  public struct Tone: Sendable {
    /// Its frequency, to the grid's step.
    public let hertz: Double
    /// Its amplitude, 1 is full scale.
    public let level: Double
    /// Its share of the recording's power, 0 to 1.
    public let purity: Double
  }

  /// The amplitude of one frequency, 1 is full scale.
  public static func level(of hertz: Double, in audio: WaveFile) -> Double {
    let count = audio.samples.count
    guard count > 0 else { return 0 }
    let coefficient = 2 * cos(2 * Double.pi * hertz / Double(audio.sampleRate))
    var previous = 0.0
    var beforePrevious = 0.0
    for sample in audio.samples {
      let current = Double(sample) / 32_767 + coefficient * previous - beforePrevious
      beforePrevious = previous
      previous = current
    }
    let power = previous * previous + beforePrevious * beforePrevious - coefficient * previous * beforePrevious
    return 2 * max(power, 0).squareRoot() / Double(count)
  }

  /// The strongest tone of the last part of a recording.
  ///
  /// - Parameters:
  ///   - audio: The recording.
  ///   - lastSeconds: How much of its end to look at; default 1 s, past the start-up of codecs and buffers.
  /// - Returns: Nil for silence, which is less than a hundredth of full scale.
  public static func dominant(in audio: WaveFile, lastSeconds: Double = 1) -> Tone? {
    let part = audio.suffix(seconds: lastSeconds)
    let power = part.samples.reduce(0.0) { $0 + Double($1) * Double($1) } / 32_767 / 32_767
    let mean = power / Double(max(part.samples.count, 1))
    guard mean.squareRoot() > 0.01 else { return nil }
    // A short part tells frequencies 10 Hz apart, so steps of 5 Hz miss none; then finer around the best.
    let short = part.suffix(seconds: 0.1)
    let limit = Double(part.sampleRate) / 2 - 100
    let coarse = strongest(in: short, from: 100, through: limit, step: 5)
    let best = strongest(in: part, from: coarse - 6, through: coarse + 6, step: 0.5)
    let found = level(of: best, in: part)
    let purity = found * found / 2 / mean
    return Tone(hertz: best, level: found, purity: min(purity, 1))
  }

  private static func strongest(in audio: WaveFile, from: Double, through: Double, step: Double) -> Double {
    var best = (hertz: from, level: -1.0)
    for hertz in stride(from: from, through: through, by: step) {
      let found = level(of: hertz, in: audio)
      if found > best.level { best = (hertz, found) }
    }
    return best.hertz
  }
}
