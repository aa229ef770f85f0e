/// How much of batches there may be (UCWA 2.0 `batch`).
enum BatchLimits {
  /// Parts of one batch.
  static let parts = 100
  /// Parts of all batches of one user that wait for their answers.
  static let outstanding = 100
}
