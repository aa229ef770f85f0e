#include <sys/prctl.h>
#include <uv.h>

// prctl is variadic, and pthread_setname_np is hidden without _GNU_SOURCE. Up to 15 bytes of the name count.
static inline void workline_name_current_thread(const char *name) {
  prctl(PR_SET_NAME, name, 0, 0, 0);
}
