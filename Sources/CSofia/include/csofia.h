/* A shim over Sofia-SIP's nta: what Swift cannot call (tag lists, macros) and the checks that keep Sofia's
   asserts, which stay compiled in, from ending the process. Everything runs on the loop's own thread except
   wls_loop_wake. Strings are UTF-8 and NUL-terminated; a NULL string means "absent". */
#ifndef CSOFIA_H
#define CSOFIA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct wls_loop wls_loop;     /* one su_root and one nta_agent */
typedef struct wls_dialog wls_dialog; /* nta_leg_t */
typedef struct wls_client wls_client; /* nta_outgoing_t other than ACK */
typedef struct wls_server wls_server; /* nta_incoming_t */
typedef struct wls_timer wls_timer;   /* su_timer_t */

/* Borrowed: valid only inside the callback that handed it out. */
typedef struct wls_message {
  const void *sip;
  const void *msg;
} wls_message;

/* `owner` is whatever wls_*_set_owner gave, NULL when nothing was given. */
typedef struct wls_callbacks {
  /* status 0 and no message: the transaction was given up with its dialog, nothing more will come. */
  void (*response)(void *context, void *owner, const wls_message *message, int status, bool local);
  /* A request outside any dialog from an address that is not known. True: it becomes a server transaction as any
     other; false: it is gone, answered by wls_message_answer or not at all. */
  bool (*stranger)(void *context, const wls_message *message);
  void (*request)(void *context, wls_server *server, void *dialog_owner, const wls_message *message);
  void (*acknowledged)(void *context, void *owner, const wls_message *message);
  void (*cancelled)(void *context, void *owner, const wls_message *message);
  void (*unacknowledged)(void *context, void *owner);
  void (*stray)(void *context, void *dialog_owner, const wls_message *message);
  void (*released)(void *context, void *owner); /* a server transaction: the loop has ended, nothing will come */
  void (*timer)(void *context, void *owner);
  void (*trace)(void *context, bool sent, bool tcp, const char *peer, const void *bytes, size_t length);
  void (*woken)(void *context);
} wls_callbacks;

typedef struct wls_configuration {
  const char *host;            /* IP address literal, IPv6 without brackets */
  unsigned port;               /* 0: any, the same number for UDP and TCP */
  bool udp_only;               /* no TCP */
  const char *advertised_host; /* for Via and Contact; NULL: host */
  unsigned t1, t2, t4, timer_b; /* milliseconds, 0: RFC 3261 */
  unsigned udp_buffer;         /* bytes, 0: the system's default */
  unsigned udp_mtu;            /* bytes, 0: 1300 */
  const char *user_agent;      /* NULL: none */
  const char *allow;           /* methods for Allow */
  const char *thread_name;     /* the calling thread's from now on; NULL: unchanged */
  bool trace;                  /* every message to the trace callback */
} wls_configuration;

/* errno of the first thing that failed in *error. Call on the thread that will run the loop. */
wls_loop *wls_loop_create(const wls_configuration *configuration, const wls_callbacks *callbacks, void *context,
                          int *error);
void wls_loop_run(wls_loop *loop);
void wls_loop_break(wls_loop *loop);
int wls_loop_wake(wls_loop *loop); /* any thread; one `woken` per successful call */
/* Ends nta. Objects that are still alive become inert and only free themselves later, from any thread. */
void wls_loop_destroy(wls_loop *loop);
void wls_loop_free(wls_loop *loop);
bool wls_loop_is_running(const wls_loop *loop);
const char *wls_loop_contact_host(const wls_loop *loop);
unsigned wls_loop_port(const wls_loop *loop);
size_t wls_loop_backlog(const wls_loop *loop); /* bytes of datagrams that were received and not read yet */

