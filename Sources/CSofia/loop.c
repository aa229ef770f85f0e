#include "internal.h"

#include <arpa/inet.h>
#include <malloc.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

extern su_log_t tport_log[];
extern su_log_t nta_log[];

static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Sofia logs to stderr; what matters reaches the owner as an event instead. Only the message log, which has no
   logger of its own, goes to the trace. */
static void discard(void *stream, char const *format, va_list arguments) {
  (void)stream, (void)format, (void)arguments;
}

static void initialize(void) {
  su_init();
  su_log_redirect(NULL, wls_trace_piece, NULL);
  su_log_t *logs[] = {tport_log, nta_log};
  for (size_t i = 0; i < sizeof logs / sizeof *logs; i++) su_log_redirect(logs[i], discard, NULL);
  wls_clock_initialize();
  wls_guard_initialize();
}

static int address(const char *host, unsigned port, struct sockaddr_storage *to, socklen_t *length) {
  memset(to, 0, sizeof *to);
  struct sockaddr_in *four = (struct sockaddr_in *)to;
  struct sockaddr_in6 *six = (struct sockaddr_in6 *)to;
  if (inet_pton(AF_INET, host, &four->sin_addr) == 1) {
    four->sin_family = AF_INET, four->sin_port = htons((uint16_t)port), *length = sizeof *four;
    return 0;
  }
  if (inet_pton(AF_INET6, host, &six->sin6_addr) == 1) {
    six->sin6_family = AF_INET6, six->sin6_port = htons((uint16_t)port), *length = sizeof *six;
    return 0;
  }
  return EINVAL;
}

/* nta reports no errno worth showing and asserts nothing about the port both transports got, so the number is
   tried out first; nta then binds the same one. */
static int find_port(const char *host, unsigned wanted, bool udp_only, unsigned *port) {
  struct sockaddr_storage at;
  socklen_t length;
  int error = address(host, wanted, &at, &length);
  if (error) return error;
  int udp = socket(at.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0), tcp = -1, one = 1;
  if (udp < 0) return errno;
  if (bind(udp, (struct sockaddr *)&at, length) < 0 || getsockname(udp, (struct sockaddr *)&at, &length) < 0) {
    error = errno;
  } else {
    *port = ntohs(at.ss_family == AF_INET ? ((struct sockaddr_in *)&at)->sin_port
                                          : ((struct sockaddr_in6 *)&at)->sin6_port);
    if (udp_only) {
      close(udp);
      return 0;
    }
    tcp = socket(at.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (tcp < 0 || setsockopt(tcp, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) < 0 ||
        bind(tcp, (struct sockaddr *)&at, length) < 0 || listen(tcp, 1) < 0)
      error = errno;
  }
  if (tcp >= 0) close(tcp);
  close(udp);
  return error;
}

/* nta hands out no socket; among this process's it is the datagram socket on our port. */
static int find_udp_socket(unsigned port) {
  for (int fd = 3; fd < 4096; fd++) {
    struct sockaddr_storage at;
    socklen_t length = sizeof at, size = sizeof(int);
    int type = 0;
    if (getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &size) < 0 || type != SOCK_DGRAM) continue;
    if (getsockname(fd, (struct sockaddr *)&at, &length) < 0) continue;
    unsigned bound = at.ss_family == AF_INET    ? ntohs(((struct sockaddr_in *)&at)->sin_port)
                     : at.ss_family == AF_INET6 ? ntohs(((struct sockaddr_in6 *)&at)->sin6_port)
                                                : 0;
    if (bound == port) return fd;
  }
  return -1;
}

size_t wls_loop_backlog(const wls_loop *loop) {
  uint32_t figures[16] = {0};
  socklen_t length = sizeof figures;
  if (loop->udp < 0 || getsockopt(loop->udp, SOL_SOCKET, SO_MEMINFO, figures, &length) < 0) return 0;
  return figures[0]; /* SK_MEMINFO_RMEM_ALLOC */
}

static void format_host(char *to, size_t size, const char *host) {
  snprintf(to, size, strchr(host, ':') && host[0] != '[' ? "[%s]" : "%s", host);
}

