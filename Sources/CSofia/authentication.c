#include "internal.h"

#include <sofia-sip/auth_client.h>
#include <stdio.h>

struct wls_authentication {
  su_home_t *home;
  auth_client_t *challenges;
  char *username, *password;
  char *branch; /* of the first attempt */
  unsigned attempts;
  bool answered[2]; /* 401, 407 */
};

struct wls_authentication *wls_authentication_create(const char *username, const char *password) {
  struct wls_authentication *a = calloc(1, sizeof *a);
  if (!a) return NULL;
  a->home = su_home_new(sizeof *a->home);
  if (a->home) {
    a->username = su_strdup(a->home, username);
    a->password = su_strdup(a->home, password);
  }
  if (a->username && a->password) return a;
  wls_authentication_destroy(a);
  return NULL;
}

void wls_authentication_destroy(struct wls_authentication *a) {
  if (!a) return;
  if (a->home) su_home_unref(a->home);
  free(a);
}

/* A challenge may offer algorithms that are not known here beside one that is. */
static bool take_challenge(struct wls_authentication *a, msg_auth_t const *challenge, msg_hclass_t *class,
                           bool answered) {
  bool taken = false;
  for (msg_auth_t const *c = challenge; c; c = c->au_next) {
    char const *stale = msg_params_find(c->au_params, "stale=");
    /* The same credentials were refused: asking again would only be refused again. */
    if (answered && !(stale && su_casematch(stale, "true"))) continue;
    msg_auth_t one = *c;
    one.au_next = NULL;
    if (auc_challenge(&a->challenges, a->home, &one, class) >= 0) taken = true;
  }
  return taken && auc_all_credentials(&a->challenges, NULL, NULL, a->username, a->password) >= 0;
}

static msg_t *next_attempt(wls_client *client, nta_outgoing_t *orq) {
  struct wls_authentication *a = client->authentication;
  msg_t *old = nta_outgoing_getrequest(orq);
  msg_t *msg = old ? msg_copy(old) : NULL;
  if (old) msg_destroy(old);
  sip_t *sip = msg ? sip_object(msg) : NULL;
  if (!sip || !sip->sip_request) {
    if (msg) msg_destroy(msg);
    return NULL;
  }
  sip_method_t method = sip->sip_request->rq_method;
  char const *name = sip->sip_request->rq_method_name;
  while (sip->sip_via) sip_header_remove(msg, sip, (sip_header_t *)sip->sip_via);
  if (sip->sip_cseq) sip_header_remove(msg, sip, (sip_header_t *)sip->sip_cseq);
  sip_route_t const *route = NULL;
  if (nta_leg_get_route(client->dialog->leg, &route, NULL) >= 0 && route)
    while (sip->sip_route) sip_header_remove(msg, sip, (sip_header_t *)sip->sip_route);
  if (auc_authorization(&a->challenges, msg, (msg_pub_t *)sip, name, sip->sip_request->rq_url, sip->sip_payload) > 0 &&
      nta_msg_request_complete(msg, client->dialog->leg, method, name, NULL) >= 0)
    return msg;
  msg_destroy(msg);
  return NULL;
}

nta_outgoing_t *wls_authentication_retry(wls_client *client, nta_outgoing_t *orq, int status, sip_t const *sip) {
  struct wls_authentication *a = client->authentication;
  wls_dialog *dialog = client->dialog;
  if (!a || !dialog || !dialog->leg || client->cancelled || a->attempts >= 4) return NULL;
  bool proxy = status == 407;
  msg_auth_t const *challenge = proxy ? sip->sip_proxy_authenticate : sip->sip_www_authenticate;
  msg_hclass_t *class = proxy ? sip_proxy_authorization_class : sip_authorization_class;
  if (!challenge || !take_challenge(a, challenge, class, a->answered[proxy])) return NULL;
  if (!a->branch) a->branch = su_strdup(a->home, nta_outgoing_branch(orq));
  msg_t *msg = a->branch ? next_attempt(client, orq) : NULL;
  if (!msg) return NULL;
  char branch[256];
  snprintf(branch, sizeof branch, "%.240s.%u", a->branch, ++a->attempts);
  url_string_t *hop = client->next_hop ? URL_STRING_MAKE(client->next_hop) : wls_dialog_first_hop(dialog);
  nta_outgoing_t *again = nta_outgoing_mcreate(dialog->loop->agent, wls_on_response, client, hop, msg,
                                               NTATAG_BRANCH_KEY(branch), TAG_END());
  if (!again) {
    msg_destroy(msg);
    return NULL;
  }
  a->answered[proxy] = true;
  return again;
}
