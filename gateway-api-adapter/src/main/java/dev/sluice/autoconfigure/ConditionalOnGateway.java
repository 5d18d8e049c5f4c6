package dev.sluice.autoconfigure;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;

/** Only where Spring Cloud Gateway itself is: in a WebFlux application that has not switched it off. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBooleanProperty(name = ConditionalOnGateway.SWITCH, matchIfMissing = true)
@interface ConditionalOnGateway {

    /** Spring Cloud Gateway's own switch. */
    String SWITCH = "spring.cloud.gateway.server.webflux.enabled";
}
