#include "internal.h"

#include <stdio.h>

/* Requests that belong to no dialog. nta has no default leg, so that it hands them over as bare messages: what is
   refused costs no transaction, and only what the owner wants to see becomes one. */

static void canonical(su_sockaddr_t const *from, uint8_t address[16]) {
  memset(address, 0, 16);
  if (from->su_family == AF_INET6) {
    memcpy(address, &from->su_sin6.sin6_addr, 16);
  } else {
    address[10] = address[11] = 0xff; /* ::ffff:a.b.c.d, as a socket for both families names it */
    memcpy(address + 12, &from->su_sin.sin_addr, 4);
  }
}

static int compare(const void *one, const void *other) { return memcmp(one, other, 16); }

int wls_loop_know(wls_loop *loop, const uint8_t *addresses, size_t count) {
  if (!loop->agent) return WLS_STATE;
  uint8_t *known = malloc(count ? count * 16 : 1);
  if (!known) return WLS_NO_MEMORY;
  if (count) memcpy(known, addresses, count * 16);
  qsort(known, count, 16, compare);
  free(loop->known);
  loop->known = known;
  loop->known_count = count;
  return WLS_OK;
}

bool wls_is_stranger(const wls_loop *loop, msg_t *msg) {
  if (!loop->known) return false;
  su_sockaddr_t const *from = msg_addr(msg);
  if (!from) return true;
  uint8_t address[16];
  canonical(from, address);
  return !bsearch(address, loop->known, loop->known_count, 16, compare);
}

bool wls_message_address(const wls_message *m, uint8_t address[16]) {
  su_sockaddr_t const *from = m->msg ? msg_addr((msg_t *)m->msg) : NULL;
  if (!from) return false;
  canonical(from, address);
  return true;
}

/* Repetitions must get the same tag though nothing remembers them (RFC 3261, 8.2.7); the seed keeps it from being
   foretold. */
static void write_tag(const wls_loop *loop, sip_t const *sip, char *tag, size_t size) {
  uint64_t hash = loop->tag_seed;
  char const *parts[] = {sip->sip_call_id->i_id, sip->sip_from->a_tag, sip->sip_via->v_branch};
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
    for (char const *c = parts[i]; c && *c; c++) hash = (hash ^ (uint8_t)*c) * 0x100000001b3;
    hash = (hash ^ 0xff) * 0x100000001b3;
  }
  hash = (hash ^ hash >> 32 ^ loop->tag_seed) * 0x9e3779b97f4a7c15;
  snprintf(tag, size, "%016llx", (unsigned long long)(hash ^ hash >> 29));
}

static int reply(wls_loop *loop, msg_t *msg, sip_t const *sip, int status, const char *phrase, const char *headers) {
  msg_t *response = nta_msg_create(loop->agent, 0);
  if (!response) return WLS_NO_MEMORY;
  sip_to_t *to = sip_to_dup(msg_home(response), sip->sip_to);
  if (to && !to->a_tag && status > 100) {
    char tag[20];
    write_tag(loop, sip, tag, sizeof tag);
    sip_to_tag(msg_home(response), to, tag);
  }
  if (!phrase) phrase = sip_status_phrase(status);
  int result = nta_msg_mreply(loop->agent, response, sip_object(response), status, phrase ? phrase : "Unknown",
                              msg_ref_create(msg), TAG_IF(to, SIPTAG_TO(to)),
                              TAG_IF(loop->server, SIPTAG_SERVER(loop->server)),
                              TAG_IF(headers, SIPTAG_HEADER_STR(headers)), TAG_END());
  return result < 0 ? WLS_INVALID : WLS_OK;
}

int wls_message_answer(wls_loop *loop, const wls_message *m, int status, const char *phrase, const char *headers) {
  sip_t const *sip = m->sip;
  if (!loop->agent || !m->msg || !sip->sip_request || sip->sip_request->rq_method == sip_method_ack) return WLS_STATE;
  if (status < 200 || status > 699) return WLS_INVALID;
  return reply(loop, (msg_t *)m->msg, sip, status, phrase, headers);
}

int wls_loop_answer_saved(wls_loop *loop, const char *head, int status, const char *to_tag, const char *headers) {
  if (!loop->agent || status < 200 || status > 699) return WLS_STATE;
  msg_t *request = msg_make(sip_default_mclass(), 0, head, (ssize_t)strlen(head));
  sip_t *sip = request ? sip_object(request) : NULL;
  bool is_whole = sip && sip->sip_request && sip->sip_via && sip->sip_from && sip->sip_to && sip->sip_call_id &&
                  sip->sip_cseq;
  msg_t *response = is_whole ? nta_msg_create(loop->agent, 0) : NULL;
  sip_to_t *to = response ? sip_to_dup(msg_home(response), sip->sip_to) : NULL;
  if (!to || (to_tag && !to->a_tag && sip_to_tag(msg_home(response), to, to_tag) < 0)) {
    if (response) msg_destroy(response);
    if (request) msg_destroy(request);
    return WLS_INVALID;
  }
  const char *phrase = sip_status_phrase(status);
  /* takes both messages over */
  int result = nta_msg_mreply(loop->agent, response, sip_object(response), status, phrase ? phrase : "Unknown", request,
                              SIPTAG_TO(to), TAG_IF(loop->server, SIPTAG_SERVER(loop->server)),
                              TAG_IF(headers, SIPTAG_HEADER_STR(headers)), TAG_END());
  return result < 0 ? WLS_INVALID : WLS_OK;
}

/* Takes the message over, as nta wants it of its message callback. */
void wls_on_outside_request(wls_loop *loop, nta_agent_t *agent, msg_t *msg, sip_t *sip) {
  sip_method_t method = sip->sip_request->rq_method;
  bool goes_on = method != sip_method_ack; /* of a refusal, or of nothing */
  if (goes_on && wls_is_stranger(loop, msg))
    goes_on = loop->callbacks.stranger(loop->context, &(wls_message){.sip = sip, .msg = msg});
  int status = 0;
  const char *headers = NULL;
  if (goes_on && (sip->sip_to->a_tag || method == sip_method_cancel || method == sip_method_prack)) {
    status = 481;
  } else if (goes_on && method == sip_method_invite && sip->sip_require && sip_has_feature(sip->sip_require, "100rel")) {
    /* nta would run RFC 3262 for us half way, with asserts; RFC 3261 8.2.2.3 says how to decline. */
    status = 420;
    headers = "Unsupported: 100rel";
  }
  if (status) reply(loop, msg, sip, status, NULL, headers);
  if (status || !goes_on) {
    msg_destroy(msg);
    return;
  }
  nta_incoming_t *irq = nta_incoming_create(agent, NULL, msg, sip, TAG_END()); /* takes the message over */
  if (irq) wls_server_begin(loop, irq, sip);
}
