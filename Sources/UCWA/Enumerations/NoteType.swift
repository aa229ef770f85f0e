/// What kind of note a person has left (UCWA 2.0 `NoteType`).
public enum NoteType: String, WireEnumeration {
  /// `OutOfOffice`: written by a calendar.
  case outOfOffice = "OutOfOffice"
  /// `Personal`: written by the person.
  case personal = "Personal"
}
