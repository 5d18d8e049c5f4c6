package dev.sluice.filter.access;

import dev.sluice.filter.Meaning;
import dev.sluice.filter.ObjectRef;

/**
 * Where keys are, and where a request has one.
 *
 * @param secretRef its keys are the names of consumers, its values their API keys
 * @param header by which clients send their key
 * @param consumerHeader by which the backend gets the name of the consumer
 * @param forwardKey whether the backend gets the key too
 */
public record ApiKeyAuthArguments(
        @Meaning(value = "A Secret: each of its keys is the name of a consumer, its value the API key", needed = true)
        ObjectRef secretRef,

        @Meaning(value = "The header in which clients send their key", byDefault = "`X-API-Key`")
        String header,

        @Meaning(value = "The header in which the backend gets the name of the consumer", byDefault = "`X-Consumer`")
        String consumerHeader,

        @Meaning(value = "Whether the backend gets the API key too", byDefault = "false")
        boolean forwardKey) {

    public ApiKeyAuthArguments {
        GivenNames.required("secretRef", secretRef);
        header = GivenNames.checked("header", header == null ? "X-API-Key" : header);
        consumerHeader = GivenNames.checked("consumerHeader", consumerHeader == null ? "X-Consumer" : consumerHeader);
        GivenNames.different("consumerHeader", consumerHeader, "header", header);
    }
}
