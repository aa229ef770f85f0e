/// The script of the frame. It is old JavaScript on purpose: the pages that need a frame run in old browsers.
enum FrameScript {
  /// What runs in the browser.
  static let text = #"""
    // Does requests to its own host for pages of the origins that its script element names.
    (function () {
      'use strict';

      var origins = (document.currentScript.getAttribute('data-origins') || '').split(' ').filter(Boolean);
      var methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'];

      // Browsers give names in lower case; the clients of this frame look for them as they are written in the headers.
      var spellings = {};
      [
        'Content-Type', 'ETag', 'WWW-Authenticate', 'Client-Request-Id', 'X-Content-Type-Options',
        'X-MS-Correlation-Id', 'X-Ms-diagnostics', 'X-MS-Server-Fqdn', 'X-MS-UcwaVersion'
      ].forEach(function (name) { spellings[name.toLowerCase()] = name; });

      function spelling(name) {
        var lower = name.toLowerCase();
        return spellings[lower] || lower.replace(/(^|-)[a-z]/g, function (part) { return part.toUpperCase(); });
      }

      function headerText(raw) {
        return (raw || '').split(/\r?\n/).filter(Boolean).map(function (line) {
          var colon = line.indexOf(':');
          return spelling(line.slice(0, colon)) + ': ' + line.slice(colon + 1).trim() + '\r\n';
        }).join('');
      }

      function has(headers, name) {
        return Object.keys(headers).some(function (key) { return key.toLowerCase() === name; });
      }

      function acceptable(accepts) {
        if (!accepts || typeof accepts === 'string') { return accepts; }
        return Object.keys(accepts).map(function (key) { return accepts[key]; }).join(', ');
      }

      function perform(request, answer) {
        var url;
        try { url = new URL(String(request.url), window.location.href); } catch (error) { url = null; }
        var method = String(request.type || 'GET').toUpperCase();
        if (!url || url.origin !== window.location.origin) {
          return answer(403, 'Forbidden', 'The frame asks its own host only.', '');
        }
        if (methods.indexOf(method) < 0) { return answer(405, 'Method Not Allowed', '', ''); }

        var headers = request.headers && typeof request.headers === 'object' ? request.headers : {};
        var fields = request.xhrFields && typeof request.xhrFields === 'object' ? request.xhrFields : {};
        var exchange = new XMLHttpRequest();
        exchange.onload = function () {
          answer(
            exchange.status, exchange.statusText, exchange.responseText, headerText(exchange.getAllResponseHeaders()));
        };
        exchange.onerror = function () { answer(0, 'error', '', ''); };
        exchange.onabort = function () { answer(0, 'abort', '', ''); };
        exchange.ontimeout = function () { answer(0, 'timeout', '', ''); };
        exchange.open(method, url.href, true);
        if ('withCredentials' in fields) { exchange.withCredentials = !!fields.withCredentials; }
        if (fields.timeout > 0) { exchange.timeout = Number(fields.timeout); }
        Object.keys(headers).forEach(function (name) { exchange.setRequestHeader(name, String(headers[name])); });
        var accept = acceptable(request.accepts);
        if (accept && !has(headers, 'accept')) { exchange.setRequestHeader('Accept', accept); }
        if (request.contentType && !has(headers, 'content-type')) {
          exchange.setRequestHeader('Content-Type', String(request.contentType));
        }
        var data = request.data;
        if (data === undefined || data === null) { return exchange.send(); }
        exchange.send(typeof data === 'string' ? data : JSON.stringify(data));
      }

      window.addEventListener('message', function (event) {
        if (origins.indexOf(event.origin) < 0 || typeof event.data !== 'string' || !event.source) { return; }
        var request;
        try { request = JSON.parse(event.data); } catch (error) { return; }
        if (!request || typeof request !== 'object') { return; }
        var isAnswered = false;
        function answer(status, statusText, responseText, headers) {
          if (isAnswered) { return; }
          isAnswered = true;
          event.source.postMessage(JSON.stringify({
            status: status, statusText: statusText, responseText: responseText, headers: headers,
            messageId: request.messageId
          }), event.origin);
        }
        // A header that a browser forbids, for instance, must not leave the page without an answer.
        try { perform(request, answer); } catch (error) { answer(0, 'error', '', ''); }
      }, false);
    })();

    """#
}
