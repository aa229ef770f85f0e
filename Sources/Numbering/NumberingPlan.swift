import CPhoneNumber

/// libphonenumber made Swift. Its tables are loaded once, under a lock, and only read afterwards; its cache of regular
/// expressions has a lock of its own: every function may be called on any thread.
enum NumberingPlan {
  static func parse(_ text: String, ext: String?, region: String) throws(NumberingError) -> DialableNumber {
    var text = text
    var parsed = wl_number()
    let status = text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { wl_number_parse($0.baseAddress, $0.count, region, &parsed) }
    }
    guard status == Int32(WL_NUMBER_OK) else { throw .normalizationFailed(reason: reason(status, region)) }
    let parsedExtension = string(parsed.extension)
    return DialableNumber(
      number: string(parsed.e164), ext: ext ?? (parsedExtension.isEmpty ? nil : parsedExtension),
      kind: kind(parsed.kind))
  }

  static func isEmergency(_ digits: String, region: String) -> Bool {
    var digits = digits
    return digits.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { wl_number_is_emergency($0.baseAddress, $0.count, region) == 1 }
    }
  }

  static func knows(region: String) -> Bool { wl_number_knows_region(region) == 1 }

  private static func string<Buffer>(_ buffer: Buffer) -> String {
    withUnsafeBytes(of: buffer) { bytes in String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self) }
  }

  private static func reason(_ status: Int32, _ region: String) -> String {
    switch Int(status) {
    case WL_NUMBER_BAD_COUNTRY_CODE: "its country code does not exist"
    case WL_NUMBER_TOO_SHORT: "it is too short"
    case WL_NUMBER_TOO_LONG: "it is too long"
    case WL_NUMBER_LOCAL_ONLY: "its area code is missing"
    case WL_NUMBER_BAD_LENGTH: "no number of its country has this length"
    case WL_NUMBER_NOT_A_NUMBER: "it is not a telephone number"
    default: "the numbering plan of \(region) could not be applied"
    }
  }

  private static func kind(_ kind: Int32) -> NumberKind {
    switch Int(kind) {
    case WL_KIND_FIXED: .fixed
    case WL_KIND_MOBILE: .mobile
    case WL_KIND_FIXED_OR_MOBILE: .fixedOrMobile
    case WL_KIND_TOLL_FREE: .tollFree
    case WL_KIND_PREMIUM_RATE: .premiumRate
    case WL_KIND_SHARED_COST: .sharedCost
    case WL_KIND_VOIP: .voip
    case WL_KIND_PERSONAL: .personal
    case WL_KIND_PAGER: .pager
    case WL_KIND_UAN: .universalAccess
    case WL_KIND_VOICEMAIL: .voicemail
    default: .unknown
    }
  }
}
