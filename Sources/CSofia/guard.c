#define _GNU_SOURCE /* memmem */
#include "internal.h"

#include <sofia-sip/msg_buffer.h>
#include <sofia-sip/msg_mclass.h>
#include <sofia-sip/msg_parser.h>

/* nta decides what happens to a message before any callback of ours, and some of its decisions must not be left
   to it. The parser's body hook runs when all headers have been read and nta has not seen the message yet. */

static msg_mclass_t *class;
static struct msg_hclass_s request_class;
static issize_t (*extract_body)(msg_t *, msg_pub_t *, char[], isize_t, int);
static _Thread_local wls_loop *current;

void wls_guard_enter(wls_loop *loop) { current = loop; }

/* incoming_ack() asserts that an INVITE which an ACK matches was answered. When sending the answer failed, as it
   does for a Via or a source with port 0, it was not. */
static bool acknowledges_nothing(sip_t const *sip) {
  sip_t invite = *sip;
  sip_cseq_t cseq = *sip->sip_cseq;
  cseq.cs_method = sip_method_invite;
  cseq.cs_method_name = "INVITE";
  invite.sip_cseq = &cseq;
  nta_incoming_t *irq = nta_incoming_find(current->agent, &invite, sip->sip_via);
  return irq && nta_incoming_status(irq) < 200;
}

/* nta answers the 2xx of a further fork with an ACK and one unrepeated BYE; if that is lost the phone stays in a
   call with nobody. An unknown branch makes the response a stray one, which the dialog code ends properly. */
static bool answers_another_fork(msg_t const *msg, sip_t const *sip) {
  nta_outgoing_t *orq = nta_outgoing_find(current->agent, msg, sip, sip->sip_via);
  if (!orq || nta_outgoing_method(orq) != sip_method_invite) return false;
  int status = nta_outgoing_status(orq);
  if (status < 200 || status >= 300) return false;
  nta_leg_t *leg = nta_leg_by_dialog(current->agent, NULL, sip->sip_call_id, sip->sip_to->a_tag, NULL,
                                     sip->sip_from->a_tag, NULL);
  wls_dialog *dialog = leg ? nta_leg_magic(leg, wls_on_dialog_request) : NULL;
  return !dialog || dialog->finishing;
}

/* nta answers what it cannot read with 400, 413 or 505. Of strangers, who may have forged their address, it is let fall:
   without a start line it is no message. */
static bool is_a_strangers_nonsense(msg_t *msg, sip_t const *sip) {
  if (!wls_is_stranger(current, msg)) return false;
  return sip->sip_error || (sip->sip_flags & (MSG_FLG_ERROR | MSG_FLG_TOOLARGE)) || sip_sanity_check(sip) < 0 ||
         !su_casematch(sip->sip_request->rq_version, sip_version_2_0);
}

/* Where the headers end; NULL if they do not, or if the parser would stop before. */
static char const *end_of_headers(char const *text, char const *end) {
  if (text >= end) return NULL;
  char const *found = memmem(text, (size_t)(end - text), "\n\r\n", 3);
  if (!found) found = memmem(text, (size_t)(end - text), "\n\n", 2);
  return found && !memchr(text, 0, (size_t)(found - text)) ? found : NULL;
}

/* Reads the request line. A datagram whose headers have no end is nonsense as well, and never comes to the body hook. */
static issize_t parse_request(su_home_t *home, msg_header_t *header, char *line, isize_t length) {
  header->sh_class = (msg_hclass_t *)sip_request_class; /* nobody is to see the one that led here */
  msg_t *msg = (msg_t *)home;
  su_addrinfo_t const *info = msg_addrinfo(msg);
  char const *start = msg_buf_committed_data(msg), *rest = line + length + 1;
  if (current && start && rest > start && info && info->ai_socktype == SOCK_DGRAM && wls_is_stranger(current, msg) &&
      !end_of_headers(rest, start + msg_buf_committed(msg)))
    return -1;
  return sip_request_class->hc_parse(home, header, line, length);
}

static issize_t guard(msg_t *msg, msg_pub_t *pub, char bytes[], isize_t size, int end) {
  sip_t *sip = (sip_t *)pub;
  if (current && sip->sip_request && !(sip->sip_flags & MSG_FLG_BODY) && is_a_strangers_nonsense(msg, sip))
    sip->sip_request = NULL;
  if (current && !(sip->sip_flags & MSG_FLG_BODY) && sip->sip_cseq && sip->sip_call_id && sip->sip_from &&
      sip->sip_to && sip->sip_via) {
    if (sip->sip_request && sip->sip_request->rq_method == sip_method_ack) {
      if (acknowledges_nothing(sip)) sip->sip_flags |= MSG_FLG_ERROR;
    } else if (sip->sip_status && sip->sip_status->st_status >= 200 && sip->sip_status->st_status < 300 &&
               sip->sip_cseq->cs_method == sip_method_invite) {
      if (answers_another_fork(msg, sip)) sip->sip_via->v_branch = "another-fork";
    }
  }
  issize_t taken = extract_body(msg, pub, bytes, size, end);
  /* A body that was cut short shows only now. */
  if (current && sip->sip_request && (taken < 0 || (sip->sip_flags & MSG_FLG_ERROR)) && wls_is_stranger(current, msg))
    sip->sip_request = NULL;
  return taken;
}

void wls_guard_initialize(void) {
  msg_mclass_t const *standard = sip_default_mclass();
  class = msg_mclass_clone(standard, 0, 0);
  if (!class) return;
  extract_body = class->mc_extract_body;
  class->mc_extract_body = guard;
  request_class = *sip_request_class;
  request_class.hc_parse = parse_request;
  class->mc_request->hr_class = &request_class;
}

msg_mclass_t const *wls_guard_class(void) { return class ? class : sip_default_mclass(); }