static nta_agent_t *create_agent(wls_loop *loop, const wls_configuration *c, unsigned port) {
  char host[300], bound[300], url[700];
  const char *transport = c->udp_only ? ";transport=udp" : "";
  format_host(bound, sizeof bound, c->host);
  format_host(host, sizeof host, c->advertised_host ? c->advertised_host : c->host);
  if (c->advertised_host)
    snprintf(url, sizeof url, "sip:%s:%u;maddr=%s%s", host, port, bound, transport);
  else
    snprintf(url, sizeof url, "sip:%s:%u%s", host, port, transport);
  return nta_agent_create(
      loop->root, URL_STRING_MAKE(url), wls_on_stray, loop, NTATAG_UA(1), NTATAG_MCLASS(wls_guard_class()),
      NTATAG_USE_NAPTR(0), NTATAG_USE_SRV(0), NTATAG_MERGE_482(0), NTATAG_MAXSIZE(256 * 1024),
      TAG_IF(c->t1, NTATAG_SIP_T1(c->t1)), TAG_IF(c->timer_b, NTATAG_SIP_T1X64(c->timer_b)),
      TAG_IF(c->t2, NTATAG_SIP_T2(c->t2)), TAG_IF(c->t4, NTATAG_SIP_T4(c->t4)),
      TAG_IF(c->udp_mtu, NTATAG_UDP_MTU(c->udp_mtu)), TAG_IF(c->udp_buffer, TPTAG_UDP_RMEM(c->udp_buffer)),
      TAG_IF(c->udp_buffer, TPTAG_UDP_WMEM(c->udp_buffer)), TPTAG_LOG(c->trace),
      TPTAG_QUEUESIZE(4096), TAG_END());
}

static int bind_agent(wls_loop *loop, const wls_configuration *c) {
  int error = EADDRINUSE;
  for (int attempt = 0; attempt < (c->port ? 1 : 64); attempt++) {
    if ((error = find_port(c->host, c->port, c->udp_only, &loop->port)) == 0) {
      errno = 0;
      if ((loop->agent = create_agent(loop, c, loop->port))) {
        loop->udp = find_udp_socket(loop->port);
        return 0;
      }
      error = EADDRNOTAVAIL;
    } else if (error != EADDRINUSE) {
      return error;
    }
  }
  return error;
}

static int create_headers(wls_loop *loop, const wls_configuration *c) {
  char host[300];
  bool any = strcmp(c->host, "0.0.0.0") == 0 || strcmp(c->host, "::") == 0;
  sip_contact_t *own = nta_agent_contact(loop->agent); /* nta found an address of this machine */
  if (any && !c->advertised_host && own && own->m_url->url_host)
    format_host(host, sizeof host, own->m_url->url_host);
  else
    format_host(host, sizeof host, c->advertised_host ? c->advertised_host : c->host);
  if (!(loop->home = su_home_new(sizeof *loop->home))) return ENOMEM;
  loop->contact = sip_contact_format(loop->home, "<sip:workline@%s:%u>", host, loop->port);
  if (c->user_agent) {
    loop->user_agent = sip_user_agent_make(loop->home, c->user_agent);
    loop->server = sip_server_make(loop->home, c->user_agent);
  }
  if (c->allow) loop->allow = sip_allow_make(loop->home, c->allow);
  return loop->contact ? 0 : EINVAL;
}

wls_loop *wls_loop_create(const wls_configuration *c, const wls_callbacks *callbacks, void *context, int *error) {
  pthread_once(&once, initialize);
  if (c->thread_name) prctl(PR_SET_NAME, c->thread_name, 0, 0, 0); /* cut to 15 bytes by the kernel */
  wls_loop *loop = calloc(1, sizeof *loop);
  if (!loop) return *error = ENOMEM, NULL;
  loop->callbacks = *callbacks;
  loop->context = context;
  if (!wls_random(&loop->tag_seed, sizeof loop->tag_seed)) loop->tag_seed = (uintptr_t)loop;
  loop->root = su_root_create(loop);
  *error = loop->root ? bind_agent(loop, c) : ENOMEM;
  if (!*error) *error = create_headers(loop, c);
  if (!*error) {
    wls_guard_enter(loop);
    if (c->trace) wls_trace_enter(loop);
    return loop;
  }
  wls_loop_destroy(loop);
  wls_loop_free(loop);
  return NULL;
}

void wls_loop_run(wls_loop *loop) { su_root_run(loop->root); }

void wls_loop_break(wls_loop *loop) { su_root_break(loop->root); }

static void on_wake(wls_loop *loop, su_msg_r message, su_msg_arg_t *argument) {
  (void)message, (void)argument;
  loop->callbacks.woken(loop->context);
}

int wls_loop_wake(wls_loop *loop) {
  su_msg_r message = SU_MSG_R_INIT;
  if (su_msg_new(message, 0) < 0) return -1;
  return su_msg_send_to(message, su_root_task(loop->root), on_wake);
}

static wls_link *take(wls_link **from, wls_link **to) {
  wls_link *link = *from;
  if (link) {
    wls_link_remove(link);
    wls_link_insert(to, link);
  }
  return link;
}

