#ifndef CSOFIA_INTERNAL_H
#define CSOFIA_INTERNAL_H

#include "csofia.h"

#define SU_ROOT_MAGIC_T struct wls_loop
#define SU_TIMER_ARG_T struct wls_timer
#define NTA_AGENT_MAGIC_T struct wls_loop
#define NTA_LEG_MAGIC_T struct wls_dialog
#define NTA_OUTGOING_MAGIC_T struct wls_client
#define NTA_INCOMING_MAGIC_T struct wls_server

#include <sofia-sip/su.h>
#include <sofia-sip/su_wait.h>
#include <sofia-sip/su_log.h>
#include <sofia-sip/su_string.h>
#include <sofia-sip/nta.h>
#include <sofia-sip/nta_stateless.h>
#include <sofia-sip/nta_tport.h>
#include <sofia-sip/sip.h>
#include <sofia-sip/sip_header.h>
#include <sofia-sip/sip_extra.h>
#include <sofia-sip/sip_parser.h>
#include <sofia-sip/sip_status.h>
#include <sofia-sip/sip_util.h>
#include <sofia-sip/msg.h>
#include <sofia-sip/msg_addr.h>
#include <sofia-sip/msg_header.h>
#include <sofia-sip/tport_tag.h>
#include <sofia-sip/url.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Every object is in a list of its loop, so that ending the loop can make the survivors inert. */
typedef struct wls_link {
  struct wls_link *next, **previous;
} wls_link;

static inline void wls_link_insert(wls_link **head, wls_link *link) {
  link->next = *head;
  link->previous = head;
  if (*head) (*head)->previous = &link->next;
  *head = link;
}

static inline void wls_link_remove(wls_link *link) {
  if (!link->previous) return;
  *link->previous = link->next;
  if (link->next) link->next->previous = link->previous;
  link->next = NULL;
  link->previous = NULL;
}

struct wls_loop {
  su_root_t *root;
  nta_agent_t *agent;
  int udp; /* -1: not found */
  wls_callbacks callbacks;
  void *context;
  su_home_t *home;
  sip_user_agent_t *user_agent;
  sip_server_t *server;
  sip_allow_t *allow;
  sip_contact_t *contact;
  unsigned port;
  uint8_t *known; /* sorted addresses of 16 bytes; NULL: nobody is a stranger */
  size_t known_count;
  uint64_t tag_seed;
  wls_link *dialogs, *clients, *servers, *timers;
};

typedef struct wls_fork wls_fork; /* an early dialog that sent a reliable provisional response */

struct wls_dialog {
  wls_link link; /* first: cast from wls_link */
  wls_loop *loop;
  nta_leg_t *leg; /* NULL: the loop has ended */
  void *owner;
  su_home_t *home;        /* only with a Contact of its own */
  sip_contact_t *contact; /* the loop's, or from home */
  wls_client *clients;    /* newest first */
  wls_server *servers;
  wls_fork *forks; /* NULL: none */
  bool established;
  bool finishing; /* destroyed by its owner, kept until nothing stands at the far side */
  bool ended;     /* BYE sent while finishing */
};

struct wls_client {
  wls_link link;
  wls_loop *loop;
  wls_dialog *dialog;      /* NULL: the dialog is gone */
  wls_client *dialog_next; /* in wls_dialog.clients */
  nta_outgoing_t *orq;     /* NULL: the loop has ended */
  void *owner;
  struct wls_authentication *authentication; /* NULL: no credentials given */
  char *next_hop;
  int status; /* the last seen */
  unsigned callbacks; /* depth; nothing is freed while > 0 */
  bool invite, released, cancelled;
  bool acknowledged; /* or nothing to acknowledge */
};

struct wls_server {
  wls_link link;
  wls_loop *loop;
  wls_dialog *dialog;
  wls_server *dialog_next;
  nta_incoming_t *irq; /* NULL: over, or the loop has ended */
  void *owner;
  unsigned callbacks;
  bool released;
  bool ended; /* a final response has left, or nta sends 487 */
};

struct wls_timer {
  wls_link link;
  wls_loop *loop;
  su_timer_t *timer; /* NULL: the loop has ended */
  void *owner;
};

void wls_clock_initialize(void);
void wls_guard_initialize(void);
msg_mclass_t const *wls_guard_class(void);
void wls_guard_enter(wls_loop *loop); /* this thread's loop */

void wls_trace_enter(wls_loop *loop); /* this thread's loop, when it is traced */
void wls_trace_piece(void *stream, char const *format, va_list arguments);

int wls_on_dialog_request(wls_dialog *dialog, nta_leg_t *leg, nta_incoming_t *irq, sip_t const *sip);
int wls_on_stray(wls_loop *loop, nta_agent_t *agent, msg_t *msg, sip_t *sip);
void wls_on_outside_request(wls_loop *loop, nta_agent_t *agent, msg_t *msg, sip_t *sip);
void wls_server_begin(wls_loop *loop, nta_incoming_t *irq, sip_t const *sip);
bool wls_is_stranger(const wls_loop *loop, msg_t *msg);

/* What a PRACK has that other requests take from the dialog; route and to only before that is established. */
typedef struct wls_early_dialog {
  sip_to_t const *to;
  sip_route_t const *route;
  sip_rack_t const *rack;
} wls_early_dialog;

wls_client *wls_dialog_send(wls_dialog *dialog, const wls_request *request, const wls_early_dialog *early, int *error);
/* False for a reliable response that is a repetition or out of order. */
bool wls_fork_takes(wls_client *invite, nta_outgoing_t *orq, sip_t const *sip);
/* Keeps the one of that tag if its last response waits for its PRACK. */
void wls_dialog_forget_forks(wls_dialog *dialog, const char *but);

void wls_dialog_settle(wls_dialog *dialog); /* a finishing dialog goes when nothing is left to do */
void wls_dialog_finish(wls_dialog *dialog, wls_client *client);
void wls_dialog_establish(wls_dialog *dialog, sip_t const *sip);
void wls_dialog_refresh_target(wls_dialog *dialog, sip_contact_t const *contact);
void wls_client_settle(wls_client *client); /* goes when nobody holds it and nothing is left to do */
void wls_client_inert(wls_client *client);
int wls_on_response(wls_client *client, nta_outgoing_t *orq, sip_t const *sip);
url_string_t *wls_dialog_first_hop(wls_dialog *dialog);
bool wls_uri_is_usable(url_t const *url);

struct wls_authentication *wls_authentication_create(const char *username, const char *password);
void wls_authentication_destroy(struct wls_authentication *authentication);
/* The transaction that takes over with credentials, NULL when the challenge is the final word. */
nta_outgoing_t *wls_authentication_retry(wls_client *client, nta_outgoing_t *orq, int status, sip_t const *sip);

#endif
