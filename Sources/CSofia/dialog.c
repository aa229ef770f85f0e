#include "internal.h"

bool wls_uri_is_usable(url_t const *url) {
  return url && (url->url_type == url_sip || url->url_type == url_sips) && url->url_host && url->url_host[0];
}

static wls_dialog *create(wls_loop *loop, const char *contact) {
  wls_dialog *dialog = calloc(1, sizeof *dialog);
  if (!dialog) return NULL;
  dialog->loop = loop;
  dialog->contact = loop->contact;
  if (contact) {
    dialog->home = su_home_new(sizeof *dialog->home);
    dialog->contact = dialog->home ? sip_contact_make(dialog->home, contact) : NULL;
    if (!dialog->contact || !wls_uri_is_usable(dialog->contact->m_url)) {
      if (dialog->home) su_home_unref(dialog->home);
      free(dialog);
      return NULL;
    }
  }
  return dialog;
}

static wls_dialog *adopt(wls_dialog *dialog, nta_leg_t *leg) {
  if (!leg) {
    if (dialog->home) su_home_unref(dialog->home);
    free(dialog);
    return NULL;
  }
  dialog->leg = leg;
  wls_link_insert(&dialog->loop->dialogs, &dialog->link);
  return dialog;
}

static bool parses(const char *address) {
  su_home_t home[1] = {SU_HOME_INIT(home)};
  su_home_init(home);
  sip_from_t *from = address ? sip_from_make(home, address) : NULL;
  bool good = from && from->a_url->url_type > url_unknown && from->a_url->url_host;
  su_home_deinit(home);
  return good;
}

wls_dialog *wls_dialog_create(wls_loop *loop, const char *call_id, const char *local, const char *remote,
                              const char *contact, uint32_t local_cseq) {
  if (!loop->agent || !call_id || !*call_id || !parses(local) || !parses(remote)) return NULL;
  wls_dialog *dialog = create(loop, contact);
  if (!dialog) return NULL;
  sip_cseq_t cseq[1];
  sip_cseq_init(cseq);
  cseq->cs_seq = local_cseq;
  cseq->cs_method = sip_method_bye;
  cseq->cs_method_name = sip_method_name_bye;
  return adopt(dialog, nta_leg_tcreate(loop->agent, wls_on_dialog_request, dialog, SIPTAG_CALL_ID_STR(call_id),
                                       SIPTAG_FROM_STR(local), SIPTAG_TO_STR(remote),
                                       TAG_IF(local_cseq, SIPTAG_CSEQ(cseq)), TAG_END()));
}

static sip_contact_t const *usable(sip_contact_t const *contact) {
  return contact && wls_uri_is_usable(contact->m_url) ? contact : NULL;
}

wls_dialog *wls_dialog_accept(wls_server *server, const char *local_tag, const char *contact) {
  if (!server->irq || server->dialog) return server->dialog;
  wls_loop *loop = server->loop;
  const char *tag = nta_incoming_tag(server->irq, local_tag);
  if (!tag) return NULL;
  wls_dialog *dialog = create(loop, contact);
  if (!dialog) return NULL;
  msg_t *msg = nta_incoming_getrequest(server->irq);
  sip_t *sip = sip_object(msg);
  su_home_t home[1] = {SU_HOME_INIT(home)};
  su_home_init(home);
  sip_to_t *local = sip_to_dup(home, sip->sip_to);
  nta_leg_t *leg = NULL;
  if (local && sip_to_tag(home, local, tag) == 0)
    leg = nta_leg_tcreate(loop->agent, wls_on_dialog_request, dialog, SIPTAG_CALL_ID(sip->sip_call_id),
                          SIPTAG_FROM((sip_from_t *)local), SIPTAG_TO((sip_to_t *)sip->sip_from),
                          NTATAG_REMOTE_CSEQ(sip->sip_cseq->cs_seq), TAG_END());
  dialog = adopt(dialog, leg);
  if (dialog) {
    nta_leg_server_route(leg, sip->sip_record_route, usable(sip->sip_contact));
    dialog->established = true;
    server->dialog = dialog;
    server->dialog_next = dialog->servers;
    dialog->servers = server;
  }
  su_home_deinit(home);
  msg_destroy(msg);
  return dialog;
}

