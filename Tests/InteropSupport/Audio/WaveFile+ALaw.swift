extension WaveFile {
  /// The samples as G.711 A-law, a byte for each: what a telephone sends as RTP payload type 8.
  public var alaw: [UInt8] {
    samples.map { sample in
      let isNegative = sample < 0
      let magnitude = Int(isNegative ? ~sample : sample) >> 3
      let segment = max(0, Int.bitWidth - magnitude.leadingZeroBitCount - 5)
      let step = (magnitude >> max(segment, 1)) & 0xF
      return UInt8(segment << 4 | step) ^ (isNegative ? 0x55 : 0xD5)
    }
  }
}
