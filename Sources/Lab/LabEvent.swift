/// Something that happened at a lab phone.
public enum LabEvent: Sendable, Equatable {
  /// A provisional response left, or came to a phone that calls.
  case ringing(number: String, callID: String, status: Int)
  /// The phone's 200 left, or came to a phone that calls.
  case answered(number: String, callID: String)
  /// A final refusal left, or came to a phone that calls.
  case refused(number: String, callID: String, status: Int)
  /// A call that was answered is over.
  case ended(PhoneStatistics)
}
