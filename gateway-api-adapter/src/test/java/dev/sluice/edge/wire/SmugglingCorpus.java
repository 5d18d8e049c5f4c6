package dev.sluice.edge.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/**
 * Byte streams by which requests were smuggled through one or another server, and sound ones beside them. Each stream
 * consists of requests whose target begins with {@code /NUMBER/}; what must never be served is
 * {@code /NUMBER/smuggled}.
 */
public final class SmugglingCorpus {

    private static final String HOST = "Host: a.test\r\n";
    private static final String HIDDEN = "GET /@/smuggled HTTP/1.1\r\nHost: a.test\r\n\r\n";

    private final List<Stream> streams = new ArrayList<>();

    /**
     * One stream.
     *
     * @param octets as ISO 8859-1
     * @param statuses of the answers, in order; after the last the connection is closed
     * @param bodies of the requests that the backend must have seen, in order
     */
    public record Stream(int number, String name, String octets, List<Integer> statuses, List<String> bodies) {

        @Override
        public String toString() {
            return number + " " + name;
        }
    }

    /** All of them, numbered from 0 in this order. */
    public static List<Stream> streams() {
        var corpus = new SmugglingCorpus();
        corpus.lengthAndCoding();
        corpus.codings();
        corpus.codingNames();
        corpus.lengths();
        corpus.hosts();
        corpus.folds();
        corpus.controls();
        corpus.lineEnds();
        corpus.requestLines();
        corpus.targets();
        corpus.chunks();
        corpus.sound();
        corpus.expectations();
        corpus.extensions();
        corpus.trailers();
        corpus.inARow();
        corpus.bufferEnds();
        return corpus.streams;
    }

    private void refused(String name, int status, String octets) {
        add(name, octets + HIDDEN, List.of(status), List.of());
    }

    /** One request with a body, and the last one. */
    private void served(String name, String octets, String body) {
        add(name, octets + last(), List.of(200, 200), List.of(body, ""));
    }

    private static String last() {
        return "GET /@/last HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n";
    }

    private void add(String name, String octets, List<Integer> statuses, List<String> bodies) {
        int number = streams.size();
        streams.add(new Stream(number, name, numbered(octets), statuses, bodies));
    }

    private static String post(String headers, String body) {
        return "POST /@/a HTTP/1.1\r\n" + HOST + headers + "\r\n" + body;
    }

    private static String get(String headers) {
        return "GET /@/a HTTP/1.1\r\n" + headers + "\r\n";
    }

    private static String chunked(String chunks) {
        return post("Transfer-Encoding: chunked\r\n", chunks);
    }

    private void lengthAndCoding() {
        for (String method : List.of("POST", "GET", "PUT", "DELETE", "HEAD", "OPTIONS")) {
            for (String length : List.of("Content-Length: 6\r\n", "content-length:6\r\n", "CONTENT-LENGTH: 0\r\n")) {
                for (String coding : List.of("Transfer-Encoding: chunked\r\n", "transfer-encoding:CHUNKED\r\n")) {
                    String line = method + " /@/a HTTP/1.1\r\n" + HOST;
                    refused("length then coding", 400, line + length + coding + "\r\n0\r\n\r\n");
                    refused("coding then length", 400, line + coding + length + "\r\n0\r\n\r\n");
                }
            }
        }
    }

    private void codings() {
        List<String> bad = List.of(
                "xchunked",
                "chunkedx",
                "chunked, identity",
                "identity",
                "chunked, chunked",
                "chunked,chunked",
                "gzip",
                "chunked;q=1",
                "\"chunked\"",
                "'chunked'",
                "chun ked",
                "chunked,",
                ",chunked",
                ", chunked",
                "cow",
                "",
                " ",
                "0",
                "chunked chunked",
                "chunked, gzip",
                "chunked;",
                "chunked\t,",
                "chunked\u00a0",
                "\u00a0chunked",
                "chunked, gzip, chunked",
                "chunked\u00ff",
                "x chunked",
                "none",
                "chunke",
                "{chunked}");
        for (String coding : bad) {
            refused("coding " + coding, 400, post("Transfer-Encoding: " + coding + "\r\n", "0\r\n\r\n"));
        }
        for (String coding : List.of("identity, chunked", "gzip, chunked", "deflate,gzip,chunked", "x, chunked")) {
            refused("coding " + coding, 501, post("Transfer-Encoding: " + coding + "\r\n", "0\r\n\r\n"));
        }
        for (String coding :
                List.of("chunked", "Chunked", "CHUNKED", "  chunked", "\tchunked", "chunked  ", "chunked\t")) {
            served("coding " + coding, post("Transfer-Encoding:" + coding + "\r\n", "1\r\nx\r\n0\r\n\r\n"), "x");
        }
    }

