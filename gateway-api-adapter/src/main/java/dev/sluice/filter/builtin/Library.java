package dev.sluice.filter.builtin;

/** Libraries that filters leave their work to, and that an application may lack: they are optional dependencies. */
enum Library {
    BUCKETS("io.github.bucket4j.Bucket", "com.bucket4j:bucket4j_jdk17-core"),
    CACHE("com.github.benmanes.caffeine.cache.Caffeine", "com.github.ben-manes.caffeine:caffeine"),
    CIRCUITS(
            "io.github.resilience4j.circuitbreaker.CircuitBreaker",
            "io.github.resilience4j:resilience4j-circuitbreaker"),
    LOGIN(
            "org.springframework.security.oauth2.client.oidc.authentication.OidcIdTokenValidator",
            "org.springframework.security:spring-security-oauth2-client"),
    PASSWORDS(
            "org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder",
            "org.springframework.security:spring-security-crypto"),
    TOKENS(
            "org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder",
            "org.springframework.security:spring-security-oauth2-jose");

    private final String type;
    private final String dependency;

    /**
     * A library.
     *
     * @param type one of its classes, which says whether it is there
     * @param dependency Maven coordinates without a version
     */
    Library(String type, String dependency) {
        this.type = type;
        this.dependency = dependency;
    }

    String dependency() {
        return dependency;
    }

    boolean isIn(ClassLoader application) {
        try {
            Class.forName(type, false, application);
            return true;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }
}
