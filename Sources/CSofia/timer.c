#include "internal.h"

static void on_timer(wls_loop *loop, su_timer_t *timer, wls_timer *t) {
  (void)timer;
  if (t->owner) loop->callbacks.timer(loop->context, t->owner);
}

wls_timer *wls_timer_create(wls_loop *loop, void *owner) {
  if (!loop->root) return NULL;
  wls_timer *timer = calloc(1, sizeof *timer);
  if (!timer) return NULL;
  timer->timer = su_timer_create(su_root_task(loop->root), 0);
  if (!timer->timer) {
    free(timer);
    return NULL;
  }
  timer->loop = loop;
  timer->owner = owner;
  wls_link_insert(&loop->timers, &timer->link);
  return timer;
}

int wls_timer_start(wls_timer *timer, uint64_t milliseconds) {
  if (!timer->timer) return WLS_STATE;
  uint64_t longest = 14ull * 24 * 3600 * 1000; /* su_duration_t wraps beyond 15 days */
  su_duration_t interval = (su_duration_t)(milliseconds < longest ? milliseconds : longest);
  return su_timer_set_interval(timer->timer, on_timer, timer, interval ? interval : 1) < 0 ? WLS_INVALID : WLS_OK;
}

void wls_timer_cancel(wls_timer *timer) {
  if (timer->timer) su_timer_reset(timer->timer);
}

void wls_timer_destroy(wls_timer *timer) {
  if (timer->timer) su_timer_destroy(timer->timer);
  wls_link_remove(&timer->link);
  free(timer);
}
