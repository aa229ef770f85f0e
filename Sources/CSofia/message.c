#include "internal.h"

#include <arpa/inet.h>
#include <stdio.h>

static sip_t const *sip_of(const wls_message *m) { return m->sip; }

int wls_message_status(const wls_message *m) {
  return sip_of(m)->sip_status ? sip_of(m)->sip_status->st_status : 0;
}

const char *wls_message_phrase(const wls_message *m) {
  return sip_of(m)->sip_status ? sip_of(m)->sip_status->st_phrase : NULL;
}

const char *wls_message_method(const wls_message *m) {
  sip_t const *sip = sip_of(m);
  if (sip->sip_request) return sip->sip_request->rq_method_name;
  return sip->sip_cseq ? sip->sip_cseq->cs_method_name : NULL;
}

uint32_t wls_message_cseq(const wls_message *m) { return sip_of(m)->sip_cseq ? sip_of(m)->sip_cseq->cs_seq : 0; }

const char *wls_message_call_id(const wls_message *m) {
  return sip_of(m)->sip_call_id ? sip_of(m)->sip_call_id->i_id : NULL;
}

const char *wls_message_from_tag(const wls_message *m) {
  return sip_of(m)->sip_from ? sip_of(m)->sip_from->a_tag : NULL;
}

const char *wls_message_to_tag(const wls_message *m) { return sip_of(m)->sip_to ? sip_of(m)->sip_to->a_tag : NULL; }

static uint32_t seconds(unsigned long delta) { return delta > INT32_MAX ? INT32_MAX : (uint32_t)delta; }

void wls_message_session(const wls_message *m, wls_session *session) {
  sip_t const *sip = sip_of(m);
  memset(session, 0, sizeof *session);
  if (sip->sip_session_expires) {
    char const *refresher = sip->sip_session_expires->x_refresher;
    session->has_expires = true;
    session->expires = seconds(sip->sip_session_expires->x_delta);
    session->refresher = !refresher ? 0 : su_casematch(refresher, "uac") ? 1 : su_casematch(refresher, "uas") ? 2 : 0;
  }
  if (sip->sip_min_se) {
    session->has_minimum = true;
    session->minimum = seconds(sip->sip_min_se->min_delta);
  }
  session->supports_timer = sip->sip_supported && sip_has_feature(sip->sip_supported, "timer");
  session->has_allow = sip->sip_allow != NULL;
  session->allows_update = sip->sip_allow && sip_is_allowed(sip->sip_allow, SIP_METHOD_UPDATE);
}

const char *wls_message_content_type(const wls_message *m) {
  return sip_of(m)->sip_content_type ? sip_of(m)->sip_content_type->c_type : NULL;
}

const void *wls_message_body(const wls_message *m, size_t *length) {
  sip_payload_t const *payload = sip_of(m)->sip_payload;
  *length = payload ? payload->pl_len : 0;
  return payload ? payload->pl_data : NULL;
}

static long copy(const char *text, char *buffer, size_t size) {
  if (!text) return -1;
  size_t length = strlen(text);
  if (buffer && length < size) memcpy(buffer, text, length + 1);
  return (long)length;
}

/* Sofia's standard message class keeps these headers as unknown ones, so that nobody pays for them unread. */
static sip_p_asserted_identity_t *asserted(sip_t const *sip, su_home_t *home) {
  sip_p_asserted_identity_t *first = NULL;
  for (sip_unknown_t const *u = sip->sip_unknown; u; u = u->un_next) {
    if (!u->un_name || !u->un_value || !su_casematch(u->un_name, "P-Asserted-Identity")) continue;
    sip_p_asserted_identity_t *list = sip_p_asserted_identity_make(home, u->un_value);
    for (sip_p_asserted_identity_t *p = list; p; p = p->paid_next) {
      if (wls_uri_is_usable(p->paid_url)) return p;
      if (!first) first = p;
    }
  }
  return first;
}

long wls_message_uri(const wls_message *m, enum wls_uri which, char *buffer, size_t size) {
  sip_t const *sip = sip_of(m);
  url_t const *url = NULL;
  su_home_t home[1] = {SU_HOME_INIT(home)};
  su_home_init(home);
  sip_p_asserted_identity_t *identity;
  switch (which) {
    case WLS_REQUEST_URI: url = sip->sip_request ? sip->sip_request->rq_url : NULL; break;
    case WLS_FROM: url = sip->sip_from ? sip->sip_from->a_url : NULL; break;
    case WLS_TO: url = sip->sip_to ? sip->sip_to->a_url : NULL; break;
    case WLS_CONTACT: url = sip->sip_contact ? sip->sip_contact->m_url : NULL; break;
    case WLS_P_ASSERTED_IDENTITY:
      identity = asserted(sip, home);
      url = identity ? identity->paid_url : NULL;
      break;
  }
  long result = url ? (long)url_e(buffer, buffer ? size : 0, url) : -1;
  su_home_deinit(home);
  return result;
}

long wls_message_display(const wls_message *m, enum wls_uri which, char *buffer, size_t size) {
  sip_t const *sip = sip_of(m);
  char const *display = NULL;
  su_home_t home[1] = {SU_HOME_INIT(home)};
  su_home_init(home);
  sip_p_asserted_identity_t *identity;
  switch (which) {
    case WLS_FROM: display = sip->sip_from ? sip->sip_from->a_display : NULL; break;
    case WLS_TO: display = sip->sip_to ? sip->sip_to->a_display : NULL; break;
    case WLS_CONTACT: display = sip->sip_contact ? sip->sip_contact->m_display : NULL; break;
    case WLS_P_ASSERTED_IDENTITY:
      identity = asserted(sip, home);
      display = identity ? identity->paid_display : NULL;
      break;
    case WLS_REQUEST_URI: break;
  }
  long result = display && *display ? copy(display, buffer, size) : -1;
  su_home_deinit(home);
  return result;
}

long wls_message_header(const wls_message *m, const char *name, unsigned index, char *buffer, size_t size) {
  sip_t const *sip = sip_of(m);
  unsigned seen = 0;
  for (sip_unknown_t const *u = sip->sip_unknown; u; u = u->un_next)
    if (u->un_name && su_casematch(u->un_name, name) && seen++ == index) return copy(u->un_value, buffer, size);
  if (!m->msg) return -1;
  for (msg_header_t const *h = (msg_header_t const *)msg_chain_head((msg_t *)m->msg); h; h = h->sh_succ) {
    char const *own = h->sh_class ? h->sh_class->hc_name : NULL;
    if (!own || !su_casematch(own, name) || seen++ != index) continue;
    issize_t n = msg_header_field_e(buffer, buffer ? size : 0, h, 0);
    return n < 0 ? -1 : (long)n;
  }
  return -1;
}

long wls_message_source(const wls_message *m, char *buffer, size_t size) {
  if (!m->msg) return -1;
  su_sockaddr_t const *from = msg_addr((msg_t *)m->msg);
  char address[SU_ADDRSIZE], text[SU_ADDRSIZE + 16];
  if (!from || !su_inet_ntop(from->su_family, SU_ADDR(from), address, sizeof address)) return -1;
  snprintf(text, sizeof text, from->su_family == AF_INET6 ? "[%s]:%u" : "%s:%u", address, ntohs(from->su_port));
  return copy(text, buffer, size);
}

bool wls_message_is_tcp(const wls_message *m) {
  su_addrinfo_t const *info = m->msg ? msg_addrinfo((msg_t *)m->msg) : NULL;
  return info && info->ai_socktype == SOCK_STREAM;
}
