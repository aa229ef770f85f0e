// Paths of past calls, as the resource descriptions have them.
extension Href {
  /// The user's past calls.
  public static let conversationLogs = Href.application("communication/conversationLogs")
  /// How many past calls there are.
  public static let missedItems = Href.application("communication/missedItems")

  /// A past call.
  public static func conversationLog(_ id: String) -> Href { .application("communication/conversationLogs/" + id) }

  /// A resource of a past call, or an operation on it, such as `markAsRead`.
  public static func conversationLog(_ id: String, _ child: String) -> Href {
    .application("communication/conversationLogs/" + id + "/" + child)
  }
}
