/// How a past conversation was answered (UCWA 2.0 `ConversationLogStatus`).
public enum ConversationLogStatus: String, WireEnumeration {
  /// `Archived`: it took place, or the user was the one who called.
  case archived = "Archived"
  /// `Missed`: the user was called and did not answer.
  case missed = "Missed"
}
