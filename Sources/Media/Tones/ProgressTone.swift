/// A sound that tells somebody at a telephone how a call gets on.
public enum ProgressTone: Sendable, CaseIterable {
  /// The other side rings.
  case ringback
  /// The other side is busy.
  case busy
  /// The call failed for another reason; also called reorder.
  case congestion
  /// A key is awaited: two short beeps every two seconds.
  case prompt
  /// The key was wrong; once, then `prompt` goes on.
  case wrongKey
}

/// A country whose tones are played; they are those of the list to ITU-T Recommendation E.180.
public enum ToneRegion: String, Sendable, CaseIterable {
  /// The United States and Canada.
  case us
  /// The United Kingdom.
  case gb
  /// Germany.
  case de
  /// France.
  case fr
  /// Spain.
  case es
}

/// How a tone is made: sounds and silences in turn.
struct Cadence: Sendable, Equatable {
  /// One sound or silence.
  struct Part: Sendable, Equatable {
    /// Frequencies that sound together, in Hz; none for silence.
    var hertz: [Int]
    /// Its length in milliseconds, a multiple of 5.
    var milliseconds: Int
  }

  var parts: [Part]

  /// Sounds of these frequencies and silences in turn, in milliseconds, beginning with a sound.
  init(_ hertz: Int..., turns: [Int]) {
    parts = turns.enumerated().map { Part(hertz: $0 % 2 == 0 ? hertz : [], milliseconds: $1) }
  }

  init(parts: [Part]) { self.parts = parts }

  /// One turn in milliseconds.
  var length: Int { parts.reduce(0) { $0 + $1.milliseconds } }
}

extension ToneRegion {
  func cadence(of tone: ProgressTone) -> Cadence {
    switch (self, tone) {
    case (_, .prompt): Cadence(1_000, turns: [100, 100, 100, 1_700])
    case (_, .wrongKey): Cadence(300, turns: [600, 400])
    case (.us, .ringback): Cadence(440, 480, turns: [2_000, 4_000])
    case (.us, .busy): Cadence(480, 620, turns: [500, 500])
    case (.us, .congestion): Cadence(480, 620, turns: [250, 250])
    case (.gb, .ringback): Cadence(400, 450, turns: [400, 200, 400, 2_000])
    case (.gb, .busy): Cadence(400, turns: [375, 375])
    case (.gb, .congestion): Cadence(400, turns: [400, 350, 225, 525])
    case (.de, .ringback): Cadence(425, turns: [1_000, 4_000])
    case (.de, .busy): Cadence(425, turns: [480, 480])
    case (.de, .congestion): Cadence(425, turns: [240, 240])
    case (.fr, .ringback): Cadence(440, turns: [1_500, 3_500])
    case (.fr, .busy): Cadence(440, turns: [500, 500])
    case (.fr, .congestion): Cadence(440, turns: [250, 250])
    case (.es, .ringback): Cadence(425, turns: [1_500, 3_000])
    case (.es, .busy): Cadence(425, turns: [200, 200])
    case (.es, .congestion): Cadence(425, turns: [200, 200, 200, 200, 200, 600])
    }
  }
}