void wls_loop_destroy(wls_loop *loop) {
  wls_link *done = NULL, *link;
  for (link = loop->timers; link; link = link->next) {
    wls_timer *timer = (wls_timer *)link;
    if (timer->timer) su_timer_destroy(timer->timer);
    timer->timer = NULL;
  }
  for (link = loop->dialogs; link; link = link->next) {
    wls_dialog *dialog = (wls_dialog *)link;
    if (dialog->leg) nta_leg_destroy(dialog->leg);
    dialog->leg = NULL;
  }
  /* An owner may let go of other objects in its callback, so each list is emptied from its head. */
  while ((link = take(&loop->servers, &done))) {
    wls_server *server = (wls_server *)link;
    bool waiting = server->irq != NULL;
    if (server->irq) nta_incoming_bind(server->irq, NULL, NULL);
    server->irq = NULL;
    if (waiting && server->owner) loop->callbacks.released(loop->context, server->owner);
  }
  while ((link = take(&loop->clients, &done))) wls_client_inert((wls_client *)link);
  wls_link *next;
  for (link = loop->dialogs; link; link = next) {
    next = link->next;
    wls_dialog_settle((wls_dialog *)link);
  }
  /* Survivors stand in a list that ends with this function; they no longer unlink themselves. */
  while (done) wls_link_remove(done);
  while (loop->dialogs) wls_link_remove(loop->dialogs);
  while (loop->timers) wls_link_remove(loop->timers);
  if (loop->agent) nta_agent_destroy(loop->agent);
  if (loop->root) su_root_destroy(loop->root);
  wls_guard_enter(NULL);
  wls_trace_enter(NULL);
  loop->agent = NULL;
  loop->root = NULL;
}

void wls_loop_free(wls_loop *loop) {
  if (loop->home) su_home_unref(loop->home);
  free(loop->known);
  free(loop);
}

bool wls_loop_is_running(const wls_loop *loop) { return loop->agent != NULL; }

const char *wls_loop_contact_host(const wls_loop *loop) { return loop->contact->m_url->url_host; }

unsigned wls_loop_port(const wls_loop *loop) { return loop->port; }

static uint64_t length(const wls_link *list) {
  uint64_t count = 0;
  for (; list; list = list->next) count++;
  return count;
}

void wls_loop_statistics(wls_loop *loop, wls_statistics *s) {
  memset(s, 0, sizeof *s);
  if (!loop->agent) return;
  usize_t legs = 0, clients = 0, servers = 0, sent = 0, received = 0, retried = 0, replied = 0, again = 0;
  usize_t timed_out = 0, unanswered = 0, bad = 0, stray = 0;
  nta_agent_get_stats(loop->agent, NTATAG_S_LEG_HASH_USED_REF(legs), NTATAG_S_ORQ_HASH_USED_REF(clients),
                      NTATAG_S_IRQ_HASH_USED_REF(servers), NTATAG_S_SENT_MSG_REF(sent),
                      NTATAG_S_RECV_MSG_REF(received), NTATAG_S_RETRY_REQUEST_REF(retried),
                      NTATAG_S_RETRY_RESPONSE_REF(replied), NTATAG_S_RECV_RETRY_REF(again),
                      NTATAG_S_TOUT_REQUEST_REF(timed_out), NTATAG_S_TOUT_RESPONSE_REF(unanswered),
                      NTATAG_S_BAD_MESSAGE_REF(bad), NTATAG_S_TRLESS_RESPONSE_REF(stray), TAG_END());
  *s = (wls_statistics){.legs = legs,
                        .client_transactions = clients,
                        .server_transactions = servers,
                        .handles = length(loop->dialogs) + length(loop->clients) + length(loop->servers),
                        .timers = length(loop->timers),
                        .sent = sent,
                        .received = received,
                        .requests_retransmitted = retried,
                        .responses_retransmitted = replied,
                        .requests_re_received = again,
                        .requests_timed_out = timed_out,
                        .responses_timed_out = unanswered,
                        .bad_messages = bad,
                        .stray_responses = stray};
}

void wls_trim_memory(void) { malloc_trim(0); }

uint64_t wls_used_memory(void) {
  struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

void wls_tune_memory(void) {
  /* An arena of another thread grows by one page and one mprotect at a time, ten of them for a call; the main one
     grows by M_TOP_PAD. Most allocations never meet its lock, as each thread has a cache in front of it. */
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_TOP_PAD, 4 << 20);
  /* Transactions end by the hundred, twice a second: what they leave is wanted again at once. wls_trim_memory gives it
     back in quiet moments. */
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
}

bool wls_random(void *bytes, size_t length) { return getrandom(bytes, length, 0) == (ssize_t)length; }
