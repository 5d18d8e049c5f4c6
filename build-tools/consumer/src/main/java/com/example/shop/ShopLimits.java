package com.example.shop;

import java.security.Principal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.cloud.gateway.filter.ratelimit.KeyResolver;
import org.springframework.cloud.gateway.filter.ratelimit.RateLimiter;
import org.springframework.cloud.gateway.filter.ratelimit.RedisRateLimiter;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import reactor.core.publisher.Mono;

/** What RequestRateLimiter takes: a limiter, in memory or in Redis, and who counts as one client. */
@Configuration(proxyBeanMethods = false)
class ShopLimits {

    private static final int MINUTE = 60;

    @Bean
    @Primary
    KeyResolver byUser() {
        return exchange -> exchange.getPrincipal().map(Principal::getName);
    }

    @Bean
    KeyResolver byTeam() {
        return exchange -> Mono.justOrEmpty(exchange.getRequest().getHeaders().getFirst("x-team"));
    }

    @Bean
    @Primary
    RateLimiter<Object> twoOfEach() {
        return new TwoOfEach();
    }

    /** One a minute for each key and two at once, whichever replica they come to: counted in Redis. */
    @Bean
    RedisRateLimiter oneAMinute() {
        return new RedisRateLimiter(1, 2 * MINUTE, MINUTE);
    }

    /** Two requests for each key, and never another. */
    private static final class TwoOfEach implements RateLimiter<Object> {

        private static final int LIMIT = 2;

        private final Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();

        @Override
        public Mono<Response> isAllowed(String routeId, String key) {
            int count = seen.computeIfAbsent(key, _ -> new AtomicInteger()).incrementAndGet();
            return Mono.just(new Response(count <= LIMIT, Map.of("x-limit", String.valueOf(LIMIT))));
        }

        @Override
        public Map<String, Object> getConfig() {
            return Map.of();
        }

        @Override
        public Class<Object> getConfigClass() {
            return Object.class;
        }

        @Override
        public Object newConfig() {
            return new Object();
        }
    }
}
