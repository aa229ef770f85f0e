extension OperationDescription {
  /// Checks the parameters of a request against the description.
  ///
  /// Parameters may come in the body or the query; where both give one, the body wins. Blank texts and nulls count as
  /// absent, unknown names are passed over, lengths are counted in characters.
  ///
  /// - Throws: 400 ParameterValidationFailure that names every parameter that is missing or wrong.
  public func validate(
    body: RequestBody, query: [(name: String, value: String)] = []
  ) throws(UCWAError) -> Parameters {
    var result = Parameters()
    var bad: [BadParameter] = []
    for parameter in parameters {
      check(parameter, body.value(of: parameter) ?? parameter.value(in: query), &result, &bad)
    }
    for parameter in self.query { check(parameter, parameter.value(in: query), &result, &bad) }
    if !bad.isEmpty { throw .parameterValidationFailure(bad) }
    return result
  }

  private func check(
    _ parameter: ParameterDescription, _ value: RequestBody.Value?, _ result: inout Parameters,
    _ bad: inout [BadParameter]
  ) {
    guard let value, !value.isBlank else {
      if parameter.isRequired { bad.append(BadParameter(name: parameter.name, reason: Message(.required))) }
      return
    }
    switch parameter.checked(value) {
    case .success(let checked): result.set(parameter.lookupName, checked)
    case .failure(let reason): bad.append(BadParameter(name: parameter.name, reason: reason.message))
    }
  }
}

extension RequestBody {
  fileprivate func value(of parameter: ParameterDescription) -> Value? {
    if parameter.kind == .dataURI, let href = links[parameter.lookupName] { return .text(href) }
    guard let value = properties[parameter.lookupName], !value.isBlank else { return nil }
    return value
  }
}

extension RequestBody.Value {
  fileprivate var isBlank: Bool {
    if case .text(let text) = self { text.allSatisfy(\.isWhitespace) } else { false }
  }
}

private struct Objection: Error {
  let message: Message
  init(_ message: Message) { self.message = message }
}

extension ParameterDescription {
  fileprivate func value(in query: [(name: String, value: String)]) -> RequestBody.Value? {
    for (name, value) in query where name.lowercased() == lookupName { return .text(value) }
    return nil
  }

  fileprivate func checked(_ value: RequestBody.Value) -> Result<Parameters.Value, Objection> {
    switch (kind, value) {
    case (_, .other): return .failure(Objection(Message(.mustNotBeObject)))
    case (.enumerations(let enumeration), .list(let texts)): return spelled(texts, enumeration)
    case (.enumerations(let enumeration), .text(let text)):
      return spelled(text.split(separator: ",").map { HeaderElement.trimmed($0) }, enumeration)
    case (.uris, .list(let texts)): return .success(.list(texts.map(SpacedURI.unquoted)))
    case (.uris, .text(let text)): return .success(.list([SpacedURI.unquoted(text)]))
    case (_, .list): return .failure(Objection(Message(.mustNotBeList)))
    case (_, .text(let text)):
      if let maximumLength, text.count > maximumLength {
        return .failure(Objection(Message(.tooLong, .number("length", text.count), .number("maximum", maximumLength))))
      }
      return checked(text)
    }
  }

  private func checked(_ text: String) -> Result<Parameters.Value, Objection> {
    switch kind {
    case .string: return .success(.text(text))
    case .uri: return .success(.text(SpacedURI.normalized(text)))
    case .boolean:
      switch HeaderElement.trimmed(text).lowercased() {
      case "true": return .success(.boolean(true))
      case "false": return .success(.boolean(false))
      default: return .failure(Objection(Message(.mustBeBoolean)))
      }
    case .integer(let range):
      guard let number = Int(HeaderElement.trimmed(text)) else { return .failure(Objection(Message(.mustBeNumber))) }
      guard range.contains(number) else {
        return .failure(
          Objection(Message(.mustBeInRange, .number("lowest", range.lowerBound), .number("highest", range.upperBound))))
      }
      return .success(.integer(number))
    case .duration(let unit):
      guard let seconds = TimeSpan.seconds(HeaderElement.trimmed(text), unit: unit) else {
        return .failure(Objection(Message(.mustBeDuration)))
      }
      return .success(.integer(seconds))
    case .enumeration(let enumeration):
      guard let spelling = enumeration.spelling(of: HeaderElement.trimmed(text)) else {
        return .failure(Objection(Message(.mustBeOneOf, .text("values", enumeration.values.joined(separator: ", ")))))
      }
      return .success(.text(spelling))
    case .dataURI:
      guard let content = DataURI(text) else { return .failure(Objection(Message(.mustBeDataURI))) }
      return .success(.content(content))
    case .enumerations, .uris: return .failure(Objection(Message(.mustBeList)))
    }
  }

  private func spelled(
    _ texts: [String], _ enumeration: EnumerationDescription
  ) -> Result<Parameters.Value, Objection> {
    var spellings: [String] = []
    for text in texts {
      guard let spelling = enumeration.spelling(of: HeaderElement.trimmed(text)) else {
        return .failure(
          Objection(Message(.eachMustBeOneOf, .text("values", enumeration.values.joined(separator: ", ")))))
      }
      spellings.append(spelling)
    }
    return .success(.list(spellings))
  }
}
