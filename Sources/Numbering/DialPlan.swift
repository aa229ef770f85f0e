import CPhoneNumber

/// Makes dialable numbers of what users and applications give: the rules of the server first, then the numbering plan
/// of the region. Copies share a cache of results; any thread.
public struct DialPlan: Sendable {
  private let rules: [CompiledRule]
  private let defaultRegion: String
  private let cache = NumberCache()

  /// A dial plan whose first fitting rule wins. `defaultRegion` (ISO 3166, two letters) is the region of numbers that
  /// come without country code where a user has none of his own.
  public init(rules: [DialPlanRule] = [], defaultRegion: String = "US") throws(DialPlanError) {
    let region = defaultRegion.uppercased()
    guard NumberingPlan.knows(region: region) else { throw .unknownRegion(defaultRegion) }
    self.defaultRegion = region
    var compiled: [CompiledRule] = []
    for (index, rule) in rules.enumerated() { compiled.append(try CompiledRule(rule, number: index + 1)) }
    self.rules = compiled
  }

  /// Loads libphonenumber's tables, which takes some tens of milliseconds, so that no call pays for it. Any thread.
  public static func warmUp() {
    _ = wl_number_warm_up()
  }

  /// The number to dial for what was given: a number in any usual writing, or a `tel:` URI. `region` is the user's own,
  /// nil for the plan's default.
  ///
  /// Emergency numbers of the region are recognised before any rule, and again in what a rule makes.
  public func normalize(_ input: String, region: String? = nil) throws(NumberingError) -> DialableNumber {
    // E.164 means the same in every region, even in one that is not known.
    let region = rules.isEmpty && Self.isPlainE164(input) ? "" : try self.region(region)
    guard input.utf8.count <= Self.longestCached else { return try make(input, region) }
    let key = NumberCache.Key(input: input, region: region)
    if let known = cache[key] { return known }
    let number = try make(input, region)
    cache[key] = number
    return number
  }

  /// Longer texts are rare, and cost memory.
  private static let longestCached = 64

  private func make(_ input: String, _ region: String) throws(NumberingError) -> DialableNumber {
    if region.isEmpty { return try NumberingPlan.parse(input, ext: nil, region: "") }
    let text = try NumberText(input)
    if isEmergency(text.dialled, region) {
      return DialableNumber(number: text.dialled, kind: .emergency)
    }
    if let dialable = try applyRules(to: text, region: region) { return dialable }
    if let prefix = text.prefix, text.dialled.first != "+" {
      return try NumberingPlan.parse(prefix + text.dialled, ext: text.ext, region: region)
    }
    return try plan(text, region: region)
  }

  /// Whether these digits, as they stand, are an emergency number of the region (nil: the plan's default).
  public func isEmergency(_ digits: String, region: String? = nil) -> Bool {
    guard let region = try? self.region(region) else { return false }
    return isEmergency(digits, region)
  }

  private func isEmergency(_ digits: String, _ region: String) -> Bool {
    (2...6).contains(digits.utf8.count) && NumberingPlan.isEmergency(digits, region: region)
  }

  private func region(_ region: String?) throws(NumberingError) -> String {
    guard let region = region?.uppercased(), region != defaultRegion else { return defaultRegion }
    guard NumberingPlan.knows(region: region) else {
      throw .normalizationFailed(reason: "the user's region has no numbering plan")
    }
    return region
  }

  private func applyRules(to text: NumberText, region: String) throws(NumberingError) -> DialableNumber? {
    for rule in rules {
      guard let result = rule.apply(to: text.dialled) else { continue }
      let made = try NumberText(result)
      let ext = made.ext ?? text.ext
      if isEmergency(made.dialled, region) {
        return DialableNumber(number: made.dialled, ext: nil, kind: .emergency)
      }
      guard rule.isDialable else {
        return try NumberingPlan.parse(made.written, ext: ext, region: region)
      }
      guard !made.hasLetters, made.dialled.utf8.count <= 32 else {
        throw .normalizationFailed(reason: "the dial plan makes something of it that cannot be dialled")
      }
      if made.dialled.first == "+" {
        // As it is, but the numbering plan may know what sort of number it is.
        let kind = (try? NumberingPlan.parse(made.dialled, ext: nil, region: ""))?.kind ?? .unknown
        return DialableNumber(number: made.dialled, ext: ext, kind: kind)
      }
      return DialableNumber(number: made.dialled, ext: ext, kind: .asDialled)
    }
    return nil
  }

  private func plan(_ text: NumberText, region: String) throws(NumberingError) -> DialableNumber {
    if text.dialled.utf8.contains(where: { $0 == UInt8(ascii: "*") }) {
      throw .normalizationFailed(reason: "service codes need a rule of the dial plan")
    }
    return try NumberingPlan.parse(text.written, ext: text.ext, region: region)
  }

  /// `+` and 8 to 15 digits: most of what clients send.
  private static func isPlainE164(_ text: String) -> Bool {
    var bytes = text.utf8.makeIterator()
    guard (9...16).contains(text.utf8.count), bytes.next() == UInt8(ascii: "+") else { return false }
    while let byte = bytes.next() {
      guard (0x30...0x39).contains(byte) else { return false }
    }
    return true
  }
}
