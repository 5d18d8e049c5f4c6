package dev.sluice.validation;

import dev.sluice.validation.schema.IntegerSchema;
import dev.sluice.validation.schema.MapSchema;
import dev.sluice.validation.schema.ObjectSchema;
import dev.sluice.validation.schema.Rule;
import dev.sluice.validation.schema.Schema;
import dev.sluice.validation.schema.StringSchema;
import tools.jackson.databind.JsonNode;

/** The types that several kinds share. Source: shared_types.go. */
final class SharedTypes {

    static final String SUBDOMAIN_REGEX = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
    private static final String SUBDOMAIN_WORDS = "lower-case letters, digits, '-' and '.', such as shop.example.com";
    private static final String LABEL_REGEX = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private static final String LABEL_WORDS = "lower-case letters, digits and '-', such as my-name";
    private static final String QUALIFIED_REGEX =
            "^(" + SUBDOMAIN_REGEX + "/)?([A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9]$";

    static final StringSchema HOSTNAME = Schema.string()
            .length(1, 253)
            .matching(
                    "^(\\*\\.)?" + SUBDOMAIN_REGEX + "$",
                    "a lower-case host name such as shop.example.com or *.example.com");
    static final StringSchema PRECISE_HOSTNAME = Schema.string()
            .length(1, 253)
            .matching(
                    "^" + SUBDOMAIN_REGEX + "$", "a lower-case host name without a wildcard, such as shop.example.com");
    static final StringSchema GROUP = Schema.string()
            .length(0, 253)
            .matching(
                    "^$|^" + SUBDOMAIN_REGEX + "$", "an API group such as gateway.networking.k8s.io, or \"\" for core");
    static final StringSchema KIND =
            Schema.string().length(1, 63).matching("^[a-zA-Z]([-a-zA-Z0-9]*[a-zA-Z0-9])?$", "a kind such as Service");
    static final StringSchema OBJECT_NAME = Schema.string().length(1, 253);
    static final StringSchema NAMESPACE = Schema.string().length(1, 63).matching("^" + LABEL_REGEX + "$", LABEL_WORDS);
    static final StringSchema SECTION_NAME =
            Schema.string().length(1, 253).matching("^" + SUBDOMAIN_REGEX + "$", SUBDOMAIN_WORDS);
    static final StringSchema SUBDOMAIN =
            Schema.string().length(1, 253).matching("^" + SUBDOMAIN_REGEX + "$", SUBDOMAIN_WORDS);
    static final StringSchema DNS_LABEL = Schema.string().length(1, 63).matching("^" + LABEL_REGEX + "$", LABEL_WORDS);
    static final StringSchema DNS_1035_LABEL = Schema.string()
            .length(1, 63)
            .matching("^[a-z]([-a-z0-9]*[a-z0-9])?$", "lower-case letters, digits and '-', beginning with a letter");
    static final StringSchema HEADER_NAME = Schema.string()
            .length(1, 256)
            .matching("^[A-Za-z0-9!#$%&'*+\\-.^_\\x60|~]+$", "letters, digits and !#$%&'*+-.^_`|~");
    static final StringSchema HEADER_VALUE = Schema.string()
            .length(1, 4096)
            .matching("^[!-~]+([\\t ]?[!-~]+)*$", "visible ASCII, single spaces or tabs between");
    static final StringSchema DURATION = Schema.string()
            .matching("^([0-9]{1,5}(h|m|s|ms)){1,4}$", "a duration such as 500ms, 10s or 1h30m")
            .asType();
    static final StringSchema QUALIFIED_NAME = Schema.string()
            .length(1, 317)
            .matching(QUALIFIED_REGEX, "a name of at most 63 characters, with or without a prefix: example.com/name");
    /** The API server reads the prefix of an annotation's name in any case. */
    static final StringSchema ANNOTATION_NAME = Schema.string()
            .length(1, 317)
            .matching("(?i)" + QUALIFIED_REGEX, "a name of at most 63 characters, with or without a prefix");

    static final StringSchema LABEL_VALUE = Schema.string()
            .length(0, 63)
            .matching("^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$", "letters, digits, '-', '_' and '.'");
    static final IntegerSchema PORT = Schema.integer(1, 65535);
    static final MapSchema OPTIONS = Schema.map(Schema.string().length(0, 4096)).atMost(16);
    static final Schema EXTENSION_NAME = Schema.string().length(1, 253);