wls_dialog *wls_dialog_restore(wls_loop *loop, const wls_dialog_state *state) {
  if (!loop->agent || !state->call_id || !*state->call_id || !parses(state->local) || !parses(state->remote))
    return NULL;
  wls_dialog *dialog = create(loop, state->contact);
  if (!dialog) return NULL;
  /* SIPTAG_ROUTE would leave the leg in strict routing; a Record-Route in server order gives the same set. */
  su_home_t home[1] = {SU_HOME_INIT(home)};
  su_home_init(home);
  sip_cseq_t cseq[1];
  sip_cseq_init(cseq);
  cseq->cs_seq = state->local_cseq;
  cseq->cs_method = sip_method_bye;
  cseq->cs_method_name = sip_method_name_bye;
  bool has_route = state->route && *state->route, has_target = state->target && *state->target;
  sip_record_route_t *route = has_route ? sip_record_route_make(home, state->route) : NULL;
  sip_contact_t *target = has_target ? sip_contact_format(home, "<%s>", state->target) : NULL;
  nta_leg_t *leg = NULL;
  if ((!has_route || route) && (!has_target || usable(target)))
    leg = nta_leg_tcreate(loop->agent, wls_on_dialog_request, dialog, SIPTAG_CALL_ID_STR(state->call_id),
                          SIPTAG_FROM_STR(state->local), SIPTAG_TO_STR(state->remote),
                          TAG_IF(state->local_cseq, SIPTAG_CSEQ(cseq)), NTATAG_REMOTE_CSEQ(state->remote_cseq),
                          TAG_END());
  dialog = adopt(dialog, leg);
  if (dialog && (has_target || has_route)) {
    nta_leg_server_route(leg, route, target);
    dialog->established = nta_leg_get_rtag(leg) != NULL;
  }
  su_home_deinit(home);
  return dialog;
}

void wls_dialog_set_owner(wls_dialog *dialog, void *owner) { dialog->owner = owner; }

static void dispose(wls_dialog *dialog) {
  for (wls_client *c = dialog->clients, *next; c; c = next) {
    next = c->dialog_next;
    c->dialog = NULL, c->dialog_next = NULL;
  }
  for (wls_server *s = dialog->servers, *next; s; s = next) {
    next = s->dialog_next;
    s->dialog = NULL, s->dialog_next = NULL;
  }
  wls_dialog_forget_forks(dialog, NULL);
  if (dialog->leg) nta_leg_destroy(dialog->leg);
  wls_link_remove(&dialog->link);
  if (dialog->home) su_home_unref(dialog->home);
  free(dialog);
}

void wls_dialog_settle(wls_dialog *dialog) {
  if (!dialog->finishing) return;
  if (dialog->leg)
    for (wls_client *c = dialog->clients; c; c = c->dialog_next)
      if (c->orq && (c->status < 200 || !c->acknowledged || c->callbacks)) return;
  dispose(dialog);
}

static void end(wls_dialog *dialog, wls_client *invite) {
  invite->acknowledged = true;
  wls_dialog_acknowledge(dialog, wls_client_cseq(invite), NULL, NULL, 0);
  if (dialog->ended) return;
  dialog->ended = true;
  int error;
  wls_client *bye = wls_dialog_request(dialog, &(wls_request){.method = "BYE"}, &error);
  if (bye) bye->released = true;
}

void wls_dialog_finish(wls_dialog *dialog, wls_client *client) {
  if (client->invite && client->status >= 200 && client->status < 300 && !client->acknowledged) end(dialog, client);
}

void wls_dialog_destroy(wls_dialog *dialog) {
  dialog->owner = NULL;
  if (dialog->finishing) return;
  dialog->finishing = true;
  if (!dialog->leg) {
    dispose(dialog);
    return;
  }
  for (wls_client *c = dialog->clients, *next; c; c = next) {
    next = c->dialog_next; /* an INVITE nobody holds goes with its ACK */
    if (!c->invite || !c->orq) continue;
    if (c->status < 200)
      wls_client_cancel(c, NULL);
    else
      wls_dialog_finish(dialog, c);
  }
  /* Each call may release the transaction and with it change the list, so the search starts over. */
  for (wls_client *c = dialog->clients; c;) {
    if (c->owner && c->status < 200) {
      void *owner = c->owner;
      c->owner = NULL;
      dialog->loop->callbacks.response(dialog->loop->context, owner, NULL, 0, true);
      c = dialog->clients;
    } else {
      c = c->dialog_next;
    }
  }
  wls_dialog_settle(dialog);
}

/* The 2xx of a fork that lost: a dialog of its own, finished at once. */
static void end_fork(wls_loop *loop, sip_t const *sip) {
  wls_dialog *dialog = create(loop, NULL);
  if (!dialog) return;
  sip_cseq_t cseq = *sip->sip_cseq;
  dialog = adopt(dialog, nta_leg_tcreate(loop->agent, wls_on_dialog_request, dialog,
                                         SIPTAG_CALL_ID(sip->sip_call_id), SIPTAG_FROM(sip->sip_from),
                                         SIPTAG_TO(sip->sip_to), SIPTAG_CSEQ(&cseq), TAG_END()));
  if (!dialog) return;
  dialog->finishing = dialog->established = dialog->ended = true;
  nta_leg_client_reroute(dialog->leg, sip->sip_record_route, usable(sip->sip_contact), 1);
  wls_dialog_acknowledge(dialog, sip->sip_cseq->cs_seq, NULL, NULL, 0);
  int error;
  wls_client *bye = wls_dialog_request(dialog, &(wls_request){.method = "BYE"}, &error);
  if (bye) bye->released = true;
  wls_dialog_settle(dialog);
}

