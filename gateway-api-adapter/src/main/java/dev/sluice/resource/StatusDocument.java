package dev.sluice.resource;

import java.util.Map;

/**
 * The status that an object shall have.
 *
 * @param apiVersion such as {@code gateway.networking.k8s.io/v1}
 * @param status the object's {@code status} member as plain maps, lists, strings and numbers, in a fixed order;
 *     conditions carry no lastTransitionTime, which whoever stores the status adds when a condition changes
 */
public record StatusDocument(String apiVersion, String kind, ObjectName name, Map<String, Object> status) {}