typedef struct wls_statistics {
  uint64_t legs, client_transactions, server_transactions;
  uint64_t handles, timers; /* dialogs, clients and servers; timers, started or not */
  uint64_t sent, received, requests_retransmitted, responses_retransmitted, requests_re_received;
  uint64_t requests_timed_out, responses_timed_out, bad_messages, stray_responses;
} wls_statistics;
void wls_loop_statistics(wls_loop *loop, wls_statistics *statistics);
void wls_trim_memory(void);
uint64_t wls_used_memory(void);                /* bytes that are allocated and not freed */
void wls_tune_memory(void);                    /* before any other thread runs */
bool wls_random(void *bytes, size_t length);   /* from the kernel; false when interrupted */

/* From now on requests outside dialogs are taken from these addresses only (`count` times 16 bytes, IPv4 as
   ::ffff:a.b.c.d); all others go to the stranger callback. Before the first call nobody is a stranger. */
int wls_loop_know(wls_loop *loop, const uint8_t *addresses, size_t count);

/* --- dialogs ---------------------------------------------------------------------------------------- */

/* local and remote: From and To values with the tags that are known. NULL when they do not parse. local_cseq: the number
   before that of the first request, 0 for whatever nta takes. */
wls_dialog *wls_dialog_create(wls_loop *loop, const char *call_id, const char *local, const char *remote,
                              const char *contact, uint32_t local_cseq);
wls_dialog *wls_dialog_accept(wls_server *server, const char *local_tag, const char *contact);

typedef struct wls_dialog_state {
  const char *call_id, *local, *remote; /* local and remote with tags */
  const char *route;                    /* in our order, comma separated; NULL or "": none */
  const char *target;                   /* NULL or "": not established */
  const char *contact;                  /* NULL: the loop's */
  uint32_t local_cseq, remote_cseq;
} wls_dialog_state;
wls_dialog *wls_dialog_restore(wls_loop *loop, const wls_dialog_state *state);

void wls_dialog_set_owner(wls_dialog *dialog, void *owner);
/* What was left half done is finished first, without callbacks: a pending INVITE is cancelled, a 2xx that was
   not acknowledged, or that still comes, is acknowledged and ended by BYE. */
void wls_dialog_destroy(wls_dialog *dialog);
bool wls_dialog_is_alive(const wls_dialog *dialog); /* false: the loop has ended */
bool wls_dialog_is_established(const wls_dialog *dialog);
const char *wls_dialog_remote_tag(const wls_dialog *dialog); /* NULL: none yet */
uint32_t wls_dialog_local_cseq(const wls_dialog *dialog);
uint32_t wls_dialog_remote_cseq(const wls_dialog *dialog);
/* Needed bytes without NUL, or -1 when absent; buffer may be NULL. */
long wls_dialog_route(const wls_dialog *dialog, char *buffer, size_t size);
long wls_dialog_target(const wls_dialog *dialog, char *buffer, size_t size);

typedef struct wls_request {
  const char *method;
  const char *request_uri; /* initial requests; in a dialog its target decides */
  const char *next_hop;    /* initial requests: SIP URI to send to; NULL: the Request-URI */
  const char *headers;     /* lines joined by CRLF */
  const char *content_type;
  const void *body;
  size_t body_length;
  const char *branch; /* with z9hG4bK; NULL: nta chooses */
  const char *username, *password;
} wls_request;

enum { WLS_OK = 0, WLS_INVALID = -1, WLS_NO_MEMORY = -2, WLS_STATE = -3 };

wls_client *wls_dialog_request(wls_dialog *dialog, const wls_request *request, int *error);
int wls_dialog_acknowledge(wls_dialog *dialog, uint32_t invite_cseq, const char *content_type, const void *body,
                           size_t length);
/* PRACK for the last response that the early dialog of that tag sent, with WLS_STATE when it was sent already. Of the
   request only headers, body and credentials count. */
wls_client *wls_dialog_acknowledge_provisional(wls_dialog *dialog, const char *tag, uint32_t rseq,
                                               const wls_request *request, int *error);
/* For an INVITE that left before a restart. */
int wls_dialog_cancel_unknown(wls_dialog *dialog, const char *request_uri, const char *next_hop,
                              uint32_t invite_cseq, const char *branch);
