package dev.sluice.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * An OpenID Connect provider on this machine. All who come to its login page are logged in as alice, and sent back at
 * once. It is strict where clients make mistakes: a code is of use once, with the verifier and the address that it was
 * issued for; a refresh token too. Faults are set by fields.
 */
public final class OidcProvider implements AutoCloseable {

    /** What goes wrong. */
    public enum Fault {
        NONE,
        DESCRIPTION_AWAY,
        OTHER_ISSUER,
        TOKENS_AWAY,
        KEYS_AWAY,
        NO_ID_TOKEN,
        UNSIGNED,
        FOREIGN_KEY,
        DENIED,
        OVERLOADED,
        BROKEN_TOKENS
    }

    public static final String CLIENT = "shop";
    public static final String SECRET = "not a \"secret\": 100 %";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    /** Of all providers, for to make them takes a second. */
    private static final SigningKey FIRST = SigningKey.random("one");

    private static final SigningKey FOREIGN = SigningKey.random("one");

    /** Those of this process. A gateway that has met a provider knows it again by its URL, and what it said. */
    private static final Set<Integer> USED_PORTS = ConcurrentHashMap.newKeySet();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    private final Map<String, String> refreshTokens = new ConcurrentHashMap<>();

    /** Paths of all requests, with their parameters. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    public volatile Fault fault = Fault.NONE;

    /** Whether a refresh token is issued. */
    public volatile boolean refreshes;

    /** Whether it says its name to the browser. */
    public volatile boolean saysItsName = true;

    /** Seconds for which tokens are valid. */
    public volatile int lifetime = 600;

    /** Changes the claims of ID tokens. */
    public volatile UnaryOperator<Map<String, Object>> claims = all -> all;

    private volatile SigningKey key = FIRST;

    /** Starts it on a port that no other had before. */
    public OidcProvider() throws IOException {
        this(unused());
    }

    /** Starts it. */
    public OidcProvider(int port) throws IOException {
        this(at(port));
    }

    private OidcProvider(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/.well-known/openid-configuration", exchange -> serve(exchange, this::describe));
        server.createContext("/authorize", exchange -> serve(exchange, this::authorize));
        server.createContext("/token", exchange -> serve(exchange, this::issue));
        server.createContext("/keys", exchange -> serve(exchange, this::publish));
        server.createContext("/logout", exchange -> serve(exchange, this::logout));
        server.start();
    }

    private static HttpServer unused() throws IOException {
        HttpServer server = at(0);
        while (!USED_PORTS.add(server.getAddress().getPort())) {
            server.stop(0);
            server = at(0);
        }
        return server;
    }

    private static HttpServer at(int port) throws IOException {
        return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    }

    /** Its URL. */
    public String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Signs by another key from now on; the one before is gone. */
    public void rotate(String id) {
        key = SigningKey.random(id);
    }

    /** Forgets all refresh tokens, as if the user's sessions were ended. */
    public void revoke() {
        refreshTokens.clear();
    }

    /** How many requests to a path there were. */
    public long count(String path) {
        return asked.stream()
                .filter(each -> each.equals(path) || each.startsWith(path + " "))
                .count();
    }

    private interface Handler {
        void handle(HttpExchange exchange, Map<String, String> parameters) throws Exception;
    }

    private void serve(HttpExchange exchange, Handler handler) throws IOException {
        try (exchange) {
            String query = exchange.getRequestURI().getRawQuery();
            String form = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            asked.add(exchange.getRequestURI().getPath()
                    + (query == null ? "" : " " + query)
                    + (form.isEmpty() ? "" : " " + form));
            Map<String, String> parameters = parse(query);
            parameters.putAll(parse(form));
            handler.handle(exchange, parameters);
        } catch (IOException gone) {
            throw gone;
        } catch (Exception bug) {
            throw new IllegalStateException(bug);
        }
    }

