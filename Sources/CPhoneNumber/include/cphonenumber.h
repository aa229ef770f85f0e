#ifndef WORKLINE_CPHONENUMBER_H
#define WORKLINE_CPHONENUMBER_H

/* libphonenumber is C++ and reports by exceptions and std::string, which Swift cannot take: these functions are all
   that crosses. None of them throws, keeps memory of the caller, or cuts a result; all are safe on any thread. */

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
  WL_NUMBER_OK = 0,
  WL_NUMBER_NOT_A_NUMBER = 1,
  WL_NUMBER_BAD_COUNTRY_CODE = 2,
  WL_NUMBER_TOO_SHORT = 3,
  WL_NUMBER_TOO_LONG = 4,
  WL_NUMBER_LOCAL_ONLY = 5,
  WL_NUMBER_BAD_LENGTH = 6,
  WL_NUMBER_INTERNAL = 7
};

/* PhoneNumberUtil::PhoneNumberType in a form that does not move when the library adds a value. */
enum {
  WL_KIND_UNKNOWN = 0,
  WL_KIND_FIXED = 1,
  WL_KIND_MOBILE = 2,
  WL_KIND_FIXED_OR_MOBILE = 3,
  WL_KIND_TOLL_FREE = 4,
  WL_KIND_PREMIUM_RATE = 5,
  WL_KIND_SHARED_COST = 6,
  WL_KIND_VOIP = 7,
  WL_KIND_PERSONAL = 8,
  WL_KIND_PAGER = 9,
  WL_KIND_UAN = 10,
  WL_KIND_VOICEMAIL = 11
};

/* Both texts end with a NUL; E.164 needs 17 bytes, libphonenumber allows extensions of 20 digits. */
typedef struct {
  int32_t kind;
  char e164[24];
  char extension[24];
} wl_number;

/* Parses `length` bytes of UTF-8 with the numbering plan of `region` (ISO 3166, two letters, or "" for numbers that
   begin with +). Returns one of WL_NUMBER_…; `out` is written only for WL_NUMBER_OK. */
int wl_number_parse(const char *text, size_t length, const char *region, wl_number *out);

/* 1 if `digits` is an emergency number of `region`, as it stands; 0 if not or if the region is unknown. */
int wl_number_is_emergency(const char *digits, size_t length, const char *region);

/* 1 if libphonenumber has a numbering plan for the region. */
int wl_number_knows_region(const char *region);

/* Loads the metadata (some tens of milliseconds) so that no call pays for it. 1 on success. */
int wl_number_warm_up(void);

#ifdef __cplusplus
}
#endif
#endif
