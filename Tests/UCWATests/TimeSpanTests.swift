import Testing

@testable import UCWA

@Suite struct TimeSpanTests {
  @Test(arguments: [
    ("5", 300), ("0", 0), ("00:05:00", 300), ("00:05", 300), ("1.02:03:04", 93_784), ("00:00:10.5000000", 10),
    ("PT5M", 300), ("pt1h30m", 5400), ("PT10.5S", 10), ("P1DT1S", 86_401), ("P2D", 172_800),
  ])
  func lengths(_ row: (String, Int)) { #expect(TimeSpan.seconds(row.0, unit: 60) == row.1) }

  @Test(arguments: [
    "", "-5", "5.5", "x", "24:00:00", "00:60:00", "00:00:60", ":", "1:2:3:4", "P", "PT", "P5", "PT5", "PT5M5H",
    "PT1.5M",
    "PT5MT5S", "1D", "1000:00", "144000", "999999999", "9999999999", "99999.00:00:00", "P99999D", "00:00:00.", "T5M",
    "P1.D",
  ])
  func noLengths(_ text: String) { #expect(TimeSpan.seconds(text, unit: 60) == nil) }
}
