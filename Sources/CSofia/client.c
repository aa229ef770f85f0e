#include "internal.h"

/* With strict routing the first route is the Request-URI and the place to send to; nta would take the second one
   when that happens to be a loose router. */
url_string_t *wls_dialog_first_hop(wls_dialog *dialog) {
  sip_route_t const *route = NULL;
  if (nta_leg_get_route(dialog->leg, &route, NULL) < 0 || !route) return NULL;
  bool loose = route->r_url->url_params && url_has_param(route->r_url, "lr");
  return loose ? NULL : (url_string_t *)route->r_url;
}

static bool takes_contact(sip_method_t method) {
  return method == sip_method_invite || method == sip_method_update || method == sip_method_subscribe ||
         method == sip_method_refer || method == sip_method_notify;
}

wls_client *wls_dialog_request(wls_dialog *dialog, const wls_request *request, int *error) {
  return wls_dialog_send(dialog, request, NULL, error);
}

wls_client *wls_dialog_send(wls_dialog *dialog, const wls_request *request, const wls_early_dialog *early, int *error) {
  *error = WLS_STATE;
  if (!dialog->leg || !request->method) return NULL;
  sip_method_t method = sip_method_code(request->method);
  if (method == sip_method_ack || method == sip_method_cancel || method == sip_method_invalid) return NULL;
  if (method == sip_method_prack && !early) return NULL;
  *error = WLS_NO_MEMORY;
  wls_client *client = calloc(1, sizeof *client);
  if (!client) return NULL;
  client->loop = dialog->loop;
  client->invite = method == sip_method_invite;
  client->acknowledged = !client->invite;
  if (request->username && request->password)
    client->authentication = wls_authentication_create(request->username, request->password);
  /* In a dialog the route set and the target decide; a hop from outside would break both. */
  const char *next_hop = dialog->established ? NULL : request->next_hop;
  if (next_hop) client->next_hop = strdup(next_hop);

  su_home_t home[1] = {SU_HOME_INIT(home)};
  su_home_init(home);
  url_t *uri = request->request_uri ? url_make(home, request->request_uri) : NULL;
  url_t *hop = next_hop ? url_make(home, next_hop) : NULL;
  if (uri) uri->url_headers = NULL; /* nta would add them to the request: not for a URI from outside */
  if (hop) hop->url_headers = NULL;
  sip_payload_t payload[1];
  bool has_body = request->body && request->body_length;
  if (has_body) {
    sip_payload_init(payload);
    payload->pl_data = (char *)request->body;
    payload->pl_len = (usize_t)request->body_length;
  }
  if ((request->request_uri && !wls_uri_is_usable(uri)) || (next_hop && !wls_uri_is_usable(hop)) ||
      (next_hop && !client->next_hop)) {
    *error = next_hop && !client->next_hop ? WLS_NO_MEMORY : WLS_INVALID;
  } else {
    *error = WLS_INVALID;
    client->orq = nta_outgoing_tcreate(
        dialog->leg, wls_on_response, client, hop ? (url_string_t *)hop : wls_dialog_first_hop(dialog), method,
        method == sip_method_unknown ? request->method : NULL, (url_string_t *)uri,
        TAG_IF(early, SIPTAG_TO(early ? early->to : NULL)), TAG_IF(early, SIPTAG_RACK(early ? early->rack : NULL)),
        TAG_IF(early && early->route, SIPTAG_ROUTE(early ? early->route : NULL)),
        TAG_IF(takes_contact(method), SIPTAG_CONTACT(dialog->contact)),
        TAG_IF(dialog->loop->user_agent, SIPTAG_USER_AGENT(dialog->loop->user_agent)),
        TAG_IF(client->invite && dialog->loop->allow, SIPTAG_ALLOW(dialog->loop->allow)),
        TAG_IF(request->headers, SIPTAG_HEADER_STR(request->headers)),
        TAG_IF(has_body && request->content_type, SIPTAG_CONTENT_TYPE_STR(request->content_type)),
        TAG_IF(has_body, SIPTAG_PAYLOAD(payload)), TAG_IF(request->branch, NTATAG_BRANCH_KEY(request->branch)),
        TAG_END());
  }
  su_home_deinit(home);
  if (!client->orq) {
    wls_authentication_destroy(client->authentication);
    free(client->next_hop);
    free(client);
    return NULL;
  }
  client->dialog = dialog;
  client->dialog_next = dialog->clients;
  dialog->clients = client;
  wls_link_insert(&dialog->loop->clients, &client->link);
  *error = WLS_OK;
  return client;
}

