#include "internal.h"

#include <stdio.h>

/* tport writes each message to the log in pieces: a stamp and a rule, every line indented by three, and a rule.
   Its dump file would be simpler, but it keeps only the first fragment of a message. */

#define RULE "   ------------------------------------------------------------------------\n"
enum { LARGEST = 512 * 1024 };

static _Thread_local wls_loop *current;
static _Thread_local struct {
  char *bytes;
  size_t used, capacity;
  char peer[SU_ADDRSIZE + 16];
  bool inside, line_start, sent, tcp;
} state;

void wls_trace_enter(wls_loop *loop) {
  current = loop;
  if (loop) return;
  free(state.bytes);
  memset(&state, 0, sizeof state);
}

static void append(const char *bytes, size_t length) {
  if (state.used + length > LARGEST) return;
  if (state.used + length > state.capacity) {
    size_t capacity = (state.used + length) * 2;
    char *larger = realloc(state.bytes, capacity);
    if (!larger) return;
    state.bytes = larger;
    state.capacity = capacity;
  }
  memcpy(state.bytes + state.used, bytes, length);
  state.used += length;
}

static bool begin(const char *text) {
  char direction[8], transport[16], address[SU_ADDRSIZE];
  unsigned port;
  if (sscanf(text,
             "%7s %*u bytes %*s %15[^/]/[%47[^]]]:%u", direction, transport, address, &port) != 4) return false;
  state.sent = strcmp(direction, "recv") != 0;
  state.tcp = su_casematch(transport, "tcp");
  snprintf(state.peer, sizeof state.peer, strchr(address, ':') ? "[%s]:%u" : "%s:%u", address, port);
  state.used = 0;
  state.inside = state.line_start = true;
  return true;
}

void wls_trace_piece(void *stream, char const *format, va_list arguments) {
  (void)stream;
  if (!current) return;
  char piece[4096];
  int n = vsnprintf(piece, sizeof piece, format, arguments);
  if (n <= 0) return;
  size_t length = (size_t)n < sizeof piece ? (size_t)n : sizeof piece - 1;
  if (!state.inside) {
    if (length > sizeof RULE && strcmp(piece + length - (sizeof RULE - 1), RULE) == 0) begin(piece);
    return;
  }
  const char *rule = piece[0] == '\n' ? piece + 1 : piece;
  if (strcmp(rule, RULE) == 0) {
    if (rule != piece) append("\r\n", 2);
    state.inside = false;
    current->callbacks.trace(current->context, state.sent, state.tcp, state.peer, state.bytes, state.used);
  } else if (strcmp(piece, "\n") == 0) {
    append("\r\n", 2);
    state.line_start = true;
  } else {
    size_t indent = state.line_start && length >= 3 ? 3 : 0;
    append(piece + indent, length - indent);
    state.line_start = false;
  }
}
