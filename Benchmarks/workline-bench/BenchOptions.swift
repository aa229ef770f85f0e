import Foundation

/// What the command line asks for.
struct BenchOptions {
  static let names = [
    "capacity", "latency", "reads", "formats", "channels", "calls", "durability", "overload", "incoming", "flood",
    "recovery",
  ]
  static let help = """
    usage: workline-bench [--quick] [--only NAME]... [--capacity CALLS] [--standing CALLS] [--phones sipp|internal]

    Runs the server on loopback, rings phones of its own, and prints what was measured beside the aim.

      --quick            a tenth of the time, fewer channels and calls: for a look, not for a record
      --only NAME        one of \(names.joined(separator: ", ")); may be given several times
      --capacity CALLS   complete calls per second the server can do, for overload without capacity
      --standing CALLS   calls that stand when the server dies, for recovery; default 1000
      --phones WHICH     internal (default): phones in this process; sipp: two SIPp processes, capacity only
      --help             this text

    The server's program is WORKLINE_PROGRAM, else `workline` beside this program. Use a release build.

    example: swift run -c release workline-bench --only latency --quick
    """

  var quick = false
  var only: [String] = []
  var capacity: Double?
  var standing: Int?
  var usesSIPp = false

  enum Parsed {
    case run(BenchOptions)
    case help
    case usage(String)
  }

  static func parse(_ arguments: [String]) -> Parsed {
    var options = BenchOptions()
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "--help", "-h": return .help
      case "--quick": options.quick = true
      case "--only":
        guard let name = rest.popFirst(), names.contains(name) else {
          return .usage("--only needs one of \(names.joined(separator: ", "))")
        }
        options.only.append(name)
      case "--capacity":
        guard let value = rest.popFirst().flatMap(Double.init), value > 0 else {
          return .usage("--capacity needs a number above 0")
        }
        options.capacity = value
      case "--standing":
        guard let value = rest.popFirst().flatMap(Int.init), value > 0 else {
          return .usage("--standing needs a number above 0")
        }
        options.standing = value
      case "--phones":
        guard let which = rest.popFirst(), ["sipp", "internal"].contains(which) else {
          return .usage("--phones needs sipp or internal")
        }
        options.usesSIPp = which == "sipp"
      default: return .usage("unknown argument \(argument)")
      }
    }
    return .run(options)
  }

  func wants(_ name: String) -> Bool { only.isEmpty || only.contains(name) }
}