static wls_client *find_unacknowledged(wls_dialog *dialog, uint32_t cseq) {
  for (wls_client *c = dialog->clients; c; c = c->dialog_next)
    if (c->invite && c->orq && c->status >= 200 && c->status < 300 && nta_outgoing_cseq(c->orq) == cseq) return c;
  return NULL;
}

int wls_dialog_acknowledge(wls_dialog *dialog, uint32_t invite_cseq, const char *content_type, const void *body,
                           size_t length) {
  if (!dialog->leg) return WLS_STATE;
  /* nta asserts that the INVITE of an ACK is still there. Without it the ACK goes stateless: it is then not
     repeated when the 2xx is, and each repetition comes as a stray response. */
  wls_client *invite = find_unacknowledged(dialog, invite_cseq);
  sip_cseq_t cseq[1];
  sip_cseq_init(cseq);
  cseq->cs_seq = invite_cseq;
  cseq->cs_method = sip_method_ack;
  cseq->cs_method_name = sip_method_name_ack;
  sip_payload_t payload[1];
  bool has_body = body && length;
  if (has_body) {
    sip_payload_init(payload);
    payload->pl_data = (char *)body;
    payload->pl_len = (usize_t)length;
  }
  nta_outgoing_t *ack = nta_outgoing_tcreate(
      dialog->leg, NULL, NULL, wls_dialog_first_hop(dialog), SIP_METHOD_ACK, NULL, SIPTAG_CSEQ(cseq),
      TAG_IF(!invite, NTATAG_STATELESS(1)), TAG_IF(has_body && content_type, SIPTAG_CONTENT_TYPE_STR(content_type)),
      TAG_IF(has_body, SIPTAG_PAYLOAD(payload)), TAG_END());
  if (!ack) return WLS_INVALID;
  nta_outgoing_destroy(ack); /* nta keeps it for timer F to answer repeated 2xx */
  if (invite) {
    invite->acknowledged = true;
    wls_client_settle(invite);
  }
  return WLS_OK;
}

/* What came of such a CANCEL says whether the INVITE is known at all; nobody holds the transaction. */
static int on_cancel_answered(nta_outgoing_magic_t *magic, nta_outgoing_t *orq, sip_t const *sip) {
  wls_loop *loop = (wls_loop *)magic;
  if (nta_outgoing_status(orq) < 200) return 0;
  if (sip && sip->sip_call_id && sip->sip_to && sip->sip_from) {
    nta_leg_t *leg = nta_leg_by_dialog(loop->agent, NULL, sip->sip_call_id, sip->sip_to->a_tag, NULL,
                                       sip->sip_from->a_tag, NULL);
    wls_dialog *dialog = leg ? nta_leg_magic(leg, wls_on_dialog_request) : NULL;
    msg_t *msg = nta_outgoing_getresponse(orq);
    if (dialog && !dialog->finishing)
      loop->callbacks.stray(loop->context, dialog->owner, &(wls_message){.sip = sip, .msg = msg});
    if (msg) msg_destroy(msg);
  }
  nta_outgoing_destroy(orq);
  return 0;
}

int wls_dialog_cancel_unknown(wls_dialog *dialog, const char *request_uri, const char *next_hop,
                              uint32_t invite_cseq, const char *branch) {
  if (!dialog->leg || !branch || !*branch) return WLS_STATE;
  su_home_t home[1] = {SU_HOME_INIT(home)};
  su_home_init(home);
  url_t *uri = request_uri ? url_make(home, request_uri) : NULL;
  url_t *hop = next_hop ? url_make(home, next_hop) : NULL;
  int result = WLS_INVALID;
  if ((!request_uri || wls_uri_is_usable(uri)) && (!next_hop || wls_uri_is_usable(hop))) {
    sip_cseq_t cseq[1];
    sip_cseq_init(cseq);
    cseq->cs_seq = invite_cseq;
    cseq->cs_method = sip_method_cancel;
    cseq->cs_method_name = sip_method_name_cancel;
    nta_outgoing_t *cancel = nta_outgoing_tcreate(
        dialog->leg, on_cancel_answered, (nta_outgoing_magic_t *)dialog->loop, hop ? (url_string_t *)hop : wls_dialog_first_hop(dialog), SIP_METHOD_CANCEL,
        (url_string_t *)uri, SIPTAG_CSEQ(cseq), NTATAG_BRANCH_KEY(branch), TAG_END());
    if (cancel) result = WLS_OK;
  }
  su_home_deinit(home);
  return result;
}

