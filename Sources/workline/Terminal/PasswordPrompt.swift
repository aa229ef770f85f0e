import Foundation

/// Asks for a password on the terminal, without showing it.
///
/// The terminal is the controlling one, `/dev/tty`, so that standard input and output stay free for pipes.
struct PasswordPrompt {
  /// The answer; nil if there is no terminal, or the answer was ended by Ctrl-D.
  ///
  /// Throws `CommandFailure` with 130 on Ctrl-C: signals are read as bytes while the terminal is silent, so that
  /// nothing can end the process and leave the terminal silent.
  static func ask(_ question: String) throws -> String? {
    let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard terminal >= 0 else { return nil }
    defer { close(terminal) }

    var usual = termios()
    guard tcgetattr(terminal, &usual) == 0 else { return nil }
    var silent = usual
    silent.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
    // One byte at a time, without a timeout: VMIN and VTIME.
    withUnsafeMutableBytes(of: &silent.c_cc) { characters in
      characters[Int(VMIN)] = 1
      characters[Int(VTIME)] = 0
    }
    guard tcsetattr(terminal, TCSAFLUSH, &silent) == 0 else { return nil }
    defer { tcsetattr(terminal, TCSAFLUSH, &usual) }

    show(question, on: terminal)
    defer { show("\n", on: terminal) }
    var answer: [UInt8] = []
    while true {
      var byte: UInt8 = 0
      let count = read(terminal, &byte, 1)
      if count < 0 && errno == EINTR { continue }
      guard count == 1 else { return nil }
      switch byte {
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"): return String(decoding: answer, as: UTF8.self)
      case 3: throw CommandFailure(ExitCode.interrupted, "interrupted")
      case 4 where answer.isEmpty: return nil
      case 8, 127: erase(&answer)
      case 21: answer = []
      default: if byte >= 32 { answer.append(byte) }
      }
    }
  }

  /// Asks twice, until both answers are the same.
  static func askForNew(_ question: String) throws -> String? {
    while true {
      guard let first = try ask("\(question): ") else { return nil }
      guard let second = try ask("Once more: ") else { return nil }
      if first == second { return first }
      Console.printError("The two are not the same. Try again.")
    }
  }

  private static func show(_ text: String, on terminal: Int32) {
    let bytes = Array(text.utf8)
    _ = write(terminal, bytes, bytes.count)
  }

  /// Removes the last character, which may be several bytes of UTF-8.
  private static func erase(_ answer: inout [UInt8]) {
    while let byte = answer.popLast(), byte & 0xC0 == 0x80 {}
  }
}
