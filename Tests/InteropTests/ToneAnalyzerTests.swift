import InteropSupport
import Testing

@Suite("Tone analyzer")
struct ToneAnalyzerTests {
  @Test(arguments: [350.0, 440, 1_000, 1_633, 3_400])
  func findsATone(hertz: Double) throws {
    let tone = try #require(ToneAnalyzer.dominant(in: .tone(hertz, seconds: 1.5, level: 0.25)))
    #expect(abs(tone.hertz - hertz) < 2)
    #expect(abs(tone.level - 0.25) < 0.02)
    #expect(tone.purity > 0.95)
  }

  @Test func findsTheLouderOfTwo() throws {
    let loud = WaveFile.tone(700, seconds: 1, level: 0.4).samples
    let soft = WaveFile.tone(1_200, seconds: 1, level: 0.1).samples
    let tone = try #require(
      ToneAnalyzer.dominant(in: WaveFile(sampleRate: 8_000, samples: zip(loud, soft).map { $0 + $1 })))
    #expect(abs(tone.hertz - 700) < 2)
    #expect(tone.purity < 0.97)
  }

  @Test func silenceHasNoTone() {
    #expect(ToneAnalyzer.dominant(in: .tone(440, seconds: 1, level: 0.001)) == nil)
    #expect(ToneAnalyzer.dominant(in: WaveFile(sampleRate: 8_000, samples: [])) == nil)
  }

  @Test func filesSurviveARoundTrip() throws {
    let folder = try TemporaryFolder("tone")
    let tone = WaveFile.tone(440, seconds: 0.1)
    try tone.write(to: folder.file("tone.wav"))
    let read = try WaveFile(path: folder.file("tone.wav"))
    #expect(read.samples == tone.samples && read.sampleRate == 8_000)
    #expect(throws: InteropError.self) { try WaveFile(path: folder.write("text.wav", "no audio here")) }
  }
}
