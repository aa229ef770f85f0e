import Foundation

/// A tone as it goes on the wire: encoded once, sent in a circle.
struct ToneLoop: Sendable, Equatable {
  /// Whole packets, as many as it takes until the cadence begins with one again.
  let bytes: [UInt8]

  /// Amplitude of each of the frequencies; two of them together stay below -9 dBm0, which is not loud.
  private static let amplitude = 4_000.0
  /// Samples in which a sound swells and dies away, so that its edges do not click: 5 ms.
  private static let edge = 40

  init(_ cadence: Cadence, _ codec: G711) {
    let turn = cadence.parts.reduce(0) { $0 + $1.samples }
    var bytes: [UInt8] = []
    guard turn > 0 else {
      self.bytes = bytes
      return
    }
    var turns = 1
    while turn * turns % G711.packet != 0 { turns += 1 }
    bytes.reserveCapacity(turn * turns)
    for part in cadence.parts { Self.append(part, codec, to: &bytes) }
    let once = bytes
    for _ in 1..<turns { bytes += once }
    self.bytes = bytes
  }

  private static func append(_ part: Cadence.Part, _ codec: G711, to bytes: inout [UInt8]) {
    guard !part.hertz.isEmpty else {
      bytes.append(contentsOf: repeatElement(codec.encode(0), count: part.samples))
      return
    }
    // Whole periods of all frequencies, so that the sines need not be computed for seconds.
    let common = part.hertz.reduce(G711.sampleRate, Self.greatestCommonDivisor)
    let period = (0..<G711.sampleRate / common).map { index in
      part.hertz.reduce(0.0) {
        $0 + amplitude * sin(2 * Double.pi * Double($1) * Double(index) / Double(G711.sampleRate))
      }
    }
    let encoded = period.map { codec.encode(Int16($0)) }
    for index in 0..<part.samples {
      let fromEdge = min(index, part.samples - 1 - index)
      if fromEdge < edge {
        let swelling = Double(fromEdge) / Double(edge)
        bytes.append(codec.encode(Int16(period[index % period.count] * swelling)))
      } else {
        bytes.append(encoded[index % encoded.count])
      }
    }
  }

  private static func greatestCommonDivisor(_ one: Int, _ other: Int) -> Int {
    other == 0 ? one : greatestCommonDivisor(other, one % other)
  }
}

extension Cadence.Part {
  fileprivate var samples: Int { milliseconds * G711.sampleRate / 1_000 }
}

/// All tones of a region in both codecs. Some 250 kB, so it is made when the first telephone needs it.
struct ToneSet: Sendable {
  private let loops: [ProgressTone: [G711: ToneLoop]]

  init(_ region: ToneRegion) {
    loops = ProgressTone.allCases.reduce(into: [:]) { loops, tone in
      let cadence = region.cadence(of: tone)
      loops[tone] = G711.allCases.reduce(into: [:]) { $0[$1] = ToneLoop(cadence, $1) }
    }
  }

  subscript(tone: ProgressTone, codec: G711) -> ToneLoop? { loops[tone]?[codec] }
}

/// Where a telephone is in a tone.
struct TonePosition: Sendable {
  private(set) var tone: ProgressTone
  private var offset = 0

  init(_ tone: ProgressTone) { self.tone = tone }

  /// Writes the next 20 ms to the start of the buffer, which has room for ``G711/packet`` bytes.
  mutating func write(to buffer: UnsafeMutableRawBufferPointer, from set: ToneSet, _ codec: G711) {
    guard let loop = set[tone, codec], loop.bytes.count >= offset + G711.packet else { return }
    loop.bytes.withUnsafeBytes {
      buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + G711.packet]))
    }
    offset += G711.packet
    guard offset == loop.bytes.count else { return }
    offset = 0
    if tone == .wrongKey { tone = .prompt }
  }
}
