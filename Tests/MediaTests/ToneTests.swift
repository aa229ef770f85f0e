import Foundation
import Testing

@testable import Media

@Suite struct ToneTests {
  /// Strength of a frequency in encoded audio, 0 to 1 of full scale.
  static func level(of hertz: Int, in audio: ArraySlice<UInt8>, _ codec: G711) -> Double {
    let step = 2 * Double.pi * Double(hertz) / 8_000
    var (real, imaginary) = (0.0, 0.0)
    for (index, byte) in audio.enumerated() {
      let sample = Double(codec.decode(byte)) / 32_768
      real += sample * cos(step * Double(index))
      imaginary += sample * sin(step * Double(index))
    }
    return 2 * (real * real + imaginary * imaginary).squareRoot() / Double(max(audio.count, 1))
  }

  @Test(arguments: ToneRegion.allCases, ProgressTone.allCases)
  func everyToneIsWholePackets(region: ToneRegion, tone: ProgressTone) {
    for codec in G711.allCases {
      let loop = ToneLoop(region.cadence(of: tone), codec)
      #expect(!loop.bytes.isEmpty && loop.bytes.count % G711.packet == 0)
      #expect(loop.bytes.count % (region.cadence(of: tone).length * 8) == 0, "a circle is whole turns")
    }
  }

  @Test(arguments: G711.allCases) func ringbackOfNorthAmerica(codec: G711) {
    let loop = ToneLoop(ToneRegion.us.cadence(of: .ringback), codec)
    #expect(loop.bytes.count == 48_000)
    let sound = loop.bytes[..<16_000]
    for hertz in [440, 480] { #expect(abs(Self.level(of: hertz, in: sound, codec) - 4_000.0 / 32_768) < 0.01) }
    for hertz in [350, 460, 620] { #expect(Self.level(of: hertz, in: sound, codec) < 0.005) }
    let silence = codec.encode(0)
    #expect(loop.bytes[16_000...].allSatisfy { $0 == silence })
  }

  @Test(arguments: [
    (ToneRegion.us, [480, 620], 4_000), (.gb, [400], 3_000), (.de, [425], 3_840), (.fr, [440], 4_000),
    (.es, [425], 1_600),
  ])
  func busyOfEachRegion(region: ToneRegion, hertz: [Int], onSamples: Int) {
    let loop = ToneLoop(region.cadence(of: .busy), .pcmu)
    for hertz in hertz { #expect(Self.level(of: hertz, in: loop.bytes[..<onSamples], .pcmu) > 0.1) }
    let silence = G711.pcmu.encode(0)
    #expect(loop.bytes[onSamples..<2 * onSamples].allSatisfy { $0 == silence }, "as long off as on")
  }

  @Test func soundsSwellAndDieAway() {
    let loop = ToneLoop(ToneRegion.de.cadence(of: .busy), .pcmu)
    let first = loop.bytes[..<20].map { abs(Int(G711.pcmu.decode($0))) }
    #expect((first.max() ?? 0) < 2_000)
    let last = loop.bytes[(3_840 - 5)..<3_840].map { abs(Int(G711.pcmu.decode($0))) }
    #expect((last.max() ?? 0) < 600)
  }

  @Test func aWrongKeySoundsOnceAndThePromptGoesOn() {
    let set = ToneSet(.us)
    var position = TonePosition(.wrongKey)
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: G711.packet, alignment: 8)
    defer { buffer.deallocate() }
    for _ in 0..<50 { position.write(to: buffer, from: set, .pcma) }
    #expect(position.tone == .prompt)
    for _ in 0..<500 { position.write(to: buffer, from: set, .pcma) }
    #expect(position.tone == .prompt)
  }
}
