/// One step of a call.
struct TimelineEntry: Sendable, Equatable {
  /// How a line is to strike the reader.
  enum Mark: Sendable { case progress, success, failure, note }

  /// What happened to what, in UCWA's words: `phoneAudioInvitation updated`.
  let event: String
  var leg: Leg?
  /// The state of the resource, as spelled on the wire.
  var state: String?
  var status: String?
  var code: String?
  var subcode: String?
  var message: String?
  /// The line for people; nil for a step that only programs care for.
  var text: String?
  var mark = Mark.progress
}
