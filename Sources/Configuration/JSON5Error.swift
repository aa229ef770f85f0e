/// Where and why a text is not JSON5.
struct JSON5Error: Error, Equatable {
  /// Counted from 1.
  let line: Int
  let message: String
}
