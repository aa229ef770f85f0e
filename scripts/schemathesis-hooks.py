"""What schemathesis cannot know: names of things that exist, and bodies that are neither JSON nor forms."""

import json
import os
import random
import threading
import time
import urllib.error
import urllib.request
from xml.sax.saxutils import escape, quoteattr

import schemathesis
from hypothesis import strategies as st
from schemathesis.core.parameters import ParameterLocation

URL = os.environ["WORKLINE_URL"]
TOKEN = os.environ["WORKLINE_TOKEN"]
NUMBERS = ["+14255550120", "tel:+14255550121", "sip:erin@contoso.test", "+14255550123", "+14255550124"]


def ask(method, path, body=None):
    """A request of our own; the parsed answer and its Location."""
    request = urllib.request.Request(
        URL + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"},
    )
    for tries in range(20):
        try:
            with urllib.request.urlopen(request, timeout=20) as response:
                text = response.read()
                return (json.loads(text) if text else {}), response.headers.get("Location")
        except urllib.error.HTTPError as refusal:
            # A machine that is busy with other things as well is asked again when it says.
            if refusal.code != 503 or tries == 19:
                raise
            time.sleep(int(refusal.headers.get("Retry-After", "1")))


class World:
    """One application with a call, and more of either for operations that end it."""

    def __init__(self):
        self.lock = threading.Lock()
        self.count = 0
        self.base = self.application()
        # Presence, note and location are there once the user is available.
        ask("POST", self.base + "/me/makeMeAvailable", {"supportedModalities": ["PhoneAudio"]})
        self.invitation, self.conversation = self.call()

    def application(self):
        with self.lock:
            self.count += 1
            number = self.count
        body = {"userAgent": "schemathesis", "endpointId": str(number), "culture": "en-US"}
        return ask("POST", "/ucwa/v1/applications", body)[1]

    def call(self):
        _, location = ask("POST", self.base + "/communication/startPhoneAudio", {"to": "+14255550120"})
        invitation, _ = ask("GET", location)
        return location.split("/")[-1], invitation["_links"]["conversation"]["href"].split("/")[-1]

    def values(self, operation):
        """What stands in the path; new things for an operation that ends them."""
        ends = operation.method == "delete" or operation.path.endswith(("/stopPhoneAudio", "/cancel"))
        values = {
            "application": self.base.split("/")[-1],
            "contact": random.choice(["erin@contoso.test", "dana@contoso.test", "+14255550120"]),
            "phone": random.choice(["work", "mobile", "home", "other"]),
            "participant": "+14255550120",
        }
        if ends and operation.path.endswith("{application}"):
            values["application"] = self.application().split("/")[-1]
        elif ends:
            values["invitation"], values["conversation"] = self.call()
        else:
            values["invitation"], values["conversation"] = self.invitation, self.conversation
        return values


WORLD = World()


def is_negative(case, location):
    component = case.meta and case.meta.components.get(location)
    return bool(component and component.mode.is_negative)


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.path_parameters and not is_negative(case, ParameterLocation.PATH) and random.random() < 0.9:
        values = WORLD.values(case.operation)
        for name in case.path_parameters:
            if name in values:
                case.path_parameters[name] = values[name]
    # Held as long as it says, which would be the whole run.
    if case.query and not is_negative(case, ParameterLocation.QUERY):
        case.query.pop("timeout", None)
    is_fit = not is_negative(case, ParameterLocation.BODY)
    if isinstance(case.body, dict) and "to" in case.body and is_fit and random.random() < 0.5:
        case.body["to"] = random.choice(NUMBERS)
    headers = case.headers if case.headers is not None else {}
    if "Accept" not in headers and random.random() < 0.3:
        headers["Accept"] = "application/xml"
    if case.media_type == "multipart/batching":
        headers["Content-Type"] = 'multipart/batching; boundary="b"'
    case.headers = headers


@st.composite
def xml(draw):
    """An input element with parameters of the API, and sometimes something else."""
    names = st.sampled_from(["to", "subject", "culture", "userAgent", "endpointId", "operationId", "importance", "x"])
    texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn"), exclude_characters="\ufffe\uffff"))
    values = texts | st.sampled_from(NUMBERS + ["Normal", "true", "5", "en-US"])
    properties = draw(st.lists(st.tuples(names, values), max_size=6))
    content = "".join(f"<property name={quoteattr(name)}>{escape(value)}</property>" for name, value in properties)
    if draw(st.booleans()):
        content += f"<link rel='customContent' href={quoteattr('data:text/plain,' + draw(texts))}/>"
    if draw(st.integers(0, 4)) == 0:
        return draw(st.binary(max_size=40) | st.just(content.encode()))
    return f"<input xmlns='http://schemas.microsoft.com/rtc/2012/03/ucwa'>{content}</input>".encode()


@st.composite
def batch(draw):
    """Parts that are requests, and sometimes something else."""
    lines = st.sampled_from(
        [f"GET {WORLD.base}/me HTTP/1.1", f"GET {WORLD.base}/people HTTP/1.1", "GET /nothing HTTP/1.1",
         f"POST {WORLD.base}/batch HTTP/1.1", f"POST {WORLD.base}/communication/startPhoneAudio HTTP/1.1", "?"]
    )
    bodies = st.just("") | st.just('{"to":"+14255550120"}') | st.text(max_size=20)
    parts = draw(st.lists(st.tuples(lines, bodies), max_size=5))
    text = "".join(
        f"--b\r\nContent-Type: application/http; msgtype=request\r\n\r\n{line}\r\nHost: contoso.test\r\n"
        f"Content-Type: application/json\r\n\r\n{body}\r\n"
        for line, body in parts
    )
    return (text + "--b--\r\n").encode("utf-8", "replace")


schemathesis.openapi.media_type("application/xml", xml())
schemathesis.openapi.media_type("multipart/batching", batch())