    private void codingNames() {
        List<String> names = List.of(
                "Transfer-Encoding :",
                "Transfer-Encoding\t:",
                " Transfer-Encoding:",
                "\tTransfer-Encoding:",
                "Transfer Encoding:",
                "Transfer_Encoding:",
                "transfer_encoding:",
                "Transfer-Encoding\u0000:",
                "Transfer\u0000-Encoding:",
                "Transfer-Encoding\u000b:",
                "\u000bTransfer-Encoding:",
                "Transfer-Encoding",
                "X: y\nTransfer-Encoding:",
                "X: y\rTransfer-Encoding:",
                "Transfer-Encoding\r\n:",
                "Transfer-Encoding:\r\n",
                "Transfer-Encoding: x\r\nTransfer-Encoding:",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding:",
                ":",
                ": ",
                "Transfer-Encoding\u00ff:",
                "\u00ffTransfer-Encoding:",
                "\"Transfer-Encoding\":",
                "Content_Length: 3\r\nX:");
        for (String name : names) {
            refused("name " + name, 400, post(name + " chunked\r\n", "0\r\n\r\n"));
            refused(
                    "name " + name + " with length",
                    400,
                    post("Content-Length: 5\r\n" + name + " chunked\r\n", "0\r\n\r\n"));
        }
    }

    private void lengths() {
        List<String> bad = List.of(
                "+5",
                "-5",
                "5 5",
                "5,5",
                "5, 5",
                "5,6",
                "0x5",
                "5e0",
                "5.0",
                "",
                " ",
                "\u0665",
                "5;",
                "\"5\"",
                "five",
                "999999999999999999999",
                "18446744073709551621",
                "00000000000000000005",
                "5\u00a0",
                "5L",
                "05x",
                "5\u0000");
        for (String length : bad) {
            refused("length " + length, 400, post("Content-Length: " + length + "\r\n", "abcde"));
        }
        for (String second : List.of("5", "6", "0", "05")) {
            for (String method : List.of("POST", "GET", "PUT")) {
                refused(
                        "lengths 5 and " + second,
                        400,
                        method + " /@/a HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\ncontent-length: " + second
                                + "\r\n\r\nabcde");
            }
        }
        for (String length : List.of("5", "05", " 5 ", "\t5")) {
            served("length " + length, post("Content-Length:" + length + "\r\n", "abcde"), "abcde");
        }
        for (String method : List.of("GET", "DELETE", "OPTIONS", "PATCH", "PUT", "X-OWN")) {
            String hidden = HIDDEN.replace("/@/smuggled", "/hidden");
            served(
                    "a request in the body of " + method,
                    method + " /@/a HTTP/1.1\r\n" + HOST + "Content-Length: " + hidden.length() + "\r\n\r\n" + hidden,
                    hidden);
            served(
                    "a request in a chunk of " + method,
                    method + " /@/a HTTP/1.1\r\n" + HOST
                            + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(hidden.length()) + "\r\n"
                            + hidden
                            + "\r\n0\r\n\r\n",
                    hidden);
        }
    }