void wls_client_set_owner(wls_client *client, void *owner) { client->owner = owner; }

int wls_client_cancel(wls_client *client, const char *headers) {
  if (!client->invite || !client->orq || client->status >= 200 || client->cancelled ||
      nta_outgoing_status(client->orq) >= 200)
    return WLS_STATE;
  client->cancelled = true;
  /* NULL also means "answered with 487 before it was sent": the response comes by itself either way. */
  nta_outgoing_tcancel(client->orq, NULL, NULL, TAG_IF(headers, SIPTAG_HEADER_STR(headers)), TAG_END());
  return WLS_OK;
}

uint32_t wls_client_cseq(const wls_client *client) { return nta_outgoing_cseq(client->orq); }

const char *wls_client_branch(const wls_client *client) { return nta_outgoing_branch(client->orq); }

int wls_client_status(const wls_client *client) { return client->status; }

static void dispose(wls_client *client) {
  if (client->dialog) {
    wls_client **slot = &client->dialog->clients;
    while (*slot && *slot != client) slot = &(*slot)->dialog_next;
    if (*slot) *slot = client->dialog_next;
  }
  wls_link_remove(&client->link);
  if (client->orq) {
    nta_outgoing_bind(client->orq, NULL, NULL);
    nta_outgoing_destroy(client->orq);
  }
  wls_authentication_destroy(client->authentication);
  free(client->next_hop);
  free(client);
}

void wls_client_settle(wls_client *client) {
  if (!client->released || client->callbacks) return;
  /* An INVITE that nobody holds any more must still be acknowledged, or refused, before it may go. */
  if (client->orq && (client->status < 200 || (client->dialog && !client->acknowledged))) return;
  dispose(client);
}

void wls_client_release(wls_client *client) {
  client->owner = NULL;
  client->released = true;
  wls_client_settle(client);
}

void wls_client_inert(wls_client *client) {
  bool waiting = client->orq && client->status < 200;
  if (client->orq) nta_outgoing_bind(client->orq, NULL, NULL);
  client->orq = NULL;
  void *owner = client->owner;
  if (waiting && owner) {
    client->owner = NULL; /* it releases the client, now or later */
    client->loop->callbacks.response(client->loop->context, owner, NULL, 0, true);
  } else {
    wls_client_settle(client);
  }
}

int wls_on_response(wls_client *client, nta_outgoing_t *orq, sip_t const *sip) {
  /* nta also hands on a provisional response that comes after the final one, with the final one's status. */
  if (!client || client->orq != orq || client->status >= 200) return 0;
  wls_loop *loop = client->loop;
  wls_dialog *dialog = client->dialog;
  int status = nta_outgoing_status(orq);
  bool local = nta_sip_is_internal(sip) != 0;
  if (status < 200 && sip && !wls_fork_takes(client, orq, sip)) return 0;
  if ((status == 401 || status == 407) && !local) {
    nta_outgoing_t *again = wls_authentication_retry(client, orq, status, sip);
    if (again) {
      client->orq = again;
      nta_outgoing_bind(orq, NULL, NULL);
      nta_outgoing_destroy(orq);
      return 0;
    }
  }
  client->status = status;
  client->callbacks++;
  msg_t *held = sip ? nta_outgoing_getresponse(orq) : NULL; /* the owner may end the transaction in its callback */
  if (status >= 200) {
    bool success = status < 300 && sip && !local;
    if (!client->invite || !success || !dialog) client->acknowledged = true;
    if (success && dialog && dialog->leg) {
      if (client->invite)
        wls_dialog_establish(dialog, sip);
      else if (nta_outgoing_method(orq) == sip_method_update)
        wls_dialog_refresh_target(dialog, sip->sip_contact);
    }
  }
  if (client->owner) {
    wls_message message = {.sip = sip, .msg = held};
    loop->callbacks.response(loop->context, client->owner, sip ? &message : NULL, status, local);
  }
  if (held) msg_destroy(held);
  dialog = client->dialog;
  bool finishing = dialog && dialog->finishing;
  if (finishing) wls_dialog_finish(dialog, client);
  client->callbacks--;
  wls_client_settle(client);
  if (finishing) wls_dialog_settle(dialog);
  return 0;
}
