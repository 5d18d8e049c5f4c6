package com.example.shop;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where CircuitBreaker leads while a backend is down. */
@RestController
class FallbackController {

    @GetMapping("/fallback")
    String fallback() {
        return "closed for today";
    }
}
