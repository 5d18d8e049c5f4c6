package dev.sluice.app.example;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BackendTlsExampleTest {

    private static RunningExample example;

    @BeforeAll
    static void start() {
        example = RunningExample.demo("backend-tls");
    }

    @AfterAll
    static void stop() {
        example.close();
    }

    private static TestRequest.Answer get(String path) {
        return example.to("shop", 80).host("shop.example.com").path(path);
    }

    @Test
    void backendSeesTheNameOfThePolicyAndTheCertificateOfTheGateway() {
        var answer = get("/");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"serverName\" : \"shop.example.com\"", "\"clientCertificate\" : \"CN=gateway\"");
    }

    @Test
    void backendWithoutTheNameOfItsPolicyGetsNoRequest() {
        assertThat(get("/bank").status()).isEqualTo(502);
    }

    @Test
    void policyWithoutAnIssuerAnswers500AndAnotherOneThatIsThereServesAgain() {
        example.edit(
                "policies.yaml",
                "    hostname: shop.example.com\n    caCertificateRefs:\n      - group: \"\"\n        kind: ConfigMap\n        name: example-ca",
                "    hostname: shop.example.com\n    caCertificateRefs:\n      - group: \"\"\n        kind: ConfigMap\n        name: nowhere");
        await(500);
        example.edit("policies.yaml", "name: nowhere", "name: example-ca");
        await(200);
    }

    private static void await(int status) {
        org.awaitility.Awaitility.await().until(() -> get("/").status() == status);
    }
}
