#include "cphonenumber.h"

#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>
#include <phonenumbers/shortnumberinfo.h>

#include <cstring>
#include <string>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;
using i18n::phonenumbers::ShortNumberInfo;

namespace {

// A function-local static is initialised once under a lock (C++11), and its const members only read afterwards.
const ShortNumberInfo &short_numbers() {
  static const ShortNumberInfo *const info = new ShortNumberInfo();
  return *info;
}

int32_t kind_of(PhoneNumberUtil::PhoneNumberType type) {
  switch (type) {
    case PhoneNumberUtil::FIXED_LINE: return WL_KIND_FIXED;
    case PhoneNumberUtil::MOBILE: return WL_KIND_MOBILE;
    case PhoneNumberUtil::FIXED_LINE_OR_MOBILE: return WL_KIND_FIXED_OR_MOBILE;
    case PhoneNumberUtil::TOLL_FREE: return WL_KIND_TOLL_FREE;
    case PhoneNumberUtil::PREMIUM_RATE: return WL_KIND_PREMIUM_RATE;
    case PhoneNumberUtil::SHARED_COST: return WL_KIND_SHARED_COST;
    case PhoneNumberUtil::VOIP: return WL_KIND_VOIP;
    case PhoneNumberUtil::PERSONAL_NUMBER: return WL_KIND_PERSONAL;
    case PhoneNumberUtil::PAGER: return WL_KIND_PAGER;
    case PhoneNumberUtil::UAN: return WL_KIND_UAN;
    case PhoneNumberUtil::VOICEMAIL: return WL_KIND_VOICEMAIL;
    default: return WL_KIND_UNKNOWN;
  }
}

int status_of(PhoneNumberUtil::ErrorType error) {
  switch (error) {
    case PhoneNumberUtil::NO_PARSING_ERROR: return WL_NUMBER_OK;
    case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR: return WL_NUMBER_BAD_COUNTRY_CODE;
    case PhoneNumberUtil::TOO_SHORT_AFTER_IDD:
    case PhoneNumberUtil::TOO_SHORT_NSN: return WL_NUMBER_TOO_SHORT;
    case PhoneNumberUtil::TOO_LONG_NSN: return WL_NUMBER_TOO_LONG;
    default: return WL_NUMBER_NOT_A_NUMBER;
  }
}

int status_of(PhoneNumberUtil::ValidationResult result) {
  switch (result) {
    case PhoneNumberUtil::IS_POSSIBLE: return WL_NUMBER_OK;
    case PhoneNumberUtil::IS_POSSIBLE_LOCAL_ONLY: return WL_NUMBER_LOCAL_ONLY;
    case PhoneNumberUtil::INVALID_COUNTRY_CODE: return WL_NUMBER_BAD_COUNTRY_CODE;
    case PhoneNumberUtil::TOO_SHORT: return WL_NUMBER_TOO_SHORT;
    case PhoneNumberUtil::TOO_LONG: return WL_NUMBER_TOO_LONG;
    default: return WL_NUMBER_BAD_LENGTH;
  }
}

bool copy(const std::string &text, char *out, size_t capacity) {
  if (text.size() >= capacity) return false;
  std::memcpy(out, text.c_str(), text.size() + 1);
  return true;
}

}  // namespace

extern "C" int wl_number_parse(const char *text, size_t length, const char *region, wl_number *out) {
  try {
    const PhoneNumberUtil &util = *PhoneNumberUtil::GetInstance();
    PhoneNumber number;
    int status = status_of(util.Parse(std::string(text, length), std::string(region), &number));
    if (status != WL_NUMBER_OK) return status;
    // Possible, not valid: the library's table of assigned ranges is older than the newest ranges.
    status = status_of(util.IsPossibleNumberWithReason(number));
    if (status != WL_NUMBER_OK) return status;
    std::string e164;
    util.Format(number, PhoneNumberUtil::E164, &e164);
    // The library's table allows some countries more digits than E.164 (section 6) has.
    if (e164.size() > 16) return WL_NUMBER_TOO_LONG;
    // Italy's numbers keep their zeros; of others the library drops one each time, so that a number given back to a
    // client and sent again would be another one.
    if (number.has_italian_leading_zero()) {
      PhoneNumber again;
      std::string same;
      if (util.Parse(e164, std::string(region), &again) != PhoneNumberUtil::NO_PARSING_ERROR)
        return WL_NUMBER_NOT_A_NUMBER;
      util.Format(again, PhoneNumberUtil::E164, &same);
      if (same != e164) return WL_NUMBER_NOT_A_NUMBER;
    }
    wl_number result = {};
    result.kind = kind_of(util.GetNumberType(number));
    if (!copy(e164, result.e164, sizeof result.e164)) return WL_NUMBER_TOO_LONG;
    if (number.has_extension() && !copy(number.extension(), result.extension, sizeof result.extension))
      return WL_NUMBER_TOO_LONG;
    *out = result;
    return WL_NUMBER_OK;
  } catch (...) {
    return WL_NUMBER_INTERNAL;
  }
}

extern "C" int wl_number_is_emergency(const char *digits, size_t length, const char *region) {
  try {
    return short_numbers().IsEmergencyNumber(std::string(digits, length), std::string(region)) ? 1 : 0;
  } catch (...) {
    return 0;
  }
}

extern "C" int wl_number_knows_region(const char *region) {
  try {
    return PhoneNumberUtil::GetInstance()->GetCountryCodeForRegion(std::string(region)) != 0 ? 1 : 0;
  } catch (...) {
    return 0;
  }
}

extern "C" int wl_number_warm_up(void) {
  try {
    // Each region's regular expressions are compiled at first use and cached; a parse pays for the common ones.
    wl_number number;
    wl_number_parse("+14255550100", 12, "", &number);
    wl_number_is_emergency("911", 3, "US");
    return 1;
  } catch (...) {
    return 0;
  }
}
