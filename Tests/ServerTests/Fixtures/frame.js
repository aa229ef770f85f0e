// Runs the frame's script (its path is the first argument) in a browser of a few objects, and checks what it does.
'use strict';
const assert = require('assert');
const fs = require('fs');
const vm = require('vm');

const friend = 'https://app.contoso.test';
const host = 'https://workline.contoso.test';
const exchanges = [];
const answers = [];
let listener;

class FakeRequest {
  constructor() { this.sentHeaders = {}; exchanges.push(this); }
  open(method, url) { this.method = method; this.url = url; }
  setRequestHeader(name, value) {
    if (name === 'Bad Name') { throw new SyntaxError('not a header name'); }
    this.sentHeaders[name] = value;
  }
  send(body) { this.body = body; }
  getAllResponseHeaders() {
    return 'content-type: application/json; charset=utf-8\r\nwww-authenticate: Bearer a="b:c", MsRtcOAuth href="d"\r\n'
      + 'x-ms-diagnostics: 28020\r\netag: "1"\r\nx-ms-correlation-id: 1\r\nretry-after: 2\r\n';
  }
}

vm.runInNewContext(fs.readFileSync(process.argv[2], 'utf8'), {
  URL,
  XMLHttpRequest: FakeRequest,
  document: { currentScript: { getAttribute: () => friend + ' http://localhost:3000' } },
  window: {
    location: { href: host + '/Autodiscover/XFrame/XFrame.html', origin: host },
    addEventListener: (name, work) => { assert.strictEqual(name, 'message'); listener = work; },
  },
});

function say(message, origin = friend) {
  const data = typeof message === 'string' || message === undefined ? message : JSON.stringify(message);
  listener({ data, origin, source: { postMessage: (text, to) => answers.push({ text, to }) } });
}

function take() {
  assert.strictEqual(answers.length, 1);
  const { text, to } = answers.pop();
  assert.strictEqual(to, friend);
  assert.strictEqual(typeof text, 'string');
  return JSON.parse(text);
}

// A request and its answer.
say({
  type: 'post', url: '/ucwa/v1/applications', headers: { Authorization: 'Bearer x' }, data: '{"a":1}', messageId: 'm1',
  accepts: 'application/json', contentType: 'application/json', xhrFields: { withCredentials: true, other: 1 },
});
const first = exchanges.pop();
assert.strictEqual(first.method, 'POST');
assert.strictEqual(first.url, host + '/ucwa/v1/applications');
assert.strictEqual(first.body, '{"a":1}');
assert.strictEqual(first.withCredentials, true);
assert.strictEqual(first.other, undefined);
assert.deepStrictEqual(
  first.sentHeaders, { Authorization: 'Bearer x', Accept: 'application/json', 'Content-Type': 'application/json' });
Object.assign(first, { status: 401, statusText: 'Unauthorized', responseText: '{}' });
first.onload();
first.onload();
assert.deepStrictEqual(take(), {
  status: 401, statusText: 'Unauthorized', responseText: '{}',
  headers: 'Content-Type: application/json; charset=utf-8\r\nWWW-Authenticate: Bearer a="b:c", MsRtcOAuth href="d"\r\n'
    + 'X-Ms-diagnostics: 28020\r\nETag: "1"\r\nX-MS-Correlation-Id: 1\r\nRetry-After: 2\r\n',
  messageId: 'm1',
});

// The page's own Accept wins; an object of data becomes JSON; without a type it is a GET.
say({ url: host + '/', headers: { accept: 'text/xml' }, accepts: { json: 'application/json' }, data: { b: 2 }, messageId: 2 });
const second = exchanges.pop();
assert.strictEqual(second.method, 'GET');
assert.strictEqual(second.body, '{"b":2}');
assert.deepStrictEqual(second.sentHeaders, { accept: 'text/xml' });
second.onerror();
assert.deepStrictEqual(take(), { status: 0, statusText: 'error', responseText: '', headers: '', messageId: 2 });

// Other hosts are not asked, whatever way they are written.
for (const url of ['https://evil.test/', '//evil.test/', 'http://workline.contoso.test/', host + '.evil.test/',
  'javascript:alert(1)', 'http://[', host + ':8443/', undefined]) {
  say({ url, messageId: 3 });
  if (url === undefined) { exchanges.pop(); answers.length = 0; continue; }
  assert.strictEqual(exchanges.length, 0, url);
  assert.strictEqual(take().status, 403, url);
}
say({ url: '/', type: 'TRACE', messageId: 4 });
assert.strictEqual(take().status, 405);
say({ url: '/', headers: { 'Bad Name': '1' }, messageId: 5 });
assert.strictEqual(take().status, 0);
exchanges.length = 0;

// Strangers and nonsense get no answer at all.
for (const origin of ['https://evil.test', 'null', '', friend + '.evil.test', host]) { say({ url: '/', messageId: 6 }, origin); }
for (const message of ['', 'x', '1', 'null', '"a"', undefined]) { say(message); }
listener({ data: { url: '/' }, origin: friend, source: { postMessage: () => answers.push(0) } });
assert.strictEqual(exchanges.length, 0);
assert.strictEqual(answers.length, 0);