    private void hosts() {
        for (String hosts : List.of(
                "",
                "X: y\r\n",
                HOST + HOST,
                HOST + "Host: b.test\r\n",
                HOST + "host:a.test\r\n",
                "Host: user@a.test\r\n",
                "Host: a.test:\r\n",
                "Host: a.test:x\r\n",
                "Host: a.test:0\r\n",
                "Host: a.test:65536\r\n",
                "Host: a.test:123456\r\n",
                "Host: a.test:80:80\r\n",
                "Host: a.test b.test\r\n",
                "Host: a.test/x\r\n",
                "Host: a.test#x\r\n",
                "Host: a.test?x\r\n",
                "Host: a.test,b.test\r\n",
                "Host:\r\n",
                "Host: \r\n",
                "Host: [\r\n",
                "Host: []\r\n",
                "Host: [::1\r\n",
                "Host: ::1\r\n",
                "Host: [::x]\r\n",
                "Host: a..test\r\n",
                "Host: .a.test\r\n",
                "Host: a%2etest\r\n",
                "Host: \u00e4.test\r\n",
                "Host: a\\b\r\n",
                "Host: <a>\r\n",
                "Host: a.test:+80\r\n",
                "Host: http://a.test\r\n",
                "Host : a.test\r\n",
                " Host: a.test\r\n",
                "Host a.test\r\n")) {
            refused("host " + hosts, 400, get(hosts));
        }
        for (String host : List.of(
                "a.test", "A.TEST", "a.test:80", "a_b.test", "1.2.3.4", "[::1]", "[::1]:8080", "a.test.", " a.test ")) {
            served("host " + host, get("Host:" + host + "\r\n"), "");
        }
    }

    private void folds() {
        for (String blank : List.of(" ", "\t", "  ", " \t")) {
            refused("fold", 400, get(HOST + "X: a\r\n" + blank + "b\r\n"));
            refused("fold of Host", 400, get("Host: a.test\r\n" + blank + "b.test\r\n"));
            refused("fold of a coding", 400, post("Transfer-Encoding:\r\n" + blank + "chunked\r\n", "0\r\n\r\n"));
            refused("fold before all", 400, get(blank + "X: y\r\n" + HOST));
        }
    }

    private void controls() {
        for (char c = 0; c < ' '; c++) {
            if (c == '\r' || c == '\n') {
                continue;
            }
            String where = "0x" + Integer.toHexString(c);
            if (c != '\t') {
                refused("value " + where, 400, get(HOST + "X: a" + c + "b\r\n"));
            }
            refused("name " + where, 400, get(HOST + "X" + c + "Y: a\r\n"));
            refused("target " + where, 400, "GET /@/a" + c + " HTTP/1.1\r\n" + HOST + "\r\n");
            refused("method " + where, 400, "GET" + c + " /@/a HTTP/1.1\r\n" + HOST + "\r\n");
        }
        refused("value 0x7f", 400, get(HOST + "X: \u007f\r\n"));
        refused("name 0x7f", 400, get(HOST + "X\u007f: a\r\n"));
        refused("target 0x7f", 400, "GET /@/a\u007f HTTP/1.1\r\n" + HOST + "\r\n");
        refused("target 0x80", 400, "GET /@/a\u0080 HTTP/1.1\r\n" + HOST + "\r\n");
    }

    private void lineEnds() {
        refused("request line LF", 400, "GET /@/a HTTP/1.1\n" + HOST + "\r\n");
        refused("header LF", 400, "GET /@/a HTTP/1.1\r\nHost: a.test\n\r\n");
        refused("head LF", 400, "GET /@/a HTTP/1.1\r\n" + HOST + "\n");
        refused("all LF", 400, "GET /@/a HTTP/1.1\nHost: a.test\n\n");
        refused("LF CR LF", 400, "GET /@/a HTTP/1.1\r\nHost: a.test\n\r\n\r\n");
        refused("CR CR LF", 400, "GET /@/a HTTP/1.1\r\nHost: a.test\r\r\n\r\n");
        refused("LF CR", 400, "GET /@/a HTTP/1.1\r\nHost: a.test\n\r\r\n\r\n");
        refused("CR in value", 400, get(HOST + "X: a\rb\r\n"));
        refused("CR in name", 400, get(HOST + "X\rY: b\r\n"));
        refused("CR as line end", 400, "GET /@/a HTTP/1.1\rHost: a.test\r\r\n\r\n");
        refused("CR in target", 400, "GET /@/a\r HTTP/1.1\r\n" + HOST + "\r\n");
        refused("LF in target", 400, "GET /@/a\n HTTP/1.1\r\n" + HOST + "\r\n");
        refused("two empty lines", 400, "\r\n\r\n" + get(HOST));
        refused("LF before all", 400, "\n" + get(HOST));
        refused("CR before all", 400, "\r" + get(HOST));
        served("an empty line before all", "\r\n" + get(HOST), "");
    }

