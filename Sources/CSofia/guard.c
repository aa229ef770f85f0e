#include "internal.h"

#include <sofia-sip/msg_mclass.h>
#include <sofia-sip/msg_parser.h>

/* nta decides what happens to a message before any callback of ours, and two of its decisions must not be left
   to it. The parser's body hook runs when all headers have been read and nta has not seen the message yet. */

static msg_mclass_t *class;
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

static issize_t guard(msg_t *msg, msg_pub_t *pub, char bytes[], isize_t size, int end) {
  sip_t *sip = (sip_t *)pub;
  if (current && !(sip->sip_flags & MSG_FLG_BODY) && sip->sip_cseq && sip->sip_call_id && sip->sip_from &&
      sip->sip_to && sip->sip_via) {
    if (sip->sip_request && sip->sip_request->rq_method == sip_method_ack) {
      if (acknowledges_nothing(sip)) sip->sip_flags |= MSG_FLG_ERROR;
    } else if (sip->sip_status && sip->sip_status->st_status >= 200 && sip->sip_status->st_status < 300 &&
               sip->sip_cseq->cs_method == sip_method_invite) {
      if (answers_another_fork(msg, sip)) sip->sip_via->v_branch = "another-fork";
    }
  }
  return extract_body(msg, pub, bytes, size, end);
}

void wls_guard_initialize(void) {
  msg_mclass_t const *standard = sip_default_mclass();
  class = msg_mclass_clone(standard, 0, 0);
  if (!class) return;
  extract_body = class->mc_extract_body;
  class->mc_extract_body = guard;
}

msg_mclass_t const *wls_guard_class(void) { return class ? class : sip_default_mclass(); }
