package dev.sluice.condition;

/**
 * Why a sessionPersistence cannot be served, in a rule or in a policy.
 *
 * @param message names the field, the cause and the remedy
 */
public record SessionFault(String message) {

    /** Fields that no version has together. */
    public static SessionFault mixed() {
        return new SessionFault(
                "sessionPersistence has fields of two versions: sessionName, idleTimeout and cookieConfig are of v1.1 to v1.6, cookie and header of v1.7; keep those of one");
    }

    /** A type of a newer version. */
    public static SessionFault typeNotServed(String type) {
        return new SessionFault("sessionPersistence.type %s is not supported; use Cookie or Header".formatted(type));
    }

    /**
     * A name that no cookie and no header can have. v1.1 to v1.6 take any text. Source: RFC 6265, section 4.1.1; RFC
     * 9110, section 5.1.
     *
     * @param field such as {@code sessionName}
     */
    public static SessionFault invalidName(String field, String name) {
        return new SessionFault("sessionPersistence.%s '%s' cannot be a name; use letters, digits, '-', '_' and '.'"
                .formatted(field, name));
    }

    /** A header that HTTP or gRPC itself uses. */
    public static SessionFault reservedHeader(String header) {
        return new SessionFault(
                "sessionPersistence: header %s has a meaning of its own in HTTP or gRPC; choose another, such as x-session"
                        .formatted(header));
    }

    /** A path that would be read as other attributes of the cookie, or as none. Source: RFC 6265, section 4.1.1. */
    public static SessionFault invalidPath(String path) {
        return new SessionFault(
                "sessionPersistence.cookie.path '%s' cannot be the path of a cookie; begin with '/' and use visible ASCII without ';'"
                        .formatted(path));
    }

    /** A name that promises a path which is not the cookie's. Source: RFC 6265bis, section 4.1.3.2. */
    public static SessionFault pathOfOneHost(String name, String path) {
        return new SessionFault(
                "sessionPersistence: browsers drop cookie %s with path '%s'; leave out the path, or begin the name with another prefix"
                        .formatted(name, path));
    }

    /** A cookie that must live until an absolute timeout that is missing or zero. */
    public static SessionFault endless() {
        return new SessionFault(
                "sessionPersistence: lifetimeType Permanent needs an absoluteTimeout above zero; add one");
    }
}
