package dev.sluice.app;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the gateway. */
@SpringBootApplication
public class SluiceApplication {

    /**
     * Runs until the process is told to stop.
     *
     * @param args Spring Boot's own arguments, as {@code --server.port=8080}
     */
    public static void main(String[] args) {
        SpringApplication.run(SluiceApplication.class, args);
    }
}
