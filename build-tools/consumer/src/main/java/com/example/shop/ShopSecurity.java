package com.example.shop;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity.CsrfSpec;
import org.springframework.security.web.server.SecurityWebFilterChain;

/** Everything needs credentials, as Spring Boot has it by default; without forms, which an API has no use for. */
@Configuration(proxyBeanMethods = false)
class ShopSecurity {

    @Bean
    SecurityWebFilterChain everythingNeedsCredentials(ServerHttpSecurity http) {
        return http.authorizeExchange(exchanges -> exchanges.anyExchange().authenticated())
                .httpBasic(Customizer.withDefaults())
                .csrf(CsrfSpec::disable)
                .build();
    }
}
