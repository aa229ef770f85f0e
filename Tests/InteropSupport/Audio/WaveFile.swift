import Foundation

/// Mono 16-bit PCM audio, read from and written to RIFF/WAVE files.
public struct WaveFile: Sendable {
  /// Samples per second.
  public let sampleRate: Int
  /// Samples, full scale ±32767.
  public let samples: [Int16]

  /// Audio from samples.
  public init(sampleRate: Int, samples: [Int16]) {
    self.sampleRate = sampleRate
    self.samples = samples
  }

  /// A sine wave.
  ///
  /// - Parameters:
  ///   - hertz: Its frequency, below half the sample rate.
  ///   - seconds: Its length.
  ///   - level: Its amplitude, 1 is full scale; default 0.5.
  ///   - sampleRate: Default 8000, that of PCMU.
  public static func tone(
    _ hertz: Double, seconds: Double, level: Double = 0.5, sampleRate: Int = 8_000
  ) -> WaveFile {
    let step = 2 * Double.pi * hertz / Double(sampleRate)
    let count = Int(seconds * Double(sampleRate))
    return WaveFile(
      sampleRate: sampleRate, samples: (0..<count).map { Int16(sin(step * Double($0)) * level * 32_767) })
  }

  /// The last part of the audio.
  public func suffix(seconds: Double) -> WaveFile {
    WaveFile(sampleRate: sampleRate, samples: Array(samples.suffix(Int(seconds * Double(sampleRate)))))
  }

  /// The length in seconds.
  public var duration: Double { Double(samples.count) / Double(max(sampleRate, 1)) }

  /// Reads a file. A file still being written, whose header has no length yet, is read to its present end.
  ///
  /// - Throws: `InteropError.unexpected` if it is not 16-bit PCM; of several channels the first is taken.
  public init(path: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    func number(_ offset: Int, _ count: Int) -> Int {
      (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }
    func name(_ offset: Int) -> String { String(decoding: bytes[offset..<offset + 4], as: UTF8.self) }
    guard bytes.count >= 12, name(0) == "RIFF", name(8) == "WAVE" else {
      throw InteropError.unexpected("\(path) is not a WAVE file")
    }
    var offset = 12
    var rate = 0
    var channels = 0
    while offset + 8 <= bytes.count {
      let kind = name(offset)
      let length = number(offset + 4, 4)
      let start = offset + 8
      if kind == "fmt ", start + 16 <= bytes.count {
        guard number(start, 2) == 1 || number(start, 2) == 0xfffe, number(start + 14, 2) == 16 else {
          throw InteropError.unexpected("\(path) is not 16-bit PCM")
        }
        channels = number(start + 2, 2)
        rate = number(start + 4, 4)
      } else if kind == "data" {
        guard channels > 0 else { break }
        let end = length == 0 ? bytes.count : min(bytes.count, start + length)
        let stride = 2 * channels
        sampleRate = rate
        samples = Swift.stride(from: start, through: end - stride, by: stride).map {
          Int16(bitPattern: UInt16(number($0, 2)))
        }
        return
      }
      offset = start + length + length % 2
    }
    throw InteropError.unexpected("\(path) has no audio")
  }

  /// Writes the audio to a file.
  public func write(to path: String) throws {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(44 + samples.count * 2)
    func add(_ text: String) { bytes += Array(text.utf8) }
    func add(_ value: Int, _ count: Int) { (0..<count).forEach { bytes.append(UInt8(value >> (8 * $0) & 0xff)) } }
    add("RIFF")
    add(36 + samples.count * 2, 4)
    add("WAVEfmt ")
    add(16, 4)
    add(1, 2)
    add(1, 2)
    add(sampleRate, 4)
    add(sampleRate * 2, 4)
    add(2, 2)
    add(16, 2)
    add("data")
    add(samples.count * 2, 4)
    for sample in samples { add(Int(UInt16(bitPattern: sample)), 2) }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }
}
