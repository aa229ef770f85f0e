import UCWA

/// A value to be tried for a parameter, and whether it must be taken.
struct ParameterTrial: Sendable {
  /// Nil: the parameter is left out.
  let value: ParameterValue?
  let isGood: Bool
  /// Whether what it names need not be there: a text that is as long as allowed is nobody's name.
  var namesNothing = false

  static func all(of parameter: ParameterDescription, _ resource: String) -> [ParameterTrial] {
    var trials = ValidValues.of(parameter, resource).map { ParameterTrial(value: $0, isGood: true) }
    if ValidValues.alternatives[resource]?.contains(parameter.name) != true {
      trials.append(ParameterTrial(value: nil, isGood: !parameter.isRequired))
    }
    if let maximum = parameter.maximumLength, case .string = parameter.kind {
      // A letter of two bytes, since the limit is in characters.
      trials.append(
        ParameterTrial(value: .text(String(repeating: "é", count: maximum)), isGood: true, namesNothing: true))
      trials.append(ParameterTrial(value: .text(String(repeating: "é", count: maximum + 1)), isGood: false))
    } else if let maximum = parameter.maximumLength {
      trials.append(ParameterTrial(value: .text(String(repeating: "1", count: maximum + 1)), isGood: false))
    }
    return trials + bad(parameter).map { ParameterTrial(value: $0, isGood: false) }
  }

  /// What is no value of the type.
  private static func bad(_ parameter: ParameterDescription) -> [ParameterValue] {
    switch parameter.kind {
    case .boolean: [.text("perhaps")]
    case .integer(let range):
      [.text("many")] + (range.lowerBound > Int.min ? [.number(range.lowerBound - 1)] : [])
        + (range.upperBound < Int.max ? [.number(range.upperBound + 1)] : [])
    case .duration: [.text("soon")]
    case .enumeration: [.text("Nonsense")]
    case .enumerations: [.list(["Nonsense"])]
    case .dataURI: [.text("http://contoso.test/")]
    default: []
    }
  }
}
