/// A call as the client that started it sees it.
final class SoakCall {
  /// What the client does to it, beside waiting.
  enum Plan { case none, cancel, deleteEarly, startTwice }

  let operationID: String
  let plan: Plan
  /// Index of the application that places it.
  let application: Int
  let request: [UInt8]
  /// From the 201.
  var invitation: String?
  /// From the started event.
  var conversation: String?
  var completions = 0
  var isConnected = false
  /// How often its phone audio was said to be Disconnected.
  var disconnections = 0
  /// How often its conversation was said to be deleted.
  var deletions = 0
  var isDeleting = false
  /// Whether the DELETE was answered.
  var isDeleted = false
  var refusals = 0

  init(operationID: String, plan: Plan, application: Int, request: [UInt8]) {
    self.operationID = operationID
    self.plan = plan
    self.application = application
    self.request = request
  }

  /// Completed and over.
  var isOver: Bool { completions > 0 && disconnections > 0 }
  /// Nothing more is to come.
  var isFinished: Bool { isOver && deletions > 0 && isDeleted }
}