    /** The API server does not look into it: what cannot be meant selects nothing. */
    static final ObjectSchema LABEL_SELECTOR = Schema.object()
            .optional("matchLabels", Schema.map(Schema.string()))
            .optional(
                    "matchExpressions",
                    Schema.list(Schema.object()
                            .required("key", Schema.string())
                            .required("operator", Schema.string())
                            .optional("values", Schema.list(Schema.string()))));

    private static final ObjectSchema COOKIE = Schema.object()
            .optional("name", HEADER_NAME)
            .preset("path", Schema.string().length(0, 1024), "\"/\"")
            .preset("lifetimeType", Schema.oneOf("Session", "Permanent"), "\"Session\"");

    private static final ObjectSchema HEADER = Schema.object().required("name", HEADER_NAME);

    private static final Rule PERMANENT_ENDS = new Rule(
            "AbsoluteTimeout must be specified when cookie lifetimeType is Permanent",
            "add absoluteTimeout",
            it -> !lifetime(it, "Permanent") || it.has("absoluteTimeout"));

    /** SessionPersistence in the form of v1.7 only, which an XBackend has. */
    static final ObjectSchema SESSION_OF_BACKEND = Schema.object()
            .optional("absoluteTimeout", DURATION)
            .preset("type", Schema.oneOf("Cookie", "Header"), "\"Cookie\"")
            .optional("cookie", COOKIE)
            .optional("header", HEADER)
            .rule(PERMANENT_ENDS)
            .rule(new Rule(
                    "cookie must be specified for Cookie type, and must be nil otherwise",
                    "add cookie: {}, or set type: Header and header",
                    it -> it.has("cookie") == Values.is(it, "type", "Cookie")))
            .rule(new Rule(
                    "header must be specified for Header type, and must be nil otherwise",
                    "add header with a name, or set type: Cookie and cookie",
                    it -> it.has("header") == Values.is(it, "type", "Header")));

    /**
     * SessionPersistence as v1.1 ({@code sessionName}, {@code cookieConfig}) and as v1.7 ({@code cookie}, {@code
     * header}) have it. Without any of these it is that of v1.1: v1.7 asks for one.
     */
    static final ObjectSchema SESSION_PERSISTENCE = Schema.object()
            .optional("sessionName", Schema.string().length(0, 128))
            .optional("absoluteTimeout", DURATION)
            .optional("idleTimeout", DURATION)
            .preset("type", Schema.oneOf("Cookie", "Header"), "\"Cookie\"")
            .optional(
                    "cookieConfig",
                    Schema.object().preset("lifetimeType", Schema.oneOf("Session", "Permanent"), "\"Session\""))
            .optional("cookie", COOKIE)
            .optional("header", HEADER)
            .rule(PERMANENT_ENDS)
            .rule(new Rule(
                    "cookie must be nil if type is not Cookie",
                    "remove cookie or set type: Cookie",
                    it -> Values.is(it, "type", "Cookie") || !(it.has("cookie") || it.has("cookieConfig"))))
            .rule(new Rule(
                    "sessionName, idleTimeout and cookieConfig of v1.1 must not be used together with cookie and header of v1.7",
                    "keep the fields of one version",
                    it -> !isOfV17(it) || !isOfV11(it)))
            .rule(new Rule(
                    "header must be nil if type is not Header",
                    "remove header or set type: Header",
                    it -> Values.is(it, "type", "Header") || !it.has("header")));

    private SharedTypes() {}

    /** Asked of a map: its keys are qualified names. */
    static Rule prefixAtMost(int characters) {
        return new Rule(
                "the prefix of a key must not be longer than " + characters + " characters",
                "shorten it",
                map -> map.propertyNames().stream().allMatch(key -> key.indexOf('/') <= characters));
    }

    private static boolean isOfV11(JsonNode it) {
        return it.has("sessionName") || it.has("cookieConfig") || it.has("idleTimeout");
    }

    private static boolean isOfV17(JsonNode it) {
        return it.has("cookie") || it.has("header");
    }

    private static boolean lifetime(JsonNode it, String type) {
        return Values.is(it.path("cookie"), "lifetimeType", type)
                || Values.is(it.path("cookieConfig"), "lifetimeType", type);
    }
}
