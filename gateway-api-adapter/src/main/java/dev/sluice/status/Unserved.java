package dev.sluice.status;

/** What people ask for that Sluice does not serve, and that no feature of Gateway API is named after. */
public enum Unserved {
    MCP("XBackend with `protocol: MCP`", "it is not accepted, and requests are answered 500"),
    LISTENER_EXTERNAL_AUTH(
            "`ExternalAuth` in the filters of a Listener", "the Listener is not accepted; in rules it is served"),
    HTTP3("HTTP/3", "Listeners take HTTP/1.1 and HTTP/2; no `Alt-Svc` is sent"),
    EXTENSIONS(
            "Envoy's ext_proc, Lua, WebAssembly",
            "there is no filter for them; ext_authz is served, and a filter may be written in Java"),
    PROVIDER_LOGOUT(
            "logouts that an OpenID provider begins (back-channel, front-channel)",
            "the session of `OidcLogin` lasts until it ends or the user logs out"),
    RELEASES("published images and releases", "build the image with the Dockerfile");

    private final String feature;
    private final String today;

    Unserved(String feature, String today) {
        this.feature = feature;
        this.today = today;
    }

    /** As users call it, in Markdown. */
    public String feature() {
        return feature;
    }

    /** What happens today where somebody wants it. */
    public String today() {
        return today;
    }
}
