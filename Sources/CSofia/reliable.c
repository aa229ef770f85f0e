#include "internal.h"

/* Reliable provisional responses on the caller's side (RFC 3262, section 4). nta keeps one RSeq per INVITE, and once it
   knows one it drops what other forks send, which number their responses for themselves. So it is never told of any, and
   hands on each response and each repetition; the order is kept here, fork by fork. */

enum { most_forks = 16 }; /* more are not believed: whoever answers the INVITE decides how many there are */

struct wls_fork {
  wls_fork *next;
  su_home_t *home;
  sip_to_t *to;       /* with the fork's tag */
  sip_route_t *route; /* in our order */
  char *target;       /* its Contact, or the INVITE's Request-URI */
  char *hop;          /* NULL: the route or the target decides */
  uint32_t cseq;      /* the INVITE's */
  uint32_t rseq;      /* of the last response that was taken */
  bool acknowledged;
};

static uint32_t rseq_of(sip_t const *sip) {
  bool provisional = sip->sip_status && sip->sip_status->st_status > 100 && sip->sip_status->st_status < 200;
  if (!provisional || !sip->sip_rseq || !sip->sip_to || !sip->sip_to->a_tag || !sip->sip_cseq) return 0;
  return sip->sip_require && sip_has_feature(sip->sip_require, "100rel") ? sip->sip_rseq->rs_response : 0;
}

uint32_t wls_message_rseq(const wls_message *m) { return rseq_of(m->sip); }

static wls_fork **find(wls_dialog *dialog, const char *tag, unsigned *count) {
  wls_fork **slot = &dialog->forks;
  for (*count = 0; *slot; slot = &(*slot)->next, ++*count)
    if (su_casematch((*slot)->to->a_tag, tag)) break;
  return slot;
}

/* The early dialog that a response makes (RFC 3261, 12.1.2). */
static wls_fork *create(wls_client *invite, nta_outgoing_t *orq, sip_t const *sip) {
  su_home_t *home = su_home_new(sizeof *home);
  if (!home) return NULL;
  wls_fork *fork = su_zalloc(home, sizeof *fork);
  sip_contact_t const *contact = sip->sip_contact;
  bool has_target = contact && wls_uri_is_usable(contact->m_url);
  url_t const *target = has_target ? contact->m_url : (url_t const *)nta_outgoing_request_uri(orq);
  if (fork) {
    fork->home = home;
    fork->to = sip_to_dup(home, sip->sip_to);
    fork->target = target ? url_as_string(home, target) : NULL;
    if (sip->sip_record_route) fork->route = sip_route_reverse(home, sip->sip_record_route);
    fork->cseq = sip->sip_cseq->cs_seq;
  }
  if (!fork || !fork->to || !fork->target || (sip->sip_record_route && !fork->route)) {
    su_home_unref(home);
    return NULL;
  }
  sip_route_t *first = fork->route;
  if (first && !(first->r_url->url_params && url_has_param(first->r_url, "lr"))) {
    /* A strict router is the Request-URI, and the target ends the route (RFC 3261, 12.2.1.1). */
    sip_route_t **last = &first->r_next;
    while (*last) last = &(*last)->r_next;
    *last = sip_route_format(home, "<%s>", fork->target);
    fork->target = url_as_string(home, first->r_url);
    fork->hop = fork->target;
    fork->route = first->r_next;
  } else if (!first && !has_target && invite->next_hop) {
    fork->hop = su_strdup(home, invite->next_hop);
  }
  return fork;
}

bool wls_fork_takes(wls_client *invite, nta_outgoing_t *orq, sip_t const *sip) {
  uint32_t rseq = rseq_of(sip);
  wls_dialog *dialog = invite->dialog;
  if (!rseq || !dialog || !invite->invite) return true;
  unsigned count;
  wls_fork **slot = find(dialog, sip->sip_to->a_tag, &count);
  wls_fork *fork = *slot;
  if (!fork) {
    if (count >= most_forks || !(fork = create(invite, orq, sip))) return false;
    *slot = fork;
  } else if (sip->sip_cseq->cs_seq == fork->cseq) {
    /* A repetition, or one that overtook another or our PRACK: it is sent again until its PRACK comes. */
    if (!fork->acknowledged || rseq != fork->rseq + 1) return false;
  }
  fork->cseq = sip->sip_cseq->cs_seq;
  fork->rseq = rseq;
  fork->acknowledged = false;
  return true;
}

wls_client *wls_dialog_acknowledge_provisional(wls_dialog *dialog, const char *tag, uint32_t rseq,
                                               const wls_request *request, int *error) {
  *error = WLS_STATE;
  if (!dialog->leg || !tag) return NULL;
  unsigned count;
  wls_fork *fork = *find(dialog, tag, &count);
  if (!fork || fork->acknowledged || fork->rseq != rseq) return NULL;
  const char *established = dialog->established ? nta_leg_get_rtag(dialog->leg) : NULL;
  if (established && !su_casematch(established, tag)) return NULL;
  sip_rack_t rack[1];
  sip_rack_init(rack);
  rack->ra_response = rseq;
  rack->ra_cseq = fork->cseq;
  rack->ra_method = sip_method_invite;
  rack->ra_method_name = sip_method_name_invite;
  wls_request prack = *request;
  prack.method = "PRACK";
  prack.request_uri = established ? NULL : fork->target;
  prack.next_hop = established ? NULL : fork->hop;
  wls_early_dialog early = {.to = fork->to, .route = established ? NULL : fork->route, .rack = rack};
  wls_client *client = wls_dialog_send(dialog, &prack, &early, error);
  if (client) fork->acknowledged = true;
  return client;
}

void wls_dialog_forget_forks(wls_dialog *dialog, const char *but) {
  wls_fork *kept = NULL;
  for (wls_fork *fork = dialog->forks, *next; fork; fork = next) {
    next = fork->next;
    if (but && !fork->acknowledged && su_casematch(fork->to->a_tag, but)) {
      fork->next = NULL;
      kept = fork;
    } else {
      su_home_unref(fork->home);
    }
  }
  dialog->forks = kept;
}