/* A final failure of an INVITE that left before a restart: without an ACK the peer repeats it for 32 s. */
static void acknowledge_failure(wls_dialog *dialog, sip_t const *sip) {
  sip_cseq_t cseq[1];
  sip_cseq_init(cseq);
  cseq->cs_seq = sip->sip_cseq->cs_seq;
  cseq->cs_method = sip_method_ack;
  cseq->cs_method_name = sip_method_name_ack;
  nta_outgoing_t *ack = nta_outgoing_tcreate(
      dialog->leg, NULL, NULL, wls_dialog_first_hop(dialog), SIP_METHOD_ACK, NULL, SIPTAG_TO(sip->sip_to),
      SIPTAG_CSEQ(cseq), NTATAG_BRANCH_KEY(sip->sip_via->v_branch), NTATAG_STATELESS(1), TAG_END());
  if (ack) nta_outgoing_destroy(ack);
}

int wls_on_stray(wls_loop *loop, nta_agent_t *agent, msg_t *msg, sip_t *sip) {
  if (sip && sip->sip_request) {
    wls_on_outside_request(loop, agent, msg, sip);
    return 0;
  }
  if (sip && sip->sip_status && sip->sip_cseq && sip->sip_call_id && sip->sip_to && sip->sip_from && sip->sip_via) {
    int status = sip->sip_status->st_status;
    nta_leg_t *leg =
        nta_leg_by_dialog(agent, NULL, sip->sip_call_id, sip->sip_to->a_tag, NULL, sip->sip_from->a_tag, NULL);
    wls_dialog *dialog = leg ? nta_leg_magic(leg, wls_on_dialog_request) : NULL;
    bool invite = sip->sip_cseq->cs_method == sip_method_invite;
    if (invite && status >= 300 && dialog) acknowledge_failure(dialog, sip);
    if (invite && status >= 200 && status < 300 && dialog && dialog->finishing)
      wls_dialog_acknowledge(dialog, sip->sip_cseq->cs_seq, NULL, NULL, 0);
    else if (invite && status >= 200 && status < 300 && su_strmatch(sip->sip_via->v_branch, "another-fork") && !dialog)
      end_fork(loop, sip);
    else if (!dialog || !dialog->finishing)
      loop->callbacks.stray(loop->context, dialog ? dialog->owner : NULL, &(wls_message){.sip = sip, .msg = msg});
  }
  msg_destroy(msg);
  return 0;
}

void wls_dialog_establish(wls_dialog *dialog, sip_t const *sip) {
  if (!dialog->established && sip->sip_to->a_tag) nta_leg_rtag(dialog->leg, sip->sip_to->a_tag);
  nta_leg_client_reroute(dialog->leg, sip->sip_record_route, usable(sip->sip_contact), !dialog->established);
  dialog->established = true;
  wls_dialog_forget_forks(dialog, sip->sip_to->a_tag);
}

int wls_dialog_take_stray(wls_dialog *dialog, const wls_message *m) {
  sip_t const *sip = m->sip;
  if (!dialog->leg || !sip->sip_status || !sip->sip_to) return WLS_STATE;
  wls_dialog_establish(dialog, sip);
  return WLS_OK;
}

void wls_dialog_refresh_target(wls_dialog *dialog, sip_contact_t const *contact) {
  if (dialog->leg && usable(contact)) nta_leg_server_route(dialog->leg, NULL, contact);
}

bool wls_dialog_is_alive(const wls_dialog *dialog) { return dialog->leg != NULL; }

bool wls_dialog_is_established(const wls_dialog *dialog) { return dialog->established; }

const char *wls_dialog_remote_tag(const wls_dialog *dialog) { return dialog->leg ? nta_leg_get_rtag(dialog->leg) : NULL; }

uint32_t wls_dialog_local_cseq(const wls_dialog *dialog) { return dialog->leg ? nta_leg_get_seq(dialog->leg) : 0; }

uint32_t wls_dialog_remote_cseq(const wls_dialog *dialog) { return dialog->leg ? nta_leg_get_rseq(dialog->leg) : 0; }

long wls_dialog_route(const wls_dialog *dialog, char *buffer, size_t size) {
  sip_route_t const *route = NULL;
  if (!dialog->leg || nta_leg_get_route(dialog->leg, &route, NULL) < 0 || !route) return -1;
  size_t used = 0;
  for (sip_route_t const *r = route; r; r = r->r_next) {
    char one[2048];
    issize_t n = sip_header_field_e(one, sizeof one, (sip_header_t const *)r, 0);
    if (n < 0 || (size_t)n >= sizeof one) return -1;
    size_t separator = used ? 2 : 0;
    if (buffer && used + separator + (size_t)n < size) {
      memcpy(buffer + used, ", ", separator);
      memcpy(buffer + used + separator, one, (size_t)n + 1);
    }
    used += separator + (size_t)n;
  }
  return (long)used;
}

long wls_dialog_target(const wls_dialog *dialog, char *buffer, size_t size) {
  sip_contact_t const *target = NULL;
  if (!dialog->leg || nta_leg_get_route(dialog->leg, NULL, &target) < 0 || !target) return -1;
  return (long)url_e(buffer, buffer ? size : 0, target->m_url);
}
