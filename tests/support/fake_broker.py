"""A Kafka broker that says what a test wants it to: how many brokers there
are and what they are called, and what it knows of a topic. Nothing can be
written to it, and there is nothing to read."""
import contextlib
import socket
import socketserver
import struct
import threading

PRODUCE, FETCH, LIST_OFFSETS, METADATA = range(4)
API_VERSIONS, CREATE_TOPICS = 18, 19
# What it speaks, and in which version alone.
SPOKEN = {PRODUCE: 3, FETCH: 4, LIST_OFFSETS: 1, METADATA: 4,
          API_VERSIONS: 3, CREATE_TOPICS: 0}
NONE, UNKNOWN_TOPIC, NOT_AUTHORIZED = 0, 3, 29
WHOLE = [(NONE, 0)]             # one partition, which broker 0 leads
LEADERLESS = [(5, -1)]


def text(value):
    data = value.encode() if isinstance(value, str) else value
    return struct.pack(">h", len(data)) + data


def array(items):
    return struct.pack(">i", len(items)) + b"".join(items)


class Reader:
    """Takes a request apart."""

    def __init__(self, data):
        self.data = data

    def take(self, form):
        size = struct.calcsize(">" + form)
        values = struct.unpack(">" + form, self.data[:size])
        self.data = self.data[size:]
        return values[0]

    def text(self):
        size = max(self.take("h"), 0)
        value, self.data = self.data[:size], self.data[size:]
        return value.decode()

    def array(self, item):
        """None for what is not given."""
        count = self.take("i")
        return None if count < 0 else [item() for _ in range(count)]


class Connection(socketserver.BaseRequestHandler):
    def handle(self):
        broker = self.server.broker
        number = broker.connected()
        with contextlib.suppress(OSError, struct.error):
            while size := self.receive(4):
                request = Reader(self.receive(struct.unpack(">i", size)[0]))
                key, _ = request.take("h"), request.take("h")
                correlation = request.take("i")
                request.text()      # the client's name
                body = broker.answer(number, key, request)
                if body is None:
                    continue
                answer = struct.pack(">i", correlation) + body
                self.request.sendall(struct.pack(">i", len(answer)) + answer)

    def receive(self, size):
        data = b""
        while len(data) < size:
            more = self.request.recv(size - len(data))
            if not more:
                return b""
            data += more
        return data


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


class FakeBroker:
    """Listens until the test ends. `brokers` is what it says there are,
    [(number, host, port)]; `topics` may be changed at any time: by name
    the error and the partitions, [(error, leader)]. What it does not list
    when asked for all topics is `hidden`; `later` is how many connections
    are told of no topic at all. It makes a topic when it is asked again."""

    def __init__(self, case, brokers=None, topics=(), hidden=(), later=0):
        self.topics, self.hidden = dict(topics), dict(hidden)
        self.later = later
        self.connections = self.creations = 0
        self.may_make = False       # somebody wants what he asks for made
        self.fetched = threading.Event()
        self.lock = threading.Lock()
        server = Server(("127.0.0.1", 0), Connection)
        server.broker = self
        port = server.server_address[1]
        self.address = f"127.0.0.1:{port}"
        self.brokers = brokers or [(0, "127.0.0.1", port)]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        case.addCleanup(thread.join)
        case.addCleanup(server.server_close)
        case.addCleanup(server.shutdown)

    def connected(self):
        with self.lock:
            self.connections += 1
            return self.connections

    def answer(self, number, key, request):
        return {METADATA: self.metadata, LIST_OFFSETS: self.offsets,
                FETCH: self.fetch, API_VERSIONS: self.versions,
                CREATE_TOPICS: self.create}[key](number, request)

    def create(self, _, request):
        """The first time without an answer."""
        request.take("i")
        name = request.text()
        self.creations += 1
        if self.creations == 1:
            return None
        self.topics[name] = NONE, WHOLE
        return array([text(name) + struct.pack(">h", NONE)])

    def versions(self, *_):
        """Compact: lengths are one more, and no tags behind each."""
        return struct.pack(">hB", NONE, len(SPOKEN) + 1) + b"".join(
            struct.pack(">hhhB", key, only, only, 0)
            for key, only in SPOKEN.items()) + struct.pack(">iB", 0, 0)

    def metadata(self, number, request):
        names = request.array(request.text)
        known = self.topics if number > self.later else {}
        if names is None:
            found = known
        else:
            self.may_make |= request.take("?") and bool(names)
            found = {name: (known | self.hidden).get(
                name, (UNKNOWN_TOPIC, [])) for name in names}
        return struct.pack(">i", 0) + array(
            [struct.pack(">i", node) + text(host) +
             struct.pack(">ih", port, -1)
             for node, host, port in self.brokers]) + text("fake") + \
            struct.pack(">i", self.brokers[0][0]) + array(
                [self.topic(name, *told) for name, told in found.items()])

    def topic(self, name, error, partitions):
        replicas = array([struct.pack(">i", self.brokers[0][0])])
        return struct.pack(">h", error) + text(name) + b"\0" + array(
            [struct.pack(">hii", wrong, index, leader) + replicas + replicas
             for index, (wrong, leader) in enumerate(partitions)])

    def offsets(self, _, request):
        request.take("i")
        topics = request.array(lambda: (request.text(), request.array(
            lambda: (request.take("i"), request.take("q")))))
        return array([text(name) + array(
            [struct.pack(">ihqq", partition, NONE, -1, 0)
             for partition, _ in partitions])
            for name, partitions in topics])

    def fetch(self, _, request):
        for field in "iiiib":
            request.take(field)
        topics = request.array(lambda: (request.text(), request.array(
            lambda: (request.take("i"), request.take("q"),
                     request.take("i"))[0])))
        self.fetched.set()
        return struct.pack(">i", 0) + array([text(name) + array(
            [struct.pack(">ihqqii", partition, NONE, 0, 0, -1, 0)
             for partition in partitions]) for name, partitions in topics])