    private void requestLines() {
        for (String line : List.of(
                "GET  /@/a HTTP/1.1",
                "GET /@/a  HTTP/1.1",
                "GET\t/@/a HTTP/1.1",
                "GET /@/a\tHTTP/1.1",
                "GET /@/a",
                "GET",
                "GET /@/a HTTP/1.1 ",
                "GET /@/a http/1.1",
                "GET /@/a HTTP/1.10",
                "GET /@/a HTTP/11",
                "GET /@/a HTTPS/1.1",
                "GET /@/a HTTP/1.",
                "GET /@/a HTTP/.1",
                "GET /@/a HTTP /1.1",
                "GET /@/a HTTP/1,1",
                "GET /@/a HTTP/x.1",
                "GET /@/a XTTP/1.1",
                " GET /@/a HTTP/1.1",
                "\u0001GET /@/a HTTP/1.1",
                "GE(T /@/a HTTP/1.1",
                "GE/T /@/a HTTP/1.1",
                "G\u00cbT /@/a HTTP/1.1",
                "/@/a HTTP/1.1",
                "GET /@/a x HTTP/1.1",
                "\u0016\u0003\u0001 /@/a HTTP/1.1",
                "{} /@/a HTTP/1.1")) {
            refused("line " + line, 400, line + "\r\n" + HOST + "\r\n");
        }
        refused("a long line of no method", 400, "\u0001" + "a".repeat(9_000) + " HTTP/1.1\r\n" + HOST + "\r\n");
        refused("a long line", 414, "GET /@/" + "a".repeat(9_000) + " HTTP/1.1\r\n" + HOST + "\r\n");
        refused("a long header", 431, get(HOST + "X: " + "a".repeat(9_000) + "\r\n"));
        refused("many headers", 431, get(HOST + "X: a\r\n".repeat(100)));
        for (String version : List.of("HTTP/1.2", "HTTP/2.0", "HTTP/3.0", "HTTP/0.9", "HTTP/9.9", "HTTP/2.1")) {
            refused(version, 505, "GET /@/a " + version + "\r\n" + HOST + "\r\n");
        }
        refused("a long method", 501, "G".repeat(33) + " /@/a HTTP/1.1\r\n" + HOST + "\r\n");
        refused(
                "coding on HTTP/1.0",
                400,
                "POST /@/a HTTP/1.0\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        refused("two hosts on HTTP/1.0", 400, "GET /@/a HTTP/1.0\r\n" + HOST + HOST + "\r\n");
    }

    private void targets() {
        for (String target : List.of(
                "/@/a#b",
                "#",
                "/@/a%",
                "/@/a%2",
                "/@/a%zz",
                "/@/%00",
                "/@/a\\b",
                "/@/%5c",
                "@",
                "a/@",
                "//",
                "*",
                "http://",
                "http:///@/a",
                "http://u@a.test/@/a",
                "ftp://a.test/@/a",
                "file:///@/a",
                "http:/@/a",
                "javascript:x",
                "http://a.test:x/@/a",
                "http://a test/@/a",
                "?@",
                "http://a.test\\@b/@/a",
                "://a.test/@/a")) {
            if (target.equals("//")) {
                continue;
            }
            refused("target " + target, 400, "GET " + target + " HTTP/1.1\r\n" + HOST + "\r\n");
        }
        refused("CONNECT", 501, "CONNECT a.test:443 HTTP/1.1\r\n" + HOST + "\r\n");
        for (String scheme : List.of("http", "HTTP", "https")) {
            served("absolute " + scheme, "GET " + scheme + "://b.test/@/a HTTP/1.1\r\n" + HOST + "\r\n", "");
        }
    }

    private void chunks() {
        for (String chunks : List.of(
                "0x1\r\nx\r\n0\r\n\r\n",
                "+1\r\nx\r\n0\r\n\r\n",
                "-1\r\nx\r\n0\r\n\r\n",
                " 1\r\nx\r\n0\r\n\r\n",
                "1 \r\nx\r\n0\r\n\r\n",
                "1\t\r\nx\r\n0\r\n\r\n",
                "g\r\nx\r\n0\r\n\r\n",
                "\r\nx\r\n0\r\n\r\n",
                "1\nx\r\n0\r\n\r\n",
                "1;a\nx\r\n0\r\n\r\n",
                "1;a=\"\n\"\r\nx\r\n0\r\n\r\n",
                "1;a=\"\r\n\"\r\nx\r\n0\r\n\r\n",
                "1;a=\"b\r\nx\r\n0\r\n\r\n",
                "1;a=\"\\\"\"\r\nx\r\n0\r\n\r\n",
                "1\r\nx0\r\n\r\n",
                "1\r\nx\n0\r\n\r\n",
                "1\r\nxy\r\n0\r\n\r\n",
                "1\r\nx\r\r\n0\r\n\r\n",
                "ffffffffffffffff\r\nx\r\n0\r\n\r\n",
                "10000000000000001\r\nx\r\n0\r\n\r\n",
                "ffffffff\r\nx\r\n0\r\n\r\n",
                "1;\u0000\r\nx\r\n0\r\n\r\n",
                "1;" + "a".repeat(300) + "\r\nx\r\n0\r\n\r\n",
                "0\r\nX: y\n\r\n",
                "0\r\n X: y\r\n\r\n",
                "0\r\nX y\r\n\r\n",
                "0\r\nX: a\rb\r\n\r\n",
                "0\r\n: y\r\n\r\n",
                "0\r\nX\u0000: y\r\n\r\n",
                "0\n\r\n",
                "0\r\r\n\r\n",
                "00000000000000000\r\n\r\n",
                "1\r\n\r\nx\r\n0\r\n\r\n",
                "1,\r\nx\r\n0\r\n\r\n",
                "1\u000b\r\nx\r\n0\r\n\r\n",
                "\u0661\r\nx\r\n0\r\n\r\n",
                "0\r\n\n")) {
            refused("chunks " + chunks, 400, chunked(chunks));
        }
        refused(
                "trailers without end",
                400,
                chunked("0\r\n" + "X: yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy\r\n".repeat(200)));
        for (String chunks : List.of(
                "1\r\nx\r\n0\r\n\r\n",
                "01\r\nx\r\n0\r\n\r\n",
                "1;a\r\nx\r\n0\r\n\r\n",
                "1;a=b\r\nx\r\n0\r\n\r\n",
                "1;a=\"b;c\"\r\nx\r\n0;last\r\n\r\n",
                "1\r\nx\r\n000\r\n\r\n",
                "1\r\nx\r\n0\r\nX: y\r\nY: z\r\n\r\n",
                "1\r\nx\r\n0\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nHost: b.test\r\n\r\n")) {
            served("chunks " + chunks, chunked(chunks), "x");
        }
        served(
                "large size letters",
                chunked("A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n"),
                "01234567890123456789");
    }

    private void sound() {
        served("GET", get(HOST), "");
        served("HEAD", "HEAD /@/a HTTP/1.1\r\n" + HOST + "\r\n", "");
        served("octets beyond ASCII in a value", get(HOST + "X: \u00e9\u00ff\r\n"), "");
        served("a name with an underscore", get(HOST + "X_Own: 1\r\n"), "");
        served("all letters of a token", get(HOST + "!#$%&'*+-.^_`|~09azAZ: 1\r\n"), "");
        served("an empty value", get(HOST + "X:\r\nY: \r\n"), "");
        for (String name : List.of("X_Forwarded_For", "X-Forwarded_Host", "x_forwarded_proto")) {
            refused("disguise " + name, 400, get(HOST + name + ": 1\r\n"));
        }
        for (String upgrade : List.of("h2c", "H2C", "h2c, websocket", "websocket, h2c", "TLS/1.0, h2c")) {
            served(
                    "upgrade " + upgrade,
                    get(HOST + "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: " + upgrade
                            + "\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"),
                    "");
        }
        for (String names : List.of(
                "content-length",
                "Content-Length, keep-alive",
                "host",
                "transfer-encoding",
                "x, host, content-length")) {
            served(
                    "Connection names " + names,
                    post("Connection: " + names + "\r\nContent-Length: 3\r\n", "abc"),
                    "abc");
            served(
                    "Connection names " + names + ", chunked",
                    post("Connection: " + names + "\r\nTransfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\n\r\n"),
                    "abc");
        }
        for (String expect : List.of("100-continue", "100-Continue")) {
            served("expect " + expect, post("Expect: " + expect + "\r\nContent-Length: 3\r\n", "abc"), "abc");
            served(
                    "expect " + expect + " chunked",
                    post("Expect: " + expect + "\r\nTransfer-Encoding: chunked\r\n", "3\r\nabc\r\n0\r\n\r\n"),
                    "abc");
        }
        for (int count = 2; count <= 8; count++) {
            List<Integer> statuses = new ArrayList<>(Collections.nCopies(count + 1, 200));
            List<String> bodies = new ArrayList<>(Collections.nCopies(count, "abc"));
            bodies.add("");
            add(
                    count + " in a row",
                    post("Content-Length: 3\r\n", "abc").repeat(count) + last(),
                    List.copyOf(statuses),
                    List.copyOf(bodies));
            statuses.set(count, 400);
            bodies.removeLast();
            add(
                    count + " in a row, then a bad one",
                    post("Content-Length: 3\r\n", "abc").repeat(count) + post("Content-Length: x\r\n", "") + HIDDEN,
                    statuses,
                    bodies);
        }
    }

    /** A client that waits for a 100 may send the body all the same, or the next request in its place. */
    private void expectations() {
        String expect = "Expect: 100-continue\r\n";
        String length = "Content-Length: " + HIDDEN.length() + "\r\n";
        refused("expect with a bad length", 400, post(expect + "Content-Length: x\r\n", ""));
        refused("expect with two lengths", 400, post(expect + length + length, ""));
        refused("expect with length and coding", 400, post(expect + length + "Transfer-Encoding: chunked\r\n", ""));
        refused("expect with a bad coding", 501, post(expect + "Transfer-Encoding: x, chunked\r\n", ""));
        refused("expect with bad chunks", 400, post(expect + "Transfer-Encoding: chunked\r\n", "x\r\n"));
        String line = " HTTP/1.1\r\n" + HOST + expect + length + "\r\n";
        refused("expect with a bad target", 400, "POST /@/%zz" + line);
        refused("expect with CONNECT", 501, "CONNECT a.test:443" + line);
        served(
                "expect with a request for a body",
                post(expect + length, HIDDEN.replace("/@/smuggled", "/hidden!!!!")),
                HIDDEN.replace("/@/smuggled", "/hidden!!!!"));
    }

    /** No reader of Unicode may find a line end or a blank in one. */
    private void extensions() {
        for (String extension : List.of(
                "\u0080",
                "\u0085",
                "\u00a0",
                "a\u00ff",
                "a=\u00e9",
                "a=\"\u0085\"",
                "a=\"\u00a0\"",
                "a\u007f",
                "a=\"\u007f\"")) {
            refused("extension " + extension, 400, chunked("1;" + extension + "\r\nx\r\n0\r\n\r\n"));
            refused("extension at the end " + extension, 400, chunked("1\r\nx\r\n0;" + extension + "\r\n\r\n"));
        }
        served("the longest extension", chunked("1;" + "a".repeat(256) + "\r\nx\r\n0\r\n\r\n"), "x");
        refused("a longer extension", 400, chunked("1;" + "a".repeat(257) + "\r\nx\r\n0\r\n\r\n"));
    }

    private void trailers() {
        for (String name : List.of(
                "Content-Length",
                "content-length",
                "Transfer-Encoding",
                "Trailer",
                "Host",
                "Connection",
                "Upgrade",
                "TE",
                "Expect",
                "X-Forwarded-For",
                "X_Own")) {
            served("trailer " + name, chunked("1\r\nx\r\n0\r\n" + name + ": 5\r\n\r\n"), "x");
        }
        for (String name : List.of(
                "Content_Length", "transfer_encoding", "Transfer_Encoding", "X_Forwarded_For", "x-forwarded_host")) {
            refused("trailer " + name, 400, chunked("1\r\nx\r\n0\r\n" + name + ": 5\r\n\r\n"));
        }
        for (String line : List.of(
                "Content-Length : 5",
                "Content-Length\t: 5",
                "\tContent-Length: 5",
                "Content-Length",
                "X: \u0000",
                "X: \u007f",
                "X: a\r\n b",
                "\u00e9: 5")) {
            refused("trailer line " + line, 400, chunked("1\r\nx\r\n0\r\n" + line + "\r\n\r\n"));
        }
        served("the most trailers", chunked("1\r\nx\r\n0\r\n" + "X: y\r\n".repeat(100) + "\r\n"), "x");
        refused("more trailers", 400, chunked("1\r\nx\r\n0\r\n" + "X: y\r\n".repeat(101) + "\r\n"));
    }

    /** More than the buffers of a socket are read into. */
    private void inARow() {
        int count = 70;
        String body = "a".repeat(1_000);
        String all = post("Content-Length: 1000\r\n", body).repeat(count);
        List<Integer> statuses = new ArrayList<>(Collections.nCopies(count + 1, 200));
        List<String> bodies = new ArrayList<>(Collections.nCopies(count, body));
        bodies.add("");
        add("70,000 octets in a row", all + last(), List.copyOf(statuses), List.copyOf(bodies));
        statuses.set(count, 400);
        bodies.removeLast();
        add("70,000 octets in a row, then a bad one", all + get(HOST + HOST) + HIDDEN, statuses, bodies);
        String hidden = HIDDEN.replace("/@/smuggled", "/hidden").repeat(1_900);
        served(
                "requests in a body of 70,000 octets",
                post("Content-Length: " + hidden.length() + "\r\n", hidden),
                hidden);
        served(
                "requests in a chunk of 70,000 octets",
                chunked(Integer.toHexString(hidden.length()) + "\r\n" + hidden + "\r\n0\r\n\r\n"),
                hidden);
    }

    /** A CR is the last octet of a read of so many, and its LF, or what comes in its place, the first of the next. */
    private void bufferEnds() {
        for (int end : List.of(128, 256, 512, 1024, 2048, 4096)) {
            String head = get(HOST + "X: ");
            head = head.substring(0, head.length() - 2);
            String line = head + "y".repeat(end - 1 - numbered(head).length());
            served("a head's CR at " + end, line + "\r\n\r\n", "");
            refused("a head's CR and no LF at " + end, 400, line + "\ry\r\n\r\n");
            refused("a head's LF at " + end, 400, line + "\n\r\n");
        }
        for (int end : List.of(256, 1024, 4096, 16_384, 65_536)) {
            int size = end - 1 - numbered(chunked("0000\r\n")).length();
            String data = "x".repeat(size);
            String chunk = chunked(HexFormat.of().toHexDigits((short) size) + "\r\n" + data);
            served("a chunk's CR at " + end, chunk + "\r\n0\r\n\r\n", data);
            refused("a chunk's CR and no LF at " + end, 400, chunk + "\r0\r\n\r\n");
            refused("a chunk's LF at " + end, 400, chunk + "\n0\r\n\r\n");
        }
    }

    /** As the next stream has it. */
    private String numbered(String octets) {
        return octets.replace("/@/", "/" + streams.size() + "/");
    }
}