    private static Map<String, String> parse(@Nullable String form) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String pair : form == null || form.isEmpty() ? new String[0] : form.split("&", -1)) {
            int equals = pair.indexOf('=');
            all.put(pair.substring(0, equals), URLDecoder.decode(pair.substring(equals + 1), UTF_8));
        }
        return all;
    }

    private void describe(HttpExchange exchange, Map<String, String> parameters) throws IOException {
        if (fault == Fault.DESCRIPTION_AWAY) {
            json(exchange, 503, Map.of());
            return;
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("issuer", fault == Fault.OTHER_ISSUER ? issuer() + "/other" : issuer());
        all.put("authorization_endpoint", issuer() + "/authorize");
        all.put("token_endpoint", issuer() + "/token");
        all.put("jwks_uri", issuer() + "/keys");
        all.put("end_session_endpoint", issuer() + "/logout");
        all.put("response_types_supported", List.of("code"));
        all.put("subject_types_supported", List.of("public"));
        all.put("id_token_signing_alg_values_supported", List.of("RS256"));
        all.put("authorization_response_iss_parameter_supported", saysItsName);
        json(exchange, 200, all);
    }

    private void authorize(HttpExchange exchange, Map<String, String> request) throws IOException {
        Map<String, String> back = new LinkedHashMap<>();
        boolean valid = CLIENT.equals(request.get("client_id"))
                && "code".equals(request.get("response_type"))
                && "S256".equals(request.get("code_challenge_method"))
                && request.containsKey("nonce")
                && request.getOrDefault("scope", "").contains("openid");
        if (fault == Fault.DENIED) {
            back.put("error", "access_denied");
            back.put("error_description", "<script>alert(1)</script>");
        } else if (fault == Fault.OVERLOADED) {
            back.put("error", "temporarily_unavailable");
        } else if (!valid) {
            back.put("error", "invalid_request");
        } else {
            String code = UUID.randomUUID().toString();
            codes.put(code, request);
            back.put("code", code);
        }
        back.put("state", request.getOrDefault("state", ""));
        if (saysItsName) {
            back.put("iss", issuer());
        }
        redirect(exchange, request.get("redirect_uri") + "?" + form(back));
    }

    private void logout(HttpExchange exchange, Map<String, String> request) throws IOException {
        String after = request.get("post_logout_redirect_uri");
        if (after == null) {
            json(exchange, 200, Map.of("logged", "out"));
        } else {
            redirect(exchange, after);
        }
    }

    private void publish(HttpExchange exchange, Map<String, String> parameters) throws IOException {
        json(exchange, fault == Fault.KEYS_AWAY ? 500 : 200, Map.of("keys", List.of(key.published())));
    }

    private void issue(HttpExchange exchange, Map<String, String> request) throws Exception {
        String credentials = URLEncoder.encode(CLIENT, UTF_8) + ":" + URLEncoder.encode(SECRET, UTF_8);
        String expected = "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
        if (fault == Fault.TOKENS_AWAY) {
            json(exchange, 503, Map.of());
        } else if (fault == Fault.BROKEN_TOKENS) {
            json(exchange, 200, Map.of("id_token", "x"));
        } else if (!expected.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            json(exchange, 401, Map.of("error", "invalid_client"));
        } else if ("refresh_token".equals(request.get("grant_type"))) {
            String nonce = refreshTokens.remove(String.valueOf(request.get("refresh_token")));
            answer(exchange, nonce);
        } else {
            Map<String, String> login = codes.remove(String.valueOf(request.get("code")));
            answer(exchange, login != null && fits(login, request) ? login.get("nonce") : null);
        }
    }

    private static boolean fits(Map<String, String> asked, Map<String, String> redeemed) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256")
                .digest(redeemed.getOrDefault("code_verifier", "").getBytes(UTF_8));
        return BASE64.encodeToString(digest).equals(asked.get("code_challenge"))
                && Objects.equals(asked.get("redirect_uri"), redeemed.get("redirect_uri"));
    }

    private void answer(HttpExchange exchange, @Nullable String nonce) throws Exception {
        if (nonce == null) {
            json(exchange, 400, Map.of("error", "invalid_grant"));
            return;
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("access_token", "access-" + UUID.randomUUID());
        all.put("token_type", "Bearer");
        all.put("expires_in", lifetime);
        if (fault != Fault.NO_ID_TOKEN) {
            all.put("id_token", idToken(nonce));
        }
        if (refreshes) {
            String refreshToken = "refresh-" + UUID.randomUUID();
            refreshTokens.put(refreshToken, nonce);
            all.put("refresh_token", refreshToken);
        }
        json(exchange, 200, all);
    }

    private String idToken(String nonce) throws Exception {
        long now = Instant.now().getEpochSecond();
        Map<String, Object> made = new LinkedHashMap<>();
        made.put("iss", issuer());
        made.put("aud", List.of(CLIENT));
        made.put("sub", "alice");
        made.put("roles", List.of("buyer", "seller"));
        made.put("nonce", nonce);
        made.put("iat", now);
        made.put("exp", now + lifetime);
        Map<String, Object> all = claims.apply(made);
        return switch (fault) {
            case UNSIGNED -> SigningKey.unsigned(all);
            case FOREIGN_KEY -> FOREIGN.sign(all);
            default -> key.sign(all);
        };
    }

    private static String form(Map<String, String> parameters) {
        List<String> pairs = new ArrayList<>();
        parameters.forEach((name, value) -> pairs.add(name + "=" + URLEncoder.encode(value, UTF_8)));
        return String.join("&", pairs);
    }

    private static void redirect(HttpExchange exchange, String location) throws IOException {
        exchange.getResponseHeaders().set("Location", location);
        exchange.sendResponseHeaders(302, -1);
    }

    private static void json(HttpExchange exchange, int status, Map<String, Object> content) throws IOException {
        byte[] body = JSON.writeValueAsBytes(content);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