/* Takes the other side's tag, Contact and route from a stray 2xx to such an INVITE. */
int wls_dialog_take_stray(wls_dialog *dialog, const wls_message *m);

/* --- client transactions ---------------------------------------------------------------------------- */

void wls_client_set_owner(wls_client *client, void *owner);
int wls_client_cancel(wls_client *client, const char *headers);
uint32_t wls_client_cseq(const wls_client *client);
const char *wls_client_branch(const wls_client *client);
int wls_client_status(const wls_client *client);
void wls_client_release(wls_client *client); /* the owner lets go */

/* --- server transactions ---------------------------------------------------------------------------- */

void wls_server_set_owner(wls_server *server, void *owner);
typedef struct wls_response {
  int status;
  const char *phrase; /* NULL: RFC 3261's */
  const char *headers;
  const char *contact; /* NULL: the dialog's, else the loop's, where a Contact belongs */
  const char *content_type;
  const void *body;
  size_t body_length;
} wls_response;
int wls_server_respond(wls_server *server, const wls_response *response);
const char *wls_server_tag(wls_server *server, const char *tag); /* the To tag of our responses, set once */
const char *wls_server_method(const wls_server *server);
uint32_t wls_server_cseq(const wls_server *server);
int wls_server_status(const wls_server *server);
void wls_server_release(wls_server *server);

/* --- timers ----------------------------------------------------------------------------------------- */

wls_timer *wls_timer_create(wls_loop *loop, void *owner);
int wls_timer_start(wls_timer *timer, uint64_t milliseconds);
void wls_timer_cancel(wls_timer *timer);
void wls_timer_destroy(wls_timer *timer);

/* --- messages --------------------------------------------------------------------------------------- */

int wls_message_status(const wls_message *m);
const char *wls_message_phrase(const wls_message *m);
const char *wls_message_method(const wls_message *m); /* the request's, or the CSeq's of a response */
uint32_t wls_message_cseq(const wls_message *m);
const char *wls_message_call_id(const wls_message *m);
const char *wls_message_from_tag(const wls_message *m);
const char *wls_message_to_tag(const wls_message *m);
uint32_t wls_message_rseq(const wls_message *m); /* of a reliable provisional response with a To tag; else 0 */

/* What a message says of session timers (RFC 4028) and whether it allows UPDATE. */
typedef struct wls_session {
  bool has_expires, has_minimum, supports_timer, has_allow, allows_update;
  uint32_t expires, minimum; /* seconds */
  int refresher;             /* 0: not said, 1: uac, 2: uas */
} wls_session;
void wls_message_session(const wls_message *m, wls_session *session);
const char *wls_message_content_type(const wls_message *m);
const void *wls_message_body(const wls_message *m, size_t *length);

enum wls_uri { WLS_REQUEST_URI, WLS_FROM, WLS_TO, WLS_CONTACT, WLS_P_ASSERTED_IDENTITY };
/* As wls_dialog_route. P-Asserted-Identity: the first SIP URI, else the first URI. */
long wls_message_uri(const wls_message *m, enum wls_uri which, char *buffer, size_t size);
long wls_message_display(const wls_message *m, enum wls_uri which, char *buffer, size_t size);
/* The value of the index-th header of that name, as wls_dialog_route. */
long wls_message_header(const wls_message *m, const char *name, unsigned index, char *buffer, size_t size);
long wls_message_source(const wls_message *m, char *buffer, size_t size); /* address:port */
bool wls_message_is_tcp(const wls_message *m);
bool wls_message_address(const wls_message *m, uint8_t address[16]); /* IPv4 as ::ffff:a.b.c.d */
/* A final response without a transaction: nothing is kept. Only inside the stranger callback. */
int wls_message_answer(wls_loop *loop, const wls_message *m, int status, const char *phrase, const char *headers);
/* The same for a request that came before a restart, of which `head` has what a response repeats. */
int wls_loop_answer_saved(wls_loop *loop, const char *head, int status, const char *to_tag, const char *headers);

#endif
