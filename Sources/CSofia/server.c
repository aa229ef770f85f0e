#include "internal.h"

static void settle(wls_server *server) {
  if (!server->released || server->callbacks) return;
  if (server->irq) {
    nta_incoming_bind(server->irq, NULL, NULL);
    nta_incoming_destroy(server->irq); /* answers 500 when nothing else was */
  }
  if (server->dialog) {
    wls_server **slot = &server->dialog->servers;
    while (*slot && *slot != server) slot = &(*slot)->dialog_next;
    if (*slot) *slot = server->dialog_next;
  }
  wls_link_remove(&server->link);
  free(server);
}

static void let_go(wls_server *server) {
  server->ended = true;
  if (!server->irq) return;
  nta_incoming_bind(server->irq, NULL, NULL);
  nta_incoming_destroy(server->irq);
  server->irq = NULL;
}

static int on_ack_or_cancel(wls_server *server, nta_incoming_t *irq, sip_t const *sip) {
  if (!server || server->irq != irq) return 0;
  wls_loop *loop = server->loop;
  server->callbacks++;
  if (!sip || !sip->sip_request) {
    let_go(server);
    if (server->owner) loop->callbacks.unacknowledged(loop->context, server->owner);
  } else {
    msg_t *held = nta_incoming_getrequest_ackcancel(irq);
    wls_message message = {.sip = sip, .msg = held};
    bool ack = sip->sip_request->rq_method == sip_method_ack;
    let_go(server);
    if (server->owner)
      (ack ? loop->callbacks.acknowledged : loop->callbacks.cancelled)(loop->context, server->owner, &message);
    if (held) msg_destroy(held);
  }
  server->callbacks--;
  settle(server);
  return 0;
}

static int refuse_extension(nta_incoming_t *irq) {
  /* nta would run RFC 3262 for us half way, with asserts; RFC 3261 8.2.2.3 says how to decline. */
  nta_incoming_treply(irq, SIP_420_BAD_EXTENSION, SIPTAG_UNSUPPORTED_STR("100rel"), TAG_END());
  nta_incoming_destroy(irq);
  return 0;
}

static int on_request(wls_loop *loop, wls_dialog *dialog, nta_incoming_t *irq, sip_t const *sip) {
  sip_method_t method = sip->sip_request->rq_method;
  if (method == sip_method_ack) { /* acknowledges nothing we know; without this it would stay for ever */
    nta_incoming_destroy(irq);
    return 0;
  }
  if (method == sip_method_cancel) return 481;
  if (method == sip_method_invite && sip->sip_require && sip_has_feature(sip->sip_require, "100rel"))
    return refuse_extension(irq);
  wls_server *server = calloc(1, sizeof *server);
  if (!server) return 500;
  server->loop = loop;
  server->dialog = dialog;
  server->irq = irq;
  if (dialog) {
    server->dialog_next = dialog->servers;
    dialog->servers = server;
  }
  wls_link_insert(&loop->servers, &server->link);
  nta_incoming_bind(irq, on_ack_or_cancel, server);
  server->callbacks++;
  msg_t *held = nta_incoming_getrequest(irq);
  loop->callbacks.request(loop->context, server, dialog ? dialog->owner : NULL,
                          &(wls_message){.sip = sip, .msg = held});
  if (held) msg_destroy(held);
  server->callbacks--;
  if (!server->owner) server->released = true; /* nobody took it */
  settle(server);
  return 0;
}

int wls_on_dialog_request(wls_dialog *dialog, nta_leg_t *leg, nta_incoming_t *irq, sip_t const *sip) {
  (void)leg;
  if (dialog->finishing && sip->sip_request->rq_method == sip_method_bye) return 200;
  if (dialog->finishing && sip->sip_request->rq_method != sip_method_ack) return 481;
  return on_request(dialog->loop, dialog, irq, sip);
}

void wls_server_begin(wls_loop *loop, nta_incoming_t *irq, sip_t const *sip) {
  int status = on_request(loop, NULL, irq, sip);
  if (status < 200) return;
  nta_incoming_treply(irq, status, NULL, TAG_END());
  nta_incoming_destroy(irq);
}

void wls_server_set_owner(wls_server *server, void *owner) { server->owner = owner; }

int wls_server_respond(wls_server *server, const wls_response *r) {
  nta_incoming_t *irq = server->irq;
  if (!irq || server->ended || nta_incoming_status(irq) >= 200) return WLS_STATE;
  if (r->status < 100 || r->status > 699) return WLS_INVALID;
  sip_method_t method = nta_incoming_method(irq);
  bool success = r->status >= 200 && r->status < 300;
  bool gives_contact = r->contact || (method == sip_method_invite && r->status > 100 && r->status < 300) ||
                       ((method == sip_method_update || method == sip_method_subscribe) && success);
  bool gives_allow = success && (method == sip_method_invite || method == sip_method_options);
  sip_payload_t payload[1];
  bool has_body = r->body && r->body_length;
  if (has_body) {
    sip_payload_init(payload);
    payload->pl_data = (char *)r->body;
    payload->pl_len = (usize_t)r->body_length;
  }
  const char *phrase = r->phrase ? r->phrase : sip_status_phrase(r->status);
  sip_contact_t *contact = server->dialog ? server->dialog->contact : server->loop->contact;
  int result = nta_incoming_treply(
      irq, r->status, phrase ? phrase : "Unknown", TAG_IF(r->contact, SIPTAG_CONTACT_STR(r->contact)),
      TAG_IF(gives_contact && !r->contact, SIPTAG_CONTACT(contact)),
      TAG_IF(server->loop->server, SIPTAG_SERVER(server->loop->server)),
      TAG_IF(gives_allow && server->loop->allow, SIPTAG_ALLOW(server->loop->allow)),
      TAG_IF(r->headers, SIPTAG_HEADER_STR(r->headers)),
      TAG_IF(has_body && r->content_type, SIPTAG_CONTENT_TYPE_STR(r->content_type)),
      TAG_IF(has_body, SIPTAG_PAYLOAD(payload)), TAG_END());
  if (r->status < 200) return result < 0 ? WLS_INVALID : WLS_OK;
  if (success && server->dialog && (method == sip_method_invite || method == sip_method_update)) {
    msg_t *request = nta_incoming_getrequest(irq);
    sip_t const *sip = request ? sip_object(request) : NULL;
    if (sip) wls_dialog_refresh_target(server->dialog, sip->sip_contact);
    if (request) msg_destroy(request);
  }
  /* Only the 2xx of an INVITE has something to wait for, its ACK; nta looks after everything else alone. */
  if (method != sip_method_invite || !success || result < 0) let_go(server);
  return result < 0 ? WLS_INVALID : WLS_OK;
}

const char *wls_server_tag(wls_server *server, const char *tag) {
  return server->irq ? nta_incoming_tag(server->irq, tag) : NULL;
}

const char *wls_server_method(const wls_server *server) {
  return server->irq ? nta_incoming_method_name(server->irq) : NULL;
}

uint32_t wls_server_cseq(const wls_server *server) { return server->irq ? nta_incoming_cseq(server->irq) : 0; }

int wls_server_status(const wls_server *server) { return server->irq ? nta_incoming_status(server->irq) : 0; }

void wls_server_release(wls_server *server) {
  server->owner = NULL;
  server->released = true;
  settle(server);
}
