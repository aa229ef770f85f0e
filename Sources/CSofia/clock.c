#include "internal.h"

#include <sofia-sip/su_time.h>
#include <time.h>

/* Sofia runs its timers by the wall clock: a step forwards fires timer B of every transaction, a step backwards
   stops them all for that long. It has a hook for its own tests; through it time starts right and never steps. */
extern void (*_su_time)(su_time_t *tv);

static int64_t offset; /* nanoseconds from CLOCK_MONOTONIC to 1900 */

static int64_t monotonic(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void steady(su_time_t *tv) {
  if (!tv) return;
  int64_t now = monotonic() + offset;
  tv->tv_sec = (unsigned long)(now / 1000000000);
  tv->tv_usec = (unsigned long)(now % 1000000000 / 1000);
}

void wls_clock_initialize(void) {
  su_time_t start = su_now();
  offset = (int64_t)start.tv_sec * 1000000000 + (int64_t)start.tv_usec * 1000 - monotonic();
  _su_time = steady;
}
